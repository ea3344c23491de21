import { Badge, Group, Text } from '@mantine/core'
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
    <Group gap={8} wrap="nowrap">
      <span>{t('inventory.waiting', { count: updates.pending })}</span>
      {updates.security > 0 && (
        <Badge color="orange" variant="light" tt="none" leftSection={<IconAlertTriangle size={12} aria-hidden="true" />}>
          {t('inventory.security', { count: updates.security })}
        </Badge>
      )}
    </Group>
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
