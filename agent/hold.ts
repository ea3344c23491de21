import { setMaxListeners } from 'node:events'
import path from 'node:path'
import { agentClock } from './clock'
import { ApplicationWatch } from './applications/application-watch'
import { AgreementKeeper } from './agreement/agreement-keeper'
import { keptAgreements } from './agreement/kept-agreements'
import { HubClock } from './leases/hub-clock'
import { keptLeases } from './leases/kept-leases'
import { LeaseKeeper } from './leases/lease-keeper'
import type { Log } from './log'
import { Observable } from './platform/observable'
import { handOver, type Observed, type Overlay, type Platform } from './platform/platform'
import { deviceKey } from './storage/device-key'
import { SealedFile } from './storage/sealed-file'
import { keptTimeouts } from './timeouts/kept-timeouts'
import { TimeoutKeeper } from './timeouts/timeout-keeper'
import { BrowserGate } from './web/browser-gate'
import { SiteListShelf } from './web/site-list-shelf'

/** A PC without a display yet, or whose keyboard another program holds, waits for it in vain: the rest of the agent is loaded all the same. */
const takeWithinMs = 1_000

/** The newest write that the disk refused. */
export interface DiskRefusal {
  /** The system's, as ENOSPC. */
  readonly code: string
  readonly uptimeMs: number
}

/** The part of the agent that restricts, at work. */
export interface Hold {
  readonly leases: LeaseKeeper
  /** Absent until the browsers of this PC are attached to it. */
  readonly gate: BrowserGate
  /** The lists that rules for the internet name. */
  readonly shelf: SiteListShelf
  /** Tells nobody what it stops until its company is attached. */
  readonly applications: ApplicationWatch
  readonly timeouts: TimeoutKeeper
  readonly agreements: AgreementKeeper
  /** The hub's time, as the PC reckons it: milliseconds since 1970-01-01T00:00Z. */
  readonly hubNow: () => number
  /** Null while the disk took everything. */
  readonly diskRefused: Observed<DiskRefusal | null>
  /** Resolves when the screen is closed as the leases say, at once when they do not, and after a second if it cannot be. */
  readonly taken: Promise<void>
  /**
   * Lets go of the desktop and resolves once everything is on the disk; what the leases say stays there. `handsOver`: another agent starts at once, and
   * takes over a cover that can wait for it.
   */
  end(handsOver?: boolean): Promise<void>
}

/**
 * [LE8] Joins the desktop and applies the leases on disk. Needs nothing of the hub: the rest of the agent is loaded once the screen is `taken`,
 * since loading it keeps this one thread busy for longer than covering takes.
 */
export function holdFromDisk(dataFolder: string, platform: Platform, log: Log): Hold {
  const clock = agentClock
  const hubClock = new HubClock(clock)
  const key = deviceKey(dataFolder, log)
  const shelf = new SiteListShelf(path.join(dataFolder, 'site-lists'), log)
  const gate = new BrowserGate({ shelf, clock, log })
  const diskRefused = new Observable<DiskRefusal | null>(null)
  const onRefused = (code: string): void => {
    diskRefused.set({ code, uptimeMs: clock.uptimeMs() })
  }
  const applications = new ApplicationWatch({ platform, clock, log })
  const leases = new LeaseKeeper({
    platform,
    gate,
    applications,
    file: new SealedFile(keptLeases, path.join(dataFolder, 'leases.sealed'), key, log, onRefused),
    hubClock,
    clock,
    log,
  })
  const timeouts = new TimeoutKeeper({
    platform,
    leases,
    file: new SealedFile(keptTimeouts, path.join(dataFolder, 'timeouts.sealed'), key, log, onRefused),
    hubClock,
    clock,
    log,
  })
  const agreements = new AgreementKeeper({
    platform,
    leases,
    file: new SealedFile(keptAgreements, path.join(dataFolder, 'agreements.sealed'), key, log, onRefused),
    hubNow: () => hubClock.now(),
    clock,
    log,
  })
  leases.resume()
  timeouts.resume()
  agreements.resume()
  const held = new AbortController()
  // Everything that runs as long as the agent listens to it.
  setMaxListeners(100, held.signal)
  const working = Promise.all([
    platform.start(held.signal),
    leases.run(held.signal),
    timeouts.run(held.signal),
    agreements.run(held.signal),
    gate.run(held.signal),
    applications.run(held.signal),
  ])
  return {
    leases,
    gate,
    shelf,
    applications,
    timeouts,
    agreements,
    diskRefused,
    hubNow: () => hubClock.now(),
    taken: taken(platform.overlay),
    end: async (handsOver = false) => {
      held.abort(handsOver ? handOver : undefined)
      await working
    },
  }
}

async function taken(overlay: Pick<Overlay, 'state'>): Promise<void> {
  for await (const state of overlay.state.watch(AbortSignal.timeout(takeWithinMs))) {
    if (state.state !== 'failed') return
  }
}
