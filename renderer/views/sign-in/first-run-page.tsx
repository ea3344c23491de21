import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { signInNameSchema } from '#shared/model/staff'
import type { CallFailure } from '#shared/protocol/call'
import { FailureNote } from '../../components/failure-note'
import { passwordFault } from '../../components/password-fault'
import { useConsole } from '../../console'
import { HubChoiceButton } from '../hub-choice/hub-choice-button'
import { RestoreButton } from '../restore/restore-button'
import { Door } from './door'

interface FirstRunPageProps {
  /** Where the program around the page knows it; each start of the hub makes another one, so give it as the key too. */
  readonly knownCode: string | null
}

/** The hub has no account yet: the first one is made with the code it printed. */
export const FirstRunPage = ({ knownCode }: FirstRunPageProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const [code, setCode] = useState(knownCode ?? '')
  const [signInName, setSignInName] = useState('')
  const [displayName, setDisplayName] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<{ readonly code: CallFailure; readonly detail: string } | null>(null)

  const nameFault = signInNameSchema.safeParse(signInName).success ? null : t('staff.signInNameRule')
  const fault = passwordFault(password, again)

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (nameFault !== null || fault !== null || displayName.trim() === '' || code.trim() === '') return
    setBusy(true)
    const asked = await link.createFirst({ code: code.trim(), signInName, displayName: displayName.trim(), password })
    setBusy(false)
    setFailure(asked.ok ? null : { code: asked.code, detail: asked.detail })
  }

  return (
    <Door
      title={t('firstRun.title')}
      hubName={null}
      footer={
        <>
          {knownCode !== null && <RestoreButton />}
          <HubChoiceButton />
        </>
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {knownCode === null ? t('firstRun.whereIsCode') : t('firstRun.codeIsHere')}
          </Text>
          <TextInput
            label={t('firstRun.code')}
            value={code}
            onChange={(event) => {
              setCode(event.currentTarget.value)
            }}
            error={tried && code.trim() === '' ? t('common.needed') : null}
            autoComplete="off"
            spellCheck={false}
            autoFocus={knownCode === null}
          />
          <TextInput
            label={t('staff.displayName')}
            description={t('staff.displayNameHint')}
            value={displayName}
            onChange={(event) => {
              setDisplayName(event.currentTarget.value)
            }}
            error={tried && displayName.trim() === '' ? t('common.needed') : null}
            autoComplete="name"
            autoFocus={knownCode !== null}
          />
          <TextInput
            label={t('signIn.name')}
            value={signInName}
            onChange={(event) => {
              setSignInName(event.currentTarget.value)
            }}
            error={tried ? nameFault : null}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
          />
          <PasswordInput
            label={t('signIn.password')}
            description={t('password.rule')}
            value={password}
            onChange={(event) => {
              setPassword(event.currentTarget.value)
            }}
            error={tried && fault === 'short' ? t('password.short') : null}
            autoComplete="new-password"
          />
          <PasswordInput
            label={t('password.again')}
            value={again}
            onChange={(event) => {
              setAgain(event.currentTarget.value)
            }}
            error={tried && fault === 'differs' ? t('password.differs') : null}
            autoComplete="new-password"
          />
          {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
          <Button type="submit" loading={busy} fullWidth>
            {t('firstRun.create')}
          </Button>
        </Stack>
      </form>
    </Door>
  )
}
