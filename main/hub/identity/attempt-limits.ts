import type { Attempts } from '../../store/attempts'
import type { Records } from '../../store/store'

/** After `free` failures each further one doubles the wait, from one second to `longestMs`; an hour without any forgives all. */
interface Policy {
  readonly free: number
  readonly longestMs: number
}

const policies = {
  /** One person at one place: slowed soonest. */
  'account-at-address': { free: 4, longestMs: 15 * 60_000 },
  /** One place trying many names, or many tokens. */
  address: { free: 40, longestMs: 15 * 60_000 },
  /** One name tried from many places. The wait stays short, so that pupils cannot keep a teacher out. */
  account: { free: 40, longestMs: 30_000 },
} as const satisfies Readonly<Record<string, Policy>>

export interface Subject {
  readonly kind: keyof typeof policies
  readonly name: string
}

const forgiveAfterMs = 60 * 60_000
/** More subjects than this are not remembered: the oldest go. */
const mostSubjects = 10_000

/** Pure: the record after one more failure at `now`. */
const afterFailure = (kind: Subject['kind'], before: Attempts | null, now: number): Attempts => {
  const { free, longestMs } = policies[kind]
  const failures = before === null || now - before.lastFailedAt > forgiveAfterMs ? 1 : before.failures + 1
  const waitMs = failures <= free ? 0 : Math.min(longestMs, 1_000 * 2 ** Math.min(20, failures - free - 1))
  return { failures, lastFailedAt: now, blockedUntil: now + waitMs }
}

const keyOf = ({ kind, name }: Subject): string => `${kind} ${name}`

export const signInSubjects = (signInName: string, address: string): readonly Subject[] => [
  { kind: 'account-at-address', name: `${signInName} ${address}` },
  { kind: 'account', name: signInName },
  { kind: 'address', name: address },
]

/**
 * Counts a try as failed before it is weighed, so that many at once cannot slip past the limit; `forgive` takes that back. Answers how
 * long to wait, in milliseconds: above 0 the try must not be weighed, and is not counted.
 */
export const countTry = async ({ attempts }: Pick<Records, 'attempts'>, subjects: readonly Subject[], now: number): Promise<number> => {
  const found = await Promise.all(subjects.map((subject) => attempts.find(keyOf(subject))))
  const blockedUntil = Math.max(...found.map((one) => one?.blockedUntil ?? 0))
  if (blockedUntil > now) return blockedUntil - now
  for (const [index, subject] of subjects.entries()) {
    await attempts.keep(keyOf(subject), afterFailure(subject.kind, found[index] ?? null, now))
  }
  await attempts.trim(now - forgiveAfterMs, mostSubjects)
  return 0
}

/** Takes back the try that was just counted. */
export const forgive = async ({ attempts }: Pick<Records, 'attempts'>, subjects: readonly Subject[]): Promise<void> => {
  for (const subject of subjects) {
    const found = await attempts.find(keyOf(subject))
    if (found === null) continue
    if (found.failures <= 1) await attempts.forget(keyOf(subject))
    else await attempts.keep(keyOf(subject), { ...found, failures: found.failures - 1, blockedUntil: 0 })
  }
}

/** A right sign-in clears what that person did wrong at that place. */
export const forget = async ({ attempts }: Pick<Records, 'attempts'>, signInName: string, address: string): Promise<void> => {
  for (const subject of signInSubjects(signInName, address)) {
    if (subject.kind === 'account-at-address') await attempts.forget(keyOf(subject))
    else await forgive({ attempts }, [subject])
  }
}

export const waitAdvice = (waitMs: number): string => {
  const seconds = Math.ceil(waitMs / 1_000)
  return `Too many tries went wrong. Wait ${seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`}, then try again.`
}
