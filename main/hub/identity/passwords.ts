import { hash, verify } from '@node-rs/argon2'
import { passwordSchema } from '#shared/model/staff'
import { type Outcome, fail, ok } from '#shared/outcome'
import { randomToken } from './secrets'

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane. argon2id is the library's own default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** NIST SP 800-63B, 5.1.1.2: the same characters typed on another keyboard are the same password. */
const normalise = (password: string): string => password.normalize('NFKC')

/** PHC form; hashed in the library's own threads. */
export const hashPassword = (password: string): Promise<string> => hash(normalise(password), cost)

export const verifyPassword = (passwordHash: string, password: string): Promise<boolean> => verify(passwordHash, normalise(password))

/** The hash of a password nobody has: checking against it takes as long as checking a real one. */
export const makeDecoy = (): Promise<string> => hashPassword(randomToken(32))

const weak = (detail: string) => fail('password-weak', detail)

/** NIST SP 800-63B: no rules of composition, but nothing short, repeated or made of what everybody knows. */
export const weighPassword = (password: string, names: readonly string[]): Outcome<null, 'password-weak'> => {
  if (!passwordSchema.safeParse(password).success) return weak('A password needs 12 to 200 characters.')
  const plain = normalise(password).toLowerCase()
  if (new Set(plain).size < 5) return weak('This password repeats the same few characters. Choose another.')
  const rest = [
    ...names,
    'classwarden',
    'password',
    'qwertyuiop',
    'qwerty',
    'abcdefgh',
    'letmein',
    'welcome',
    '1234567890',
    '12345678',
    '123456',
  ]
    .map((name) => name.toLowerCase())
    .filter((name) => name.length >= 4)
    .reduce((left, name) => left.replaceAll(name, ''), plain)
  return rest.length < 6 ? weak('This password is made of your name or of words everybody tries first. Choose another.') : ok(null)
}
