import type { LiveDevice } from './live-device'
import type { Roster } from './roster'

/** Calls `tell` whenever somebody has signed in at a PC that is linked, and when a PC with somebody at it is linked again; guests too. */
export const followSignedIn = (roster: Roster, tell: (device: LiveDevice, user: NonNullable<LiveDevice['user']>) => void): void => {
  roster.onChange((before, after) => {
    if (after?.user == null || after.presence.state !== 'live') return
    const same = after.user.name === before?.user?.name && after.user.sessionStartedAt === before.user.sessionStartedAt
    if (same && before.presence.state === 'live') return
    tell(after, after.user)
  })
}
