import { Menu } from '@mantine/core'
import { IconAppWindow, IconAppWindowFilled, IconSquareX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApplicationWish } from '#shared/model/application'
import { ToolbarMenuTarget } from '../../components/toolbar-menu-target'
import { useConsole } from '../../console'
import type { ClassGrid } from '../../state/class-grid'
import { ApplicationsDialog } from './applications-dialog'

interface ApplicationsMenuProps {
  readonly grid: ClassGrid
  readonly roomId: string
  readonly disabled: boolean
  /** Nothing is selected: the class. */
  readonly all: boolean
  readonly count: number
}

const items = [
  ['only', IconAppWindowFilled, 'toolbar.applicationsOnly'],
  ['all-but', IconSquareX, 'toolbar.applicationsAllBut'],
] as const

/** Which applications the selection may have open: some alone, all but some, every one again. */
export const ApplicationsMenu = ({ grid, roomId, disabled, all, count }: ApplicationsMenuProps) => {
  const { t } = useTranslation()
  const { orders } = useConsole()
  const [asking, setAsking] = useState<ApplicationWish['access'] | null>(null)
  return (
    <>
      <Menu position="bottom-start" transitionProps={{ duration: 100 }}>
        <ToolbarMenuTarget icon={IconAppWindow} label={t('toolbar.applications')} disabled={disabled} />
        <Menu.Dropdown aria-label={t('toolbar.applicationsMenu')}>
          {items.map(([access, Icon, label]) => (
            <Menu.Item
              key={access}
              leftSection={<Icon size={16} />}
              onClick={() => {
                setAsking(access)
              }}
            >
              {t(label)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconAppWindow size={16} />}
            onClick={() => {
              orders.lift(roomId, ['application'], grid.targets())
            }}
          >
            {all ? t('toolbar.applicationsOnAll', { count }) : t('toolbar.applicationsOn', { count })}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking !== null && (
        <ApplicationsDialog
          access={asking}
          submit={all ? t(`applications.yesAll.${asking}`, { count }) : t(`applications.yes.${asking}`, { count })}
          onClose={() => {
            setAsking(null)
          }}
          onOrder={(applications, reason) => {
            setAsking(null)
            orders.place(roomId, 'application', grid.targets(), { application: { access: asking, applications }, reason })
          }}
        />
      )}
    </>
  )
}
