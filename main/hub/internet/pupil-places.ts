import type { Clock } from '#shared/clock'
import { samePupil } from '#shared/model/internet'
import { ok } from '#shared/outcome'
import type { LeaseBook } from '../leases/lease-book'
import type { Log } from '../log'
import type { LiveDevice } from '../presence/live-device'
import type { Roster } from '../presence/roster'

/** The PCs at which this pupil sits. An account that names nobody is no pupil. */
export const placesOf = (roster: Roster, pupil: string): LiveDevice[] =>
  [...roster.all()].filter(({ user }) => user !== null && !user.guest && samePupil(user.name, pupil))

/** [LE12] Gives a PC the leases of the pupil who signs in there. */
export const followPupils = ({
  roster,
  leases,
  clock,
  log,
}: {
  readonly roster: Roster
  readonly leases: LeaseBook
  readonly clock: Clock
  readonly log: Log
}): void => {
  const give = async (deviceId: string, pupil: string): Promise<void> => {
    const given = await leases.change(async ({ pupilLeases }) => {
      const now = clock.now()
      const own = (await pupilLeases.live(now)).filter((lease) => samePupil(lease.pupil ?? '', pupil)).map(({ leaseId }) => leaseId)
      return ok({ value: null, devices: own.length === 0 ? [] : await pupilLeases.place(own, [deviceId], now) })
    })
    if (!given.ok) log.warn('pupil-leases-not-given', { deviceId, code: given.code })
  }

  roster.onChange((before, after) => {
    if (after?.user == null || after.user.guest || after.user.name === before?.user?.name) return
    const { deviceId, user } = after
    give(deviceId, user.name).catch((error: unknown) => {
      log.error('pupil-leases-not-given', error, { deviceId })
    })
  })
}
