import { ActionIcon, Button, CloseButton, Menu, SegmentedControl, Select, TextInput } from '@mantine/core'
import {
  IconArrowsSort,
  IconChevronDown,
  IconEraser,
  IconKeyboard,
  IconLayoutGrid,
  IconLayoutList,
  IconLock,
  IconLockOpen,
  IconMessage,
  IconSearch,
  IconSquare,
  IconSquareFilled,
} from '@tabler/icons-react'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { restrictionKinds } from '#shared/model/lease'
import type { Role } from '#shared/model/staff'
import { useConsole } from '../../console'
import type { ClassGrid } from '../../state/class-grid'
import { gridSorts } from '../../state/grid-order'
import { tileSizes } from '../../state/preferences'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import { InternetMenu } from '../internet/internet-menu'
import { PowerMenu } from '../power/power-menu'
import { TabMenu } from '../tabs/tab-menu'
import classes from './class.module.css'
import type { MessageKind } from './message-dialog'

interface ToolbarProps {
  readonly grid: ClassGrid
  readonly roomId: string
  readonly role: Role
  readonly filterField: RefObject<HTMLInputElement | null>
  readonly onWrite: (kind: MessageKind) => void
  readonly onKeys: () => void
}

const sizeIcons = { small: IconLayoutGrid, medium: IconLayoutList, large: IconSquare } as const

const isSort = (value: string | null): value is (typeof gridSorts)[number] => gridSorts.some((sort) => sort === value)
const isSize = (value: string): value is (typeof tileSizes)[number] => tileSizes.some((size) => size === value)

/** What can be done to the selection, or to the class when nothing is selected: the buttons say which. */
const Actions = ({ grid, roomId, role, onWrite }: Omit<ToolbarProps, 'filterField' | 'onKeys'>) => {
  const { t } = useTranslation()
  const { orders, link } = useConsole()
  const { chosen } = useStore(grid.selection)
  useStore(grid.shown)
  const linked = useStore(link.state).kind === 'signed-in'
  const count = grid.targets().length
  const all = chosen.size === 0
  const mayOrder = mayCall(role, 'restriction:order')
  const disabled = !linked || count === 0
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
            leftSection={<IconSquareFilled size={18} aria-hidden="true" />}
            disabled={disabled}
            onClick={() => {
              orders.place(roomId, 'blank', grid.targets())
            }}
          >
            {all ? t('toolbar.blankAll', { count }) : t('toolbar.blank', { count })}
          </Button>
        </>
      )}
      <Button
        variant="default"
        px="sm"
        leftSection={<IconLockOpen size={18} aria-hidden="true" />}
        disabled={disabled}
        onClick={() => {
          orders.lift(roomId, ['lock', 'blank'], grid.targets())
        }}
      >
        {all ? t('toolbar.unlockAll', { count }) : t('toolbar.unlock', { count })}
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
      {mayCall(role, 'tab:open') && <TabMenu roomId={roomId} targets={() => grid.targets()} disabled={disabled} />}
      {mayOrder && (
        <Button
          variant="default"
          px="sm"
          leftSection={<IconMessage size={18} aria-hidden="true" />}
          disabled={disabled}
          onClick={() => {
            onWrite('message')
          }}
        >
          {all ? t('toolbar.messageAll', { count }) : t('toolbar.message', { count })}
        </Button>
      )}
      <PowerMenu roomId={roomId} role={role} targets={() => grid.targets()} disabled={disabled} />
    </div>
  )
}

export const Toolbar = ({ grid, roomId, role, filterField, onWrite, onKeys }: ToolbarProps) => {
  const { t } = useTranslation()
  const { preferences } = useConsole()
  const { sort, tileSize } = useStore(preferences)
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
        <Select
          className={classes['sort'] ?? ''}
          aria-label={t('toolbar.sort')}
          leftSection={<IconArrowsSort size={16} aria-hidden="true" />}
          data={gridSorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
          value={sort}
          allowDeselect={false}
          onChange={(value) => {
            if (isSort(value)) preferences.change({ sort: value })
            grid.sort()
          }}
          comboboxProps={{ transitionProps: { duration: 100 } }}
        />
        <SegmentedControl
          className={classes['sizes'] ?? ''}
          aria-label={t('toolbar.size')}
          transitionDuration={0}
          value={tileSize}
          onChange={(value) => {
            if (isSize(value)) preferences.change({ tileSize: value })
          }}
          data={tileSizes.map((value) => {
            const Icon = sizeIcons[value]
            return {
              value,
              label: (
                <span className={classes['size']} title={t(`size.${value}`)}>
                  <Icon size={16} aria-hidden="true" />
                  <span className="visually-hidden">{t(`size.${value}`)}</span>
                </span>
              ),
            }
          })}
        />
        <ActionIcon variant="default" size="input-sm" aria-label={t('toolbar.keys')} title={t('toolbar.keys')} onClick={onKeys}>
          <IconKeyboard size={18} aria-hidden="true" />
        </ActionIcon>
      </div>
    </div>
  )
}
