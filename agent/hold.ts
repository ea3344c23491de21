import path from 'node:path'
import { agentClock } from './clock'
import { HubClock } from './leases/hub-clock'
import { LeaseFile } from './leases/lease-file'
import { LeaseKeeper } from './leases/lease-keeper'
import type { Log } from './log'
import type { Platform } from './platform/platform'
import { deviceKey } from './storage/device-key'

/** The part of the agent that restricts, at work. */
export interface Hold {
  readonly leases: LeaseKeeper
  /** The hub's time, as the PC reckons it: milliseconds since 1970-01-01T00:00Z. */
  readonly hubNow: () => number
  /** Lets go of the desktop and resolves once everything is on the disk; what the leases say stays there. */
  end(): Promise<void>
}

/**
 * [LE8] Joins the desktop and applies the leases on disk. Needs nothing of the hub, and is started before the rest of the agent is even loaded:
 * after a crash or a restart the screen is covered first.
 */
export function holdFromDisk(dataFolder: string, platform: Platform, log: Log): Hold {
  const hubClock = new HubClock(agentClock)
  const file = new LeaseFile(path.join(dataFolder, 'leases.sealed'), deviceKey(dataFolder, log), log)
  const leases = new LeaseKeeper({ platform, file, hubClock, clock: agentClock, log })
  leases.resume()
  const held = new AbortController()
  const working = Promise.all([platform.start(held.signal), leases.run(held.signal)])
  return {
    leases,
    hubNow: () => hubClock.now(),
    end: async () => {
      held.abort()
      await working
    },
  }
}
