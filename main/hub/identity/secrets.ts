import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Random bytes as base64url (RFC 4648 section 5) without padding: 20 give 27 characters, 32 give 43. */
export const randomToken = (bytes: number): string => randomBytes(bytes).toString('base64url')

/** Long random secrets need no slow hash: nobody can try 2^160 of them. */
export const hashToken = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex')

export const sameHash = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'))

/** Letters and digits that are not mistaken for each other when read aloud (Crockford's base 32). */
const spokenAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Sixty random bits to be read off a screen: `7F3K-Q9ZD-0M4X`. */
export const randomSpokenCode = (): string => {
  const letters = [...randomBytes(12)].map((byte) => spokenAlphabet[byte % spokenAlphabet.length] ?? '').join('')
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`
}

/** A spoken code as it was typed: case, dashes, spaces and the look-alikes I, L and O do not count. */
export const readSpokenCode = (typed: string): string =>
  typed.toUpperCase().replace(/[\s-]/gu, '').replace(/[IL]/gu, '1').replace(/O/gu, '0')
