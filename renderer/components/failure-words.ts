import { useTranslation } from 'react-i18next'
import type { CallFailure } from '#shared/protocol/call'

const spoken = [
  'link-lost',
  'no-answer',
  'bad-reply',
  'sign-in-wrong',
  'second-factor-needed',
  'second-factor-missing',
  'too-many-attempts',
  'account-expired',
  'account-disabled',
  'session-expired',
  'first-run-code-wrong',
  'first-run-done',
  'role-forbids',
  'room-forbids',
  'name-taken',
  'password-weak',
  'not-found',
  'device-silent',
  'held-by-another',
  'lesson-needed',
  'site-unclear',
  'application-unclear',
  'list-unclear',
  'too-many-sites',
  'in-use',
  'reason-needed',
  'picture-damaged',
  'quarantined',
  'mail-failed',
  'backup-folder',
  'backup-unset',
  'policy-locked',
  'policy-full',
  'phrase-unclear',
  'own-proposal',
  'authorisation-over',
  'letter-unfinished',
  'names-another',
  'approval-needed',
  'build-refused',
  'store-full',
  'store-unavailable',
  'version-unsupported',
  'too-many-connections',
  'too-fast',
] as const
type Spoken = (typeof spoken)[number]

const isSpoken = (code: CallFailure): code is Spoken => spoken.some((known) => known === code)

/** The plain sentence for a failure's code. */
export const useFailureWords = (): ((code: CallFailure) => string) => {
  const { t } = useTranslation()
  return (code) => (isSpoken(code) ? t(`failure.${code}`) : t('failure.other', { code }))
}
