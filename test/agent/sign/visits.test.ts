import { expect, test } from 'vitest'
import type { SignedInUser } from '#shared/model/activity'
import { PageVisits } from '../../../agent/sign/visits'

const start = () => {
  let nowMs = 0
  let user: SignedInUser | null = { name: 'aisha', displayName: 'Aisha', guest: false, sessionStartedAt: 1 }
  const visits = new PageVisits({ user: () => user, clock: { uptimeMs: () => nowMs } })
  return {
    visits,
    pass: (ms: number) => (nowMs += ms),
    signIn: (name: string | null, at = 2) =>
      (user = name === null ? null : { name, displayName: name, guest: false, sessionStartedAt: at }),
  }
}

test('[PU2] a ticket is good once, and for a minute', () => {
  const { visits, pass } = start()
  const ticket = visits.issue()
  expect(visits.redeem('another')).toBeNull()
  const visit = visits.redeem(ticket)
  expect(visit).not.toBeNull()
  expect(visits.redeem(ticket)).toBeNull()
  const late = visits.issue()
  pass(60_000)
  expect(visits.redeem(late)).toBeNull()
})

test('[PU2] the secret path ends with its sign-in, and when nobody uses it', () => {
  const { visits, pass, signIn } = start()
  const open = (): string => visits.redeem(visits.issue())?.secret ?? ''
  const first = open()
  expect(first).toMatch(/^[\w-]{32}$/u)
  pass(29 * 60_000)
  expect(visits.find(first)?.user).toBe('aisha')
  pass(29 * 60_000)
  expect(visits.find(first)?.user).toBe('aisha')
  pass(30 * 60_000)
  expect(visits.find(first)).toBeNull()
  const second = open()
  signIn('aisha', 7)
  expect(visits.find(second)).toBeNull()
  signIn(null)
  expect(visits.redeem(visits.issue())).toBeNull()
  expect(visits.find('')).toBeNull()
})
