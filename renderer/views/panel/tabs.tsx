import { Button, Text, Title } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import type { Tab } from '#shared/model/page'
import type { Role } from '#shared/model/staff'
import { SiteIcon } from '../../components/site-icon'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import { TabDialog } from '../tabs/tab-dialog'
import { useTabOrders } from '../tabs/use-tab-orders'
import classes from './panel.module.css'

interface TabsProps {
  readonly device: DeviceView
  readonly roomId: string
  readonly role: Role
}

/** What is open in the browsers of this PC, with the way to close it, and to open another page. */
export const Tabs = ({ device, roomId, role }: TabsProps) => {
  const { t } = useTranslation()
  const { link, presenting } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const hidden = useStore(presenting)
  const [asking, setAsking] = useState(false)
  const { busy, close } = useTabOrders(roomId)
  const may = mayCall(role, 'tab:close')
  const disabled = !linked || busy || device.presence.state === 'silent'
  const titleOf = ({ title, site, url }: Tab): string => (hidden || title === '' ? (site === '' ? url : site) : title)
  return (
    <section aria-label={t('tabs.openTabs')}>
      <Title order={2} size="h5" mb={4}>
        {t('tabs.openTabs')}
      </Title>
      {device.tabs.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('tabs.none')}
        </Text>
      )}
      <ul className={classes['tabs']}>
        {device.tabs.map((tab) => (
          <li key={tab.tabId} className={classes['tab']} data-active={tab.active || undefined}>
            <SiteIcon site={tab.site} icon={tab.icon} size={20} />
            <div className={classes['tabWords']}>
              <div className={classes['windowTitle']}>{titleOf(tab)}</div>
              <div className={classes['windowApp']}>
                {[tab.site, tab.active ? t('tabs.inFront') : '', tab.withheld ? t('tabs.withheld') : '']
                  .filter((part) => part !== '')
                  .join(' · ')}
              </div>
            </div>
            {may && (
              <>
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={disabled}
                  aria-label={t('tabs.closeNamed', { title: titleOf(tab) })}
                  onClick={() => void close([device.deviceId], { which: { by: 'tab', tabIds: [tab.tabId] }, but: false })}
                >
                  {t('tabs.closeOne')}
                </Button>
                {device.tabs.length > 1 && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    disabled={disabled}
                    aria-label={t('tabs.closeAllButNamed', { title: titleOf(tab) })}
                    onClick={() => void close([device.deviceId], { which: { by: 'tab', tabIds: [tab.tabId] }, but: true })}
                  >
                    {t('tabs.closeOthers')}
                  </Button>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
      {may && (
        <Button
          mt={8}
          size="sm"
          variant="default"
          disabled={disabled}
          leftSection={<IconExternalLink size={16} aria-hidden="true" />}
          onClick={() => {
            setAsking(true)
          }}
        >
          {t('tabs.do.open')}
        </Button>
      )}
      {asking && (
        <TabDialog
          deed="open"
          roomId={roomId}
          deviceIds={[device.deviceId]}
          onClose={() => {
            setAsking(false)
          }}
        />
      )}
    </section>
  )
}
