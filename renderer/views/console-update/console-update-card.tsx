import { Button, Group, Text, Title } from '@mantine/core'
import { use } from 'react'
import { useTranslation } from 'react-i18next'
import type { UpdateStanding } from '#shared/model/console-update'
import { BridgeContext } from '../../hub-place'
import { exactTime } from '../../state/time-words'
import view from '../view.module.css'
import { RestartButton } from './restart-button'
import { useConsoleUpdate } from './use-console-update'

const Standing = ({ standing }: { readonly standing: UpdateStanding }) => {
  const { t } = useTranslation()
  switch (standing.state) {
    case 'off':
      return <Text>{t(`consoleUpdate.off.${standing.why}`)}</Text>
    case 'current':
      return <Text>{t('consoleUpdate.current')}</Text>
    case 'fetching':
      return <Text role="status">{t('consoleUpdate.fetching', { version: standing.version })}</Text>
    case 'ready':
      return <Text>{t('consoleUpdate.ready', { version: standing.version })}</Text>
    case 'told':
      return (
        <Text>
          {t('consoleUpdate.there', { version: standing.version })} {t(`consoleUpdate.bringer.${standing.bringer}`)}
        </Text>
      )
    case 'failed':
      return (
        <div>
          <Text>{t(`consoleUpdate.trouble.${standing.why}`)}</Text>
          <Text size="sm" c="dimmed">
            {standing.detail}
          </Text>
        </div>
      )
  }
}

/** Which console runs here, and what becomes of a newer one; nothing in a browser, where the hub's own pages are always its own. */
export const ConsoleUpdateCard = () => {
  const { t } = useTranslation()
  const bridge = use(BridgeContext)
  const update = useConsoleUpdate(bridge)
  if (bridge === null || update === null) return null
  const { running, askedAt, standing } = update
  return (
    <section className={view['card']}>
      <Title order={2} size="h4">
        {t('consoleUpdate.title', { version: running })}
      </Title>
      <Standing standing={standing} />
      {askedAt !== null && (
        <Text size="sm" c="dimmed">
          {t('consoleUpdate.asked', { time: exactTime(askedAt) })}
        </Text>
      )}
      {standing.state !== 'off' && (
        <Group justify="flex-end">
          <Button
            variant="default"
            loading={standing.state === 'fetching'}
            onClick={() => {
              void bridge.ask('update:check', {})
            }}
          >
            {t('consoleUpdate.ask')}
          </Button>
          {standing.state === 'ready' && <RestartButton bridge={bridge} />}
        </Group>
      )}
    </section>
  )
}
