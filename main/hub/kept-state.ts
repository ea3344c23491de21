import type { Clock } from '#shared/clock'
import { ok } from '#shared/outcome'
import type { Store } from '../store/store'

/** What the store kept that the hub holds in memory, once what came to its end while the hub was down has ended. */
export const readKept = (store: Store, clock: Clock) =>
  store.transact(async (records) => {
    const { devices, leases, lessons, outboxes, settings, snapshots, policies, staffGate } = records
    const { agreements, agentBuilds, register, selfTests } = records
    const now = clock.now()
    await leases.expire(now)
    await lessons.expire(now)
    return ok({
      devices: await devices.list(),
      seats: await register.seats(),
      leases: await leases.live(now, null),
      lessons: await lessons.live(now),
      held: await outboxes.all(),
      timeouts: await settings.timeouts(),
      school: await settings.school(),
      privacy: await settings.privacyList(),
      schedules: await settings.powerSchedules(),
      selfTestSchedules: await settings.selfTestSchedules(),
      unendedTests: await selfTests.unended(),
      sharing: await settings.breachSharing(),
      pictures: await snapshots.ids(),
      quarantined: await snapshots.quarantined(),
      policies: await policies.current(),
      agreements: await agreements.current(),
      builds: await agentBuilds.all(),
      consoleBuilds: await settings.consoleBuilds(),
      untold: await settings.untold(),
      staff: { signs: await staffGate.signs(), authorisations: await staffGate.authorisations(), breaches: await staffGate.breaches() },
    })
  })

export type KeptState = Extract<Awaited<ReturnType<typeof readKept>>, { ok: true }>['value']
