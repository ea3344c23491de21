import { Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBolt, IconDots, IconHandStop } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isPending, type PowerAction, powerActions } from '#shared/model/power'
import type { Role } from '#shared/model/staff'
import { ToolbarMenuTarget } from '../../components/toolbar-menu-target'
import { useFailureWords } from '../../components/failure-words'
import { useConsole } from '../../console'
import { mayCall } from '../../state/views'
import { PowerDialog } from './power-dialog'
import { powerIcons } from './power-icons'
import { useWakeSummary } from './wake-words'

interface PowerMenuProps {
  readonly roomId: string
  readonly role: Role
  /** Asked when the menu acts, so that a selection made meanwhile counts. */
  readonly targets: () => readonly string[]
  readonly disabled: boolean
}

/** Log off, restart, shut down and wake for the PCs chosen, and the way to stop what is pending there. */
export const PowerMenu = ({ roomId, role, targets, disabled }: PowerMenuProps) => {
  const { t } = useTranslation()
  const { feed, link } = useConsole()
  const failureWords = useFailureWords()
  const [asking, setAsking] = useState<{ readonly action: PowerAction; readonly deviceIds: readonly string[] } | null>(null)
  const [pending, setPending] = useState<readonly string[]>([])
  const [silent, setSilent] = useState<readonly string[]>([])
  const wakeSummary = useWakeSummary()

  const pendingTargets = (): readonly string[] =>
    targets().filter((deviceId) => {
      const power = feed.devices.get(deviceId)?.power ?? null
      return power !== null && isPending(power)
    })
  const stop = async (): Promise<void> => {
    const stopped = await link.ask('power:cancel', { roomId, deviceIds: [...pending], orderId: crypto.randomUUID() })
    const message = stopped.ok ? t('power.stopped', { count: stopped.value.cancelled }) : `${failureWords(stopped.code)}: ${stopped.detail}`
    notifications.show({ message, closeButtonProps: { 'aria-label': t('common.close') } })
  }
  const wake = async (): Promise<void> => {
    const woken = await link.ask('power:wake', { roomId, deviceIds: [...silent], orderId: crypto.randomUUID() })
    const message = woken.ok ? wakeSummary(woken.value.results) : `${failureWords(woken.code)}: ${woken.detail}`
    notifications.show({ message, autoClose: 10_000, closeButtonProps: { 'aria-label': t('common.close') } })
  }
  return (
    <>
      <Menu
        position="bottom-start"
        transitionProps={{ duration: 100 }}
        onOpen={() => {
          setPending(pendingTargets())
          setSilent(targets().filter((deviceId) => feed.devices.get(deviceId)?.presence.state === 'silent'))
        }}
      >
        <ToolbarMenuTarget icon={IconDots} label={t('toolbar.more')} disabled={disabled} />
        <Menu.Dropdown>
          <Menu.Label>{t('power.power')}</Menu.Label>
          {mayCall(role, 'power:order') &&
            powerActions.map((action) => {
              const Icon = powerIcons[action]
              return (
                <Menu.Item
                  key={action}
                  leftSection={<Icon size={16} aria-hidden="true" />}
                  onClick={() => {
                    setAsking({ action, deviceIds: targets() })
                  }}
                >
                  {t(`power.do.${action}`)}
                </Menu.Item>
              )
            })}
          {mayCall(role, 'power:wake') && (
            <Menu.Item leftSection={<IconBolt size={16} aria-hidden="true" />} disabled={silent.length === 0} onClick={() => void wake()}>
              {silent.length === 0 ? t('wake.nobody') : t('wake.do', { count: silent.length })}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconHandStop size={16} aria-hidden="true" />}
            disabled={pending.length === 0}
            onClick={() => void stop()}
          >
            {pending.length === 0 ? t('power.nothingPending') : t('power.stop', { count: pending.length })}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PowerDialog
        action={asking?.action ?? null}
        roomId={roomId}
        deviceIds={asking?.deviceIds ?? []}
        onClose={() => {
          setAsking(null)
        }}
      />
    </>
  )
}
