import { Secret, TOTP } from 'otpauth'

const stepMs = 30_000
/** Codes of the step before and after count too: phones' clocks stray. */
const stepsEitherWay = 1

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: 'Classwarden', label, algorithm: 'SHA1', digits: 6, period: stepMs / 1_000, secret: Secret.fromBase32(secret) })

/** 160 random bits in base 32, as RFC 4226 recommends. */
export const makeTotpSecret = (): string => new Secret({ size: 20 }).base32

/** What an authenticator scans: the otpauth:// address of the secret. */
export const totpUri = (secret: string, signInName: string): string => totpOf(secret, signInName).toString()

/** The time step a code stands for (RFC 6238), or null when it is none of now, or of a step already used. */
export const readTotpCode = (secret: string, code: string, lastStep: number | null, now: number): number | null => {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now, window: stepsEitherWay })
  if (delta === null) return null
  const step = Math.floor(now / stepMs) + delta
  return lastStep !== null && step <= lastStep ? null : step
}
