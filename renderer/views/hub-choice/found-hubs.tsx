import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconAccessPoint } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsoleBridge } from '#shared/bridge'
import type { HeardHub } from '#shared/model/announcement'
import classes from './hub-choice.module.css'

type Search =
  | { readonly kind: 'idle' | 'busy' }
  | { readonly kind: 'done'; readonly hubs: readonly HeardHub[] }
  | { readonly kind: 'failed'; readonly detail: string }

interface FoundHubsProps {
  readonly bridge: ConsoleBridge
  readonly onTake: (hub: HeardHub) => void
}

/** In groups of four, as it is read out. */
const grouped = (fingerprint: string): string => fingerprint.replaceAll(/.{4}(?=.)/gu, '$& ')

/** [AN5] Hubs that announce themselves, to be taken over into the form. Taking one trusts nobody yet: the form still says what to compare. */
export const FoundHubs = ({ bridge, onTake }: FoundHubsProps) => {
  const { t } = useTranslation()
  const [search, setSearch] = useState<Search>({ kind: 'idle' })
  const find = async (): Promise<void> => {
    setSearch({ kind: 'busy' })
    const found = await bridge.ask('hub:find', {})
    setSearch(found.ok ? { kind: 'done', hubs: found.value } : { kind: 'failed', detail: found.detail })
  }
  const said = {
    idle: '',
    busy: t('hubChoice.finding'),
    failed: '',
    done: search.kind === 'done' && search.hubs.length > 0 ? t('hubChoice.found', { count: search.hubs.length }) : t('hubChoice.foundNone'),
  }[search.kind]
  return (
    <Stack gap="xs">
      <div>
        <Button
          variant="default"
          leftSection={<IconAccessPoint size={16} aria-hidden="true" />}
          loading={search.kind === 'busy'}
          onClick={() => void find()}
        >
          {search.kind === 'done' ? t('hubChoice.findAgain') : t('hubChoice.find')}
        </Button>
      </div>
      <Text size="sm" role="status">
        {said}
      </Text>
      {search.kind === 'failed' && (
        <Alert role="alert" color="red" variant="light" title={t('hubChoice.findFailed')}>
          {search.detail}
        </Alert>
      )}
      {search.kind === 'done' && search.hubs.length > 0 && (
        <ul className={classes['found']}>
          {search.hubs.map((hub) => {
            const address = `${hub.address}:${hub.consolePort}`
            return (
              <li key={`${address} ${hub.authorityFingerprint}`}>
                <div>
                  <Text fw={600}>{hub.site === '' ? t('hubChoice.noSite') : hub.site}</Text>
                  <Text size="sm">{address}</Text>
                  <Text size="xs" c="dimmed" className={classes['fingerprint']}>
                    {grouped(hub.authorityFingerprint)}
                  </Text>
                </div>
                <Button
                  size="xs"
                  aria-label={t('hubChoice.takeFound', { address })}
                  onClick={() => {
                    onTake(hub)
                  }}
                >
                  {t('hubChoice.take')}
                </Button>
              </li>
            )
          })}
        </ul>
      )}
    </Stack>
  )
}
