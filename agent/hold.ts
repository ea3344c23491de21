import path from 'node:path'
import { agentClock } from './clock'
import { HubClock } from './leases/hub-clock'
import { keptLeases } from './leases/kept-leases'
import { LeaseKeeper } from './leases/lease-keeper'
import type { Log } from './log'
import type { Platform } from './platform/platform'
import { deviceKey } from './storage/device-key'
import { SealedFile } from './storage/sealed-file'
import { keptTimeouts } from './timeouts/kept-timeouts'
import { TimeoutKeeper } from './timeouts/timeout-keeper'

/** The part of the agent that restricts, at work. */
export interface Hold {
  readonly leases: LeaseKeeper
  readonly timeouts: TimeoutKeeper
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
  const clock = agentClock
  const hubClock = new HubClock(clock)
  const key = deviceKey(dataFolder, log)
  const leases = new LeaseKeeper({
    platform,
    file: new SealedFile(keptLeases, path.join(dataFolder, 'leases.sealed'), key, log),
    hubClock,
    clock,
    log,
  })
  const timeouts = new TimeoutKeeper({
    platform,
    leases,
    file: new SealedFile(keptTimeouts, path.join(dataFolder, 'timeouts.sealed'), key, log),
    hubClock,
    clock,
    log,
  })
  leases.resume()
  timeouts.resume()
  const held = new AbortController()
  const working = Promise.all([platform.start(held.signal), leases.run(held.signal), timeouts.run(held.signal)])
  return {
    leases,
    timeouts,
    hubNow: () => hubClock.now(),
    end: async () => {
      held.abort()
      await working
    },
  }
}
