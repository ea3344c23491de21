import { Menu } from '@mantine/core'
import { IconExternalLink, IconFilter, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ToolbarMenuTarget } from '../../components/toolbar-menu-target'
import { type TabDeed, TabDialog } from './tab-dialog'

const icons = { open: IconExternalLink, close: IconX, 'close-but': IconFilter } as const

interface TabMenuProps {
  readonly roomId: string
  /** Asked when the menu acts, so that a selection made meanwhile counts. */
  readonly targets: () => readonly string[]
  readonly disabled: boolean
}

/** Opening and closing pages on the PCs chosen. */
export const TabMenu = ({ roomId, targets, disabled }: TabMenuProps) => {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<{ readonly deed: TabDeed; readonly deviceIds: readonly string[] } | null>(null)
  return (
    <>
      <Menu position="bottom-start" transitionProps={{ duration: 100 }}>
        <ToolbarMenuTarget icon={IconExternalLink} label={t('tabs.menu')} disabled={disabled} />
        <Menu.Dropdown>
          {(['open', 'close', 'close-but'] as const).map((deed) => {
            const Icon = icons[deed]
            return (
              <Menu.Item
                key={deed}
                leftSection={<Icon size={16} aria-hidden="true" />}
                onClick={() => {
                  setAsking({ deed, deviceIds: targets() })
                }}
              >
                {t(`tabs.do.${deed}`)}
              </Menu.Item>
            )
          })}
        </Menu.Dropdown>
      </Menu>
      {asking !== null && (
        <TabDialog
          deed={asking.deed}
          roomId={roomId}
          deviceIds={asking.deviceIds}
          onClose={() => {
            setAsking(null)
          }}
        />
      )}
    </>
  )
}
