import { expect, it } from 'vitest'
import type { CoverageRow } from '#shared/model/coverage'
import type { CoverageReason } from '#shared/model/coverage-reason'
import { stateOf } from '#shared/model/coverage-reason'
import { ok } from '#shared/outcome'
import { createDayBook } from '../../../main/hub/coverage/day-book'
import { addDevices, temporaryStore } from '../../support/store'
import { handClock } from '../../support/clock'
import { must } from '../../support/outcome'

/** A desk that says what a test tells it to. */
const fakeDesk = (rows: Map<string, CoverageRow>) => {
  const listeners: ((before: CoverageRow, after: CoverageRow | null) => void)[] = []
  const change = (after: CoverageRow): void => {
    const before = rows.get(after.deviceId)
    rows.set(after.deviceId, after)
    if (before !== undefined) for (const listener of listeners) listener(before, after)
  }
  return {
    change,
    desk: {
      rows: () => {
        for (const row of rows.values()) change(row)
        return [...rows.values()]
      },
      onJudged: (listener: (typeof listeners)[number]) => void listeners.push(listener),
      expect: () => undefined,
    },
  }
}

it('[CO6] adds up the time of each room and day, and forgets no reason of the day', async () => {
  await using kept = await temporaryStore()
  const { store } = kept
  const clock = handClock()
  const { roomId, deviceIds } = await addDevices(store, 2, clock.now())
  const lines: string[] = []
  const log = { info: () => undefined, warn: (line: string) => lines.push(line), error: (line: string) => lines.push(line) }
  const row = (at: number, live: boolean, reasons: CoverageReason[] = []): CoverageRow => ({
    deviceId: deviceIds[at] ?? '',
    roomId,
    name: `PC ${at}`,
    state: live ? stateOf(reasons) : 'silent',
    reasons: live ? reasons : ['link-lost'],
    unmonitoredSince: null,
    presence: live ? { state: 'live', since: clock.now() } : { state: 'silent', since: Date.UTC(2027, 0, 10, 12), why: 'link-lost' },
    agentVersion: '1.0.0',
    protocol: null,
    driftMs: null,
    health: null,
  })
  const rows = new Map<string, CoverageRow>()
  const { desk, change } = fakeDesk(rows)
  const book = createDayBook({ desk, store, clock, log, timeZone: () => 'Europe/London' })
  const minute = async (): Promise<void> => {
    clock.turn(60_000)
    await book.keep()
  }
  change(row(0, true))
  change(row(1, false))
  await book.keep()
  for (let minutes = 0; minutes < 4; minutes += 1) await minute()
  change(row(0, true, ['capture-blocked']))
  for (let minutes = 0; minutes < 3; minutes += 1) await minute()
  change(row(0, true, ['disk-low']))
  await minute()
  const days = async () =>
    must(await store.transact(async ({ coverageDays }) => ok(await coverageDays.between('2027-01-01', '2027-12-31'))))
  const monday = { roomId, day: '2027-01-11', expected: 2, reporting: 1, linkedMinutes: 8, watchedMinutes: 5, worst: 'capture-blocked' }
  expect(await days()).toMatchObject([monday])
  // The second PC is heard, and off again by the next look: it has reported today all the same.
  change({ ...row(1, false), presence: { state: 'silent', since: clock.now(), why: 'agent-stopped' } })
  await minute()
  expect(await days()).toMatchObject([{ ...monday, reporting: 2, linkedMinutes: 9, watchedMinutes: 6 }])
  clock.turn(24 * 60 * 60_000)
  change(row(0, false))
  await book.keep()
  // A machine that slept saw nothing meanwhile.
  expect((await days())[1]).toMatchObject({ day: '2027-01-12', expected: 2, reporting: 0, linkedMinutes: 5, worst: null })
  must(await store.transact(async ({ coverageDays }) => ok(await coverageDays.removeBefore('2027-01-12'))))
  expect((await days()).map(({ day }) => day)).toEqual(['2027-01-12'])
  expect(lines).toEqual([])
})
