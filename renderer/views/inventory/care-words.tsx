import { Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconShieldCheck, IconShieldOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SystemCare } from '#shared/model/inventory'

interface CareProps {
  /** Null where the PC was never read. */
  readonly system: SystemCare | null
}

const NotTold = () => {
  const { t } = useTranslation()
  return (
    <Text size="sm" c="dimmed" component="span">
      {t('inventory.notTold')}
    </Text>
  )
}

/** How many updates wait; those that close holes stand out. */
export const UpdatesWords = ({ system }: CareProps) => {
  const { t } = useTranslation()
  const updates = system?.updates ?? null
  if (updates === null) return <NotTold />
  if (updates.pending === 0) return <>{t('inventory.upToDate')}</>
  return (
    <>
      <div>{t('inventory.waiting', { count: updates.pending })}</div>
      {updates.security > 0 && (
        <Group gap={6} wrap="nowrap" fw={650}>
          <IconAlertTriangle size={16} aria-hidden="true" />
          <span>{t('inventory.security', { count: updates.security })}</span>
        </Group>
      )}
    </>
  )
}

/** Protection against malware, as far as the PC tells. */
export const ProtectionWords = ({ system }: CareProps) => {
  const { t } = useTranslation()
  const protection = system?.protection ?? null
  if (protection === null) return <NotTold />
  return (
    <>
      {protection.map(({ name, state }) => (
        <Group key={name} gap={6} wrap="nowrap">
          {state === 'running' ? <IconShieldCheck size={16} aria-hidden="true" /> : <IconShieldOff size={16} aria-hidden="true" />}
          <span>
            {name}: {t(`protectionState.${state}`)}
          </span>
        </Group>
      ))}
    </>
  )
}
