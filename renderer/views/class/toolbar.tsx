import { Button, CloseButton, Menu, TextInput } from '@mantine/core'
import { IconChevronDown, IconEraser, IconLock, IconLockOpen, IconMessage, IconSearch, IconSquareFilled } from '@tabler/icons-react'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { restrictionKinds } from '#shared/model/lease'
import type { Role } from '#shared/model/staff'
import { useConsole } from '../../console'
import type { ClassGrid } from '../../state/class-grid'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import { ApplicationsMenu } from '../applications/applications-menu'
import { InternetMenu } from '../internet/internet-menu'
import { PowerMenu } from '../power/power-menu'
import { TabMenu } from '../tabs/tab-menu'
import classes from './class.module.css'
import { LookMenu } from './look-menu'
import type { MessageKind } from './message-dialog'

interface ToolbarProps {
  readonly grid: ClassGrid
  readonly roomId: string
  readonly role: Role
  readonly filterField: RefObject<HTMLInputElement | null>
  readonly onWrite: (kind: MessageKind) => void
  readonly onKeys: () => void
  readonly onArrange: (() => void) | null
}

/** The label of a button says whom it acts on where there is room; its name always does. */
const Scoped = ({ name, brief }: { readonly name: string; readonly brief: string }) => (
  <>
    <span className={classes['whom']}>{name}</span>
    <span className={classes['brief']}>{brief}</span>
  </>
)

/** What can be done to the selection, or to the class when nothing is selected: the buttons say which. */
const Actions = ({ grid, roomId, role, onWrite }: Omit<ToolbarProps, 'filterField' | 'onKeys' | 'onArrange'>) => {
  const { t } = useTranslation()
  const { orders, link } = useConsole()
  const { chosen } = useStore(grid.selection)
  useStore(grid.shown)
  const linked = useStore(link.state).kind === 'signed-in'
  const count = grid.targets().length
  const all = chosen.size === 0
  const mayOrder = mayCall(role, 'restriction:order')
  const disabled = !linked || count === 0
  const names = {
    blank: all ? t('toolbar.blankAll', { count }) : t('toolbar.blank', { count }),
    unlock: all ? t('toolbar.unlockAll', { count }) : t('toolbar.unlock', { count }),
    message: all ? t('toolbar.messageAll', { count }) : t('toolbar.message', { count }),
  }
  const why = linked ? t('toolbar.nobody') : t('link.actionsWait')

  return (
    <div className={classes['actions']} role="group" aria-label={t('toolbar.actions')} title={disabled ? why : undefined}>
      {mayOrder && (
        <>
          <Button.Group>
            <Button
              px="sm"
              leftSection={<IconLock size={18} aria-hidden="true" />}
              disabled={disabled}
              onClick={() => {
                orders.place(roomId, 'lock', grid.targets())
              }}
            >
              {all ? t('toolbar.lockAll', { count }) : t('toolbar.lock', { count })}
            </Button>
            <Menu position="bottom-start" transitionProps={{ duration: 100 }}>
              <Menu.Target>
                <Button className={classes['chevron'] ?? ''} disabled={disabled} aria-label={t('toolbar.lockMore')}>
                  <IconChevronDown size={16} aria-hidden="true" />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconMessage size={16} />}
                  onClick={() => {
                    onWrite('lock')
                  }}
                >
                  {t('toolbar.lockWithWords')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Button.Group>
          <Button
            variant="default"
            px="sm"
            aria-label={names.blank}
            leftSection={<IconSquareFilled size={18} aria-hidden="true" />}
            disabled={disabled}
            onClick={() => {
              orders.place(roomId, 'blank', grid.targets())
            }}
          >
            <Scoped name={names.blank} brief={t('toolbar.brief.blank')} />
          </Button>
        </>
      )}
      <Button
        variant="default"
        px="sm"
        aria-label={names.unlock}
        leftSection={<IconLockOpen size={18} aria-hidden="true" />}
        disabled={disabled}
        onClick={() => {
          orders.lift(roomId, ['lock', 'blank'], grid.targets())
        }}
      >
        <Scoped name={names.unlock} brief={t('toolbar.brief.unlock')} />
      </Button>
      {!mayOrder && (
        <Button
          variant="default"
          px="sm"
          leftSection={<IconEraser size={18} aria-hidden="true" />}
          disabled={disabled}
          onClick={() => {
            orders.lift(roomId, restrictionKinds, grid.targets())
          }}
        >
          {all ? t('toolbar.clearAll', { count }) : t('toolbar.clear', { count })}
        </Button>
      )}
      {mayOrder && <InternetMenu grid={grid} roomId={roomId} disabled={disabled} all={all} count={count} />}
      {mayOrder && <ApplicationsMenu grid={grid} roomId={roomId} disabled={disabled} all={all} count={count} />}
      {mayCall(role, 'tab:open') && <TabMenu roomId={roomId} targets={() => grid.targets()} disabled={disabled} />}
      {mayOrder && (
        <Button
          variant="default"
          px="sm"
          aria-label={names.message}
          leftSection={<IconMessage size={18} aria-hidden="true" />}
          disabled={disabled}
          onClick={() => {
            onWrite('message')
          }}
        >
          <Scoped name={names.message} brief={t('toolbar.brief.message')} />
        </Button>
      )}
      <PowerMenu roomId={roomId} role={role} targets={() => grid.targets()} disabled={disabled} />
    </div>
  )
}

export const Toolbar = ({ grid, roomId, role, filterField, onWrite, onKeys, onArrange }: ToolbarProps) => {
  const { t } = useTranslation()
  const filter = useStore(grid.filter)
  return (
    <div className={classes['toolbar']}>
      <Actions grid={grid} roomId={roomId} role={role} onWrite={onWrite} />
      <div className={classes['looks']}>
        <TextInput
          ref={filterField}
          className={classes['filter'] ?? ''}
          aria-label={t('toolbar.filter')}
          placeholder={t('toolbar.filterHint')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          rightSection={
            filter === '' ? null : (
              <CloseButton
                size="sm"
                aria-label={t('grid.clearFilter')}
                onClick={() => {
                  grid.filterBy('')
                }}
              />
            )
          }
          value={filter}
          onChange={(event) => {
            grid.filterBy(event.currentTarget.value)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            grid.filterBy('')
            event.currentTarget.blur()
          }}
        />
        <LookMenu grid={grid} onKeys={onKeys} onArrange={onArrange} />
      </div>
    </div>
  )
}
