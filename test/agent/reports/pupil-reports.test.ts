import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { DurableFact } from '#shared/model/outbox'
import { longestReport } from '#shared/model/pupil-report'
import { PupilReports } from '../../../agent/reports/pupil-reports'
import { FakeSeat } from '../../support/fake-platform'

const start = () => {
  const seat = new FakeSeat()
  const facts: DurableFact[] = []
  let now = 1_000_000
  const reports = new PupilReports({ platform: seat, add: (fact) => facts.push(fact), hubNow: () => now })
  const own = () => {
    const user = seat.user.value
    return user === null ? [] : reports.of(user).map(({ state }) => state)
  }
  return { seat, facts, reports, own, turn: (ms: number) => (now += ms) }
}
const written = { about: 'other', confidential: true, text: 'Somebody is sent nasty messages.' } as const

test('[PU1] what is written is a fact with who was signed in; nothing, too much, and nobody are refused', () => {
  const { seat, facts, reports } = start()
  expect(reports.make(written)).toMatchObject({ ok: false, code: 'nobody' })
  seat.signIn('aisha', 1)
  expect(reports.make(written)).toEqual({ ok: true, value: null })
  for (const text of ['', '  \n ', 'x'.repeat(longestReport + 1), 'a\u0000b']) {
    expect(reports.make({ ...written, text })).toMatchObject({ ok: false, code: 'unclear' })
  }
  expect(facts).toMatchObject([{ kind: 'pupil-report', user: 'aisha', guest: false, ...written, at: 1_000_000 }])
})

test('[PU1] a program that posts without end fills no disk', () => {
  const { seat, facts, reports, turn } = start()
  seat.signIn('aisha', 1)
  for (let count = 0; count < 30; count += 1) reports.make(written)
  expect(facts.length).toBe(12)
  expect(reports.make(written)).toMatchObject({ code: 'too-many' })
  turn(60 * 60_000)
  expect(reports.make(written)).toMatchObject({ ok: true })
})

test('[PU5] what comes back is for that pupil alone, and is forgotten with the sign-in', async () => {
  const { seat, reports, own } = start()
  const stopped = new AbortController()
  const running = reports.run(stopped.signal)
  seat.signIn('Aisha', 1)
  reports.make(written)
  expect(own()).toEqual(['waiting'])
  const told = { reportId: randomUUID(), at: 5, state: 'read', replies: [{ at: 6, by: 'Ms Price', text: 'Come and see me.' }] } as const
  reports.told({ userName: 'aisha', reports: [{ ...told, replies: [...told.replies] }] })
  expect(own()).toEqual(['read', 'waiting'])
  seat.signIn('ben', 2)
  await new Promise((resolve) => setImmediate(resolve))
  expect(own()).toEqual([])
  seat.signIn('aisha', 3)
  await new Promise((resolve) => setImmediate(resolve))
  expect(own()).toEqual([])
  seat.signIn('aisha', 4, true)
  reports.told({ userName: 'aisha', reports: [{ ...told, replies: [] }] })
  expect(own()).toEqual([])
  stopped.abort()
  await running
})
