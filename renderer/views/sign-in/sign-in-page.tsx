import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallFailure } from '#shared/protocol/call'
import { FailureNote } from '../../components/failure-note'
import { useConsole } from '../../console'
import type { LinkState } from '../../link/link-state'
import { Door } from './door'

/** Who is there? Says why the last session ended, asks for the second factor only when the account has one. */
export const SignInPage = ({ state }: { readonly state: Extract<LinkState, { readonly kind: 'signed-out' }> }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const [signInName, setSignInName] = useState(state.lastSignInName)
  const [password, setPassword] = useState('')
  const [totpCode, setTotpCode] = useState('')
  const [factorAsked, setFactorAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<{ readonly code: CallFailure; readonly detail: string } | null>(null)

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (busy || signInName.trim() === '' || password === '') return
    setBusy(true)
    const digits = totpCode.replace(/\s/gu, '')
    const asked = await link.signIn({ signInName, password, totpCode: factorAsked && /^\d{6}$/u.test(digits) ? digits : null })
    setBusy(false)
    if (asked.ok) return
    setTotpCode('')
    if (asked.code === 'second-factor-needed' && !factorAsked) {
      setFactorAsked(true)
      setFailure(null)
      return
    }
    // The hub never tells whether a name exists; a name out of shape is only the same wrong answer.
    setFailure({ code: asked.code === 'malformed' ? 'sign-in-wrong' : asked.code, detail: asked.code === 'malformed' ? '' : asked.detail })
  }

  return (
    <Door title={t('signIn.title')} hubName={state.hub.hubName}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          {state.why !== null && failure === null && !factorAsked && (
            <Alert role="status" variant="light" color="teal" icon={<IconInfoCircle />}>
              {t(`signIn.why.${state.why}`)}
            </Alert>
          )}
          <TextInput
            label={t('signIn.name')}
            value={signInName}
            onChange={(event) => {
              setSignInName(event.currentTarget.value)
              setFactorAsked(false)
            }}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus={state.lastSignInName === ''}
          />
          <PasswordInput
            label={t('signIn.password')}
            value={password}
            onChange={(event) => {
              setPassword(event.currentTarget.value)
            }}
            autoComplete="current-password"
            autoFocus={state.lastSignInName !== ''}
          />
          {factorAsked && (
            <TextInput
              label={t('signIn.totpCode')}
              description={t('signIn.totpHint')}
              value={totpCode}
              onChange={(event) => {
                setTotpCode(event.currentTarget.value)
              }}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={7}
              autoFocus
            />
          )}
          {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
          <Button type="submit" loading={busy} fullWidth>
            {t('signIn.submit')}
          </Button>
        </Stack>
      </form>
    </Door>
  )
}
