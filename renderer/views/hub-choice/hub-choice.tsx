import { Alert, Button, Group, Radio, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { type SubmitEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsoleBridge, HubSettings } from '#shared/bridge'
import { FoundHubs } from './found-hubs'
import { hubOfWish, type HubWish, sameHub, wishOf } from '../../state/hub-wish'

type Standing = { readonly kind: 'asking' | 'restarting' } | { readonly kind: 'failed'; readonly detail: string }

const Form = ({ bridge, present }: { readonly bridge: ConsoleBridge; readonly present: HubSettings }) => {
  const { t } = useTranslation()
  const [wish, setWish] = useState<HubWish>(() => wishOf(present))
  const [tried, setTried] = useState(false)
  const [standing, setStanding] = useState<Standing | null>(null)
  const meant = hubOfWish(wish, present)
  const same = meant.hub !== null && sameHub(meant.hub, present)
  const change = (part: Partial<HubWish>): void => {
    setWish({ ...wish, ...part })
  }
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (meant.hub === null || same) return
    setStanding({ kind: 'asking' })
    const written = await bridge.ask('settings:write', { hub: meant.hub })
    setStanding(written.ok ? { kind: 'restarting' } : { kind: 'failed', detail: written.detail })
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('hubChoice.how')}
        </Text>
        <Radio.Group
          label={t('hubChoice.mode')}
          value={wish.mode}
          onChange={(mode) => {
            change({ mode: mode === 'remote' ? 'remote' : 'embedded' })
          }}
        >
          <Stack gap="xs" mt={4}>
            {(['embedded', 'remote'] as const).map((mode) => (
              <Radio key={mode} value={mode} label={t(`hubChoice.${mode}`)} description={t(`hubChoice.${mode}Hint`)} />
            ))}
          </Stack>
        </Radio.Group>
        {wish.mode === 'remote' && (
          <>
            <FoundHubs
              bridge={bridge}
              onTake={({ address, consolePort, authorityFingerprint }) => {
                change({ address: `${address}:${consolePort}`, fingerprint: authorityFingerprint })
              }}
            />
            <TextInput
              label={t('hubChoice.address')}
              description={t('hubChoice.addressHint')}
              value={wish.address}
              error={tried && meant.fault === 'address' ? t('hubChoice.addressWrong') : null}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                change({ address: event.currentTarget.value })
              }}
            />
            <TextInput
              label={t('hubChoice.fingerprint')}
              description={t('hubChoice.fingerprintHint')}
              value={wish.fingerprint}
              error={tried && meant.fault === 'fingerprint' ? t('hubChoice.fingerprintWrong') : null}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                change({ fingerprint: event.currentTarget.value })
              }}
            />
          </>
        )}
        {standing?.kind === 'failed' && (
          <Alert role="alert" color="red" variant="light" title={t('hubChoice.failed')}>
            {standing.detail}
          </Alert>
        )}
        <Text size="sm" role="status">
          {standing?.kind === 'restarting' ? t('hubChoice.restarting') : same ? t('hubChoice.same') : t('hubChoice.meaning')}
        </Text>
        <Group justify="flex-end">
          <Button type="submit" disabled={same} loading={standing?.kind === 'asking' || standing?.kind === 'restarting'}>
            {t('hubChoice.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Which hub this console uses: its own, or one elsewhere whose authority is named. Kept by the program around the page. */
export const HubChoice = ({ bridge }: { readonly bridge: ConsoleBridge }) => {
  const [present, setPresent] = useState<HubSettings | null>(null)
  const [failure, setFailure] = useState('')
  useEffect(() => {
    void bridge.ask('settings:read', {}).then((asked) => {
      if (asked.ok) setPresent(asked.value.hub)
      else setFailure(asked.detail)
    })
  }, [bridge])
  if (failure !== '') return <Alert role="alert">{failure}</Alert>
  if (present === null) return <Skeleton height={200} />
  return <Form bridge={bridge} present={present} />
}
