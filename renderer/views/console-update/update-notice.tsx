import { Alert, Group } from '@mantine/core'
import { IconDownload, IconShieldX } from '@tabler/icons-react'
import { use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsoleUpdateTrouble, UpdateStanding } from '#shared/model/console-update'
import { BridgeContext } from '../../hub-place'
import classes from './console-update.module.css'
import { RestartButton } from './restart-button'
import { useConsoleUpdate } from './use-console-update'

/** What somebody should hear of who did not ask; the rest stands on the account's page. */
const suspicious: ReadonlySet<ConsoleUpdateTrouble> = new Set(['malformed', 'bad-signature', 'unknown-key', 'damaged', 'wrong-publisher'])

const isWorthALine = (standing: UpdateStanding): boolean =>
  standing.state === 'ready' || standing.state === 'told' || (standing.state === 'failed' && suspicious.has(standing.why))

/** Says quietly that a newer console is ready, or was refused, until it is closed. */
export const UpdateNotice = () => {
  const { t } = useTranslation()
  const bridge = use(BridgeContext)
  const standing = useConsoleUpdate(bridge)?.standing
  const [closed, setClosed] = useState<string | null>(null)
  if (bridge === null || standing === undefined || !isWorthALine(standing)) return null
  const key = JSON.stringify(standing)
  if (closed === key) return null
  const refused = standing.state === 'failed'
  return (
    <Alert
      role="status"
      className={classes['notice'] ?? ''}
      color={refused ? 'red' : 'gray'}
      variant="light"
      icon={refused ? <IconShieldX /> : <IconDownload />}
      withCloseButton
      closeButtonLabel={t('common.close')}
      onClose={() => {
        setClosed(key)
      }}
    >
      <Group gap="sm">
        <span>
          {standing.state === 'ready' && t('consoleUpdate.ready', { version: standing.version })}
          {standing.state === 'told' && (
            <>
              {t('consoleUpdate.there', { version: standing.version })} {t(`consoleUpdate.bringer.${standing.bringer}`)}
            </>
          )}
          {standing.state === 'failed' && t('consoleUpdate.refused')}
        </span>
        {standing.state === 'ready' && <RestartButton bridge={bridge} />}
      </Group>
    </Alert>
  )
}
