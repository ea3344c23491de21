import type { Clock } from '#shared/clock'
import { ok } from '#shared/outcome'
import type { Store } from '../../store/store'
import type { Log } from '../log'

export interface RetentionParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}

const dayMs = 24 * 60 * 60_000

/**
 * Deletes what the school keeps no longer (RT1), and writes down how much. One transaction for each device, so that a large first day stops
 * nobody's orders for long.
 */
export const purgeOldRecords = async ({ store, clock, log }: RetentionParts): Promise<void> => {
  const now = clock.now()
  const known = await store.transact(async ({ settings, devices }) =>
    ok({ school: await settings.school(), devices: await devices.list() }),
  )
  if (!known.ok) {
    log.warn('purge-failed', { code: known.code })
    return
  }
  const { usageDays, flagDays } = known.value.school
  let spans = 0
  for (const { deviceId } of known.value.devices) {
    const removed = await store.transact(async ({ usage }) => ok(await usage.removeBefore(deviceId, now - usageDays * dayMs)))
    if (removed.ok) spans += removed.value
    else log.warn('purge-failed', { deviceId, code: removed.code })
  }
  const noted = await store.transact(async ({ flags, siteLists, audit }) => {
    await siteLists.removeUnusedTexts(now)
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
