import { Button, Group, PasswordInput, Select, Stack, Switch, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type MailProgress, type MailSettings, mailSettingsSchema } from '#shared/model/mail'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'

interface MailFormProps {
  readonly settings: MailSettings | null
  readonly passwordKept: boolean
  readonly progress: MailProgress
  readonly onSaved: () => void
}

const usualPorts = { tls: '465', starttls: '587', none: '25' } as const
const securities = ['starttls', 'tls', 'none'] as const
type Security = (typeof securities)[number]

interface Typed {
  readonly on: boolean
  readonly host: string
  readonly port: string
  readonly security: Security
  readonly authorityPem: string
  readonly user: string
  readonly password: string
  readonly from: string
  readonly to: readonly string[]
}

const typedOf = (settings: MailSettings | null): Typed => ({
  on: settings?.on ?? true,
  host: settings?.host ?? '',
  port: settings === null ? usualPorts.starttls : String(settings.port),
  security: settings?.security ?? 'starttls',
  authorityPem: settings?.authorityPem ?? '',
  user: settings?.user ?? '',
  password: '',
  from: settings?.from ?? '',
  to: settings?.to ?? [],
})

const settingsOf = ({ on, host, port, security, authorityPem, user, from, to }: Typed) =>
  mailSettingsSchema.safeParse({
    ...{ on, host: host.trim(), port: Number(port), security, from: from.trim(), to },
    authorityPem: authorityPem.trim() === '' ? null : authorityPem,
    user: user.trim() === '' ? null : user.trim(),
  })

const Progress = ({ progress: { waiting, lastSentAt, failure } }: { readonly progress: MailProgress }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  return (
    <Text size="sm" c="dimmed" component="div">
      {lastSentAt !== null && <div>{t('mail.lastSent', { time: momentTime(lastSentAt, hubNow()) })}</div>}
      {waiting > 0 && <div>{t('mail.waiting', { count: waiting })}</div>}
      {failure !== null && <div>{t('mail.lastFailure', { time: momentTime(failure.at, hubNow()), why: failure.detail })}</div>}
    </Text>
  )
}

/** Where concerns of grade 5 are told by e-mail. The password can be set and not seen. */
export const MailForm = ({ settings, passwordKept, progress, onSaved }: MailFormProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const saving = useDeed('mail:write')
  const testing = useDeed('mail:test')
  const [typed, setTyped] = useState(() => typedOf(settings))
  const [tested, setTested] = useState(false)
  const [dirty, setDirty] = useState(settings === null)
  const wish = settingsOf(typed)
  const wrong = (name: 'host' | 'port' | 'from' | 'to'): string | null => {
    if (wish.success || !dirty) return null
    return wish.error.issues.some(({ path }) => path[0] === name) ? t(`mail.wrong.${name}`) : null
  }
  const change = (part: Partial<Typed>): void => {
    setTyped((before) => ({ ...before, ...part }))
    setDirty(true)
    setTested(false)
  }
  const save = async (): Promise<void> => {
    if (!wish.success) return
    const saved = await saving.run({ settings: wish.data, password: typed.password === '' ? null : typed.password })
    if (saved === undefined) return
    setTyped((before) => ({ ...before, password: '' }))
    setDirty(false)
    onSaved()
  }
  const failure = saving.failure ?? testing.failure
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('mail.meaning')}</Text>
        <Switch
          label={t('mail.on')}
          checked={typed.on}
          onChange={({ currentTarget }) => {
            change({ on: currentTarget.checked })
          }}
        />
        <TagsInput
          label={t('mail.to')}
          description={t('mail.toHint')}
          error={wrong('to')}
          value={[...typed.to]}
          comboboxProps={{ transitionProps: { duration: 100 } }}
          onChange={(to) => {
            change({ to })
          }}
        />
        <TextInput
          label={t('mail.from')}
          error={wrong('from')}
          value={typed.from}
          onChange={({ currentTarget }) => {
            change({ from: currentTarget.value })
          }}
        />
        <Group gap="sm" align="start" wrap="nowrap">
          <TextInput
            flex={1}
            label={t('mail.host')}
            error={wrong('host')}
            value={typed.host}
            onChange={({ currentTarget }) => {
              change({ host: currentTarget.value })
            }}
          />
          <TextInput
            w={90}
            label={t('mail.port')}
            inputMode="numeric"
            error={wrong('port')}
            value={typed.port}
            onChange={({ currentTarget }) => {
              change({ port: currentTarget.value })
            }}
          />
          <Select
            w={190}
            label={t('mail.security')}
            allowDeselect={false}
            comboboxProps={{ transitionProps: { duration: 100 } }}
            data={securities.map((value) => ({ value, label: t(`mail.securities.${value}`) }))}
            value={typed.security}
            onChange={(value) => {
              const security = securities.find((one) => one === value) ?? 'starttls'
              change({ security, port: usualPorts[security] })
            }}
          />
        </Group>
        <Group gap="sm" align="end" grow>
          <TextInput
            label={t('mail.user')}
            description={t('mail.userHint')}
            autoComplete="off"
            value={typed.user}
            onChange={({ currentTarget }) => {
              change({ user: currentTarget.value })
            }}
          />
          <PasswordInput
            label={t('mail.password')}
            description={passwordKept ? t('mail.passwordKept') : t('mail.passwordHint')}
            autoComplete="new-password"
            value={typed.password}
            onChange={({ currentTarget }) => {
              change({ password: currentTarget.value })
            }}
          />
        </Group>
        <Textarea
          label={t('mail.authority')}
          description={t('mail.authorityHint')}
          rows={2}
          value={typed.authorityPem}
          onChange={({ currentTarget }) => {
            change({ authorityPem: currentTarget.value })
          }}
        />
        <Progress progress={progress} />
        {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
        {tested && (
          <Text size="sm" role="status">
            {t('mail.tested')}
          </Text>
        )}
        <Group>
          <Button type="submit" loading={saving.busy} disabled={!linked || !wish.success || !dirty}>
            {t('mail.save')}
          </Button>
          <Button
            variant="default"
            loading={testing.busy}
            disabled={!linked || dirty}
            onClick={() =>
              void testing.run({}).then((sent) => {
                setTested(sent !== undefined)
              })
            }
          >
            {t('mail.test')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
