import type { Clock } from '#shared/clock'
import { coverageDaysKept } from '#shared/model/coverage'
import { dayOf } from '#shared/model/school-day'
import { ok } from '#shared/outcome'
import type { SchoolSettings } from '#shared/model/school-settings'
import type { Store } from '../../store/store'
import type { Vault } from '../../store/vault'
import type { Log } from '../log'
import { endsOf } from './retention-ends'

export interface RetentionParts {
  readonly store: Store
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Log
}

const dayMs = 24 * 60 * 60_000
/** So many at a time, so that nobody's orders wait for long. */
const breachesAtOnce = 200
/** A picture waits no longer for the fact of its breach: the PC gave both to its disk in the same moment. */
const unclaimedDays = 30
/** What a self-test showed is looked at soon or never; its record stays. */
const testDays = 14

/**
 * Deletes what the school keeps no longer (RT1), and writes down how much. One transaction for each device, so that a large first day stops
 * nobody's orders for long.
 */
export const purgeOldRecords = async ({ store, vault, clock, log }: RetentionParts): Promise<void> => {
  const now = clock.now()
  const known = await store.transact(async ({ settings, devices }) =>
    ok({ school: await settings.school(), devices: await devices.list() }),
  )
  if (!known.ok) {
    log.warn('purge-failed', { code: known.code })
    return
  }
  const { usageDays, flagDays } = known.value.school
  await purgeBreaches({ store, vault, clock, log }, known.value.school)
  let spans = 0
  for (const { deviceId } of known.value.devices) {
    const removed = await store.transact(async ({ usage }) => ok(await usage.removeBefore(deviceId, now - usageDays * dayMs)))
    if (removed.ok) spans += removed.value
    else log.warn('purge-failed', { deviceId, code: removed.code })
  }
  const noted = await store.transact(async ({ flags, downloads, siteLists, staffGate, coverageDays, audit }) => {
    await coverageDays.removeBefore(dayOf(now - coverageDaysKept * dayMs, 'UTC'))
    await staffGate.removeDropsBefore(now - flagDays * dayMs)
    await staffGate.removeRefusedBefore(now - 2 * unclaimedDays * dayMs)
    await siteLists.removeUnusedTexts(now)
    spans += await downloads.removeBefore(now - usageDays * dayMs)
    const gone = await flags.removeBefore(now - flagDays * dayMs)
    if (spans + gone > 0) {
      const detail = `${spans} spans of history older than ${usageDays} days, ${gone} flags older than ${flagDays} days`
      await audit.append({ at: now, action: 'retention:purge', staff: null, subject: 'school', detail, address: '' })
    }
    return ok(gone)
  })
  if (!noted.ok) log.warn('purge-failed', { code: noted.code })
  else if (spans + noted.value > 0) log.info('purged', { spans, flags: noted.value })
}

/** Why records went, in the chain. */
const outOfTime = 'retention: the school keeps it no longer'
const testOver = 'retention: the concern of a self-test'
const neverClaimed = 'retention: its breach never came'

/** Rows first, then their files: what a crash in between leaves is a file that nothing names, which the next start removes. */
const purgeBreaches = async ({ store, vault, clock, log }: RetentionParts, school: SchoolSettings): Promise<void> => {
  const now = clock.now()
  const ends = endsOf(school, now)
  let incidents = 0
  let concerns = 0
  let pictures = 0
  let reports = 0
  for (;;) {
    const gone = await store.transact(async ({ retention, incidents, breaches, snapshots, pupilReports }) => {
      const closed = await retention.over('incidents', ends.incidents, breachesAtOnce)
      await incidents.remove(closed, outOfTime, now)
      const ids = [
        ...(await retention.over('false-positives', ends['false-positives'], breachesAtOnce)),
        ...(await retention.over('concerns', ends.concerns, breachesAtOnce)),
      ]
      const uncovered = await retention.over('pictures', ends.pictures, breachesAtOnce)
      const files = await snapshots.removeOf([...ids, ...uncovered], outOfTime, now)
      await breaches.remove(ids, outOfTime, now)
      files.push(...(await snapshots.removeUnclaimed(now - unclaimedDays * dayMs, neverClaimed, now)))
      const tests = await breaches.testsBefore(now - testDays * dayMs, breachesAtOnce)
      files.push(...(await snapshots.removeOf(tests, testOver, now)))
      await breaches.remove(tests, testOver, now)
      const said = await retention.over('pupil-reports', ends['pupil-reports'], breachesAtOnce)
      await pupilReports.remove(said, outOfTime, now)
      return ok({ closed, ids, files, said, tests })
    })
    if (!gone.ok) {
      log.warn('purge-failed', { code: gone.code })
      return
    }
    await vault.remove(gone.value.files)
    incidents += gone.value.closed.length
    concerns += gone.value.ids.length
    pictures += gone.value.files.length
    reports += gone.value.said.length
    const { closed, ids, files, said, tests } = gone.value
    if (closed.length + ids.length + files.length + said.length + tests.length === 0) break
  }
  if (incidents + concerns + pictures + reports === 0) return
  const noted = await store.transact(async ({ audit }) => {
    const detail = [
      `${concerns} concerns older than ${school.breachDays} days, or ${school.falsePositiveDays} as false positives`,
      `${pictures} pictures of these and of concerns older than ${school.pictureDays} days`,
      ...(incidents === 0 ? [] : [`${incidents} incidents closed for longer than ${school.incidentDays} days`]),
      ...(reports === 0 ? [] : [`${reports} reports of pupils, closed for longer than ${school.breachDays} days`]),
    ].join('; ')
    await audit.append({ at: now, action: 'retention:purge', staff: null, subject: 'school', detail, address: '' })
    return ok(null)
  })
  if (!noted.ok) log.warn('purge-failed', { code: noted.code })
  else log.info('purged', { incidents, concerns, pictures, reports })
}
