import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { recoveryKeySchema } from '#shared/model/backup'
import { fail, ok, type Outcome } from '#shared/outcome'

/** The private half opens backups and is kept nowhere; the public half makes them. */
export interface RecoveryKey {
  readonly recoveryKey: string
  readonly recipient: string
}

export const makeRecoveryKey = async (): Promise<RecoveryKey> => {
  const recoveryKey = await generateX25519Identity()
  return { recoveryKey, recipient: await identityToRecipient(recoveryKey) }
}

/** A key as somebody typed it: spaces, line breaks and small letters are put right; its own checksum finds a slip. */
export const readRecoveryKey = async (typed: string): Promise<Outcome<RecoveryKey, 'key-mistyped'>> => {
  const recoveryKey = recoveryKeySchema.safeParse(typed.replace(/\s+/gu, '').toUpperCase())
  const mistyped = fail('key-mistyped', 'This is no recovery key: a character is missing or wrong. It begins with AGE-SECRET-KEY-1.')
  if (!recoveryKey.success) return mistyped
  try {
    return ok({ recoveryKey: recoveryKey.data, recipient: await identityToRecipient(recoveryKey.data) })
  } catch {
    // The library's only word on a checksum that does not fit, and its message holds the key.
    return mistyped
  }
}
