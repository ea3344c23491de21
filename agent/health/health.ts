import { statfs } from 'node:fs/promises'
import { leastDiskFreeMb, longQueue } from '#shared/model/coverage-reason'
import type { BrowserHealth, DeviceHealth } from '#shared/model/health'
import type { BrowserName } from '#shared/model/page'
import { browserNames, browserStanding, isInstalled } from '../browser/browser-standing'
import type { InstallRecord } from '../browser/install-record'
import type { AgentClock } from '../clock'
import type { Capture } from '../platform/platform'

export interface HealthParts {
  readonly dataFolder: string
  /** How browsers were set up; null where they were not. */
  readonly browserPlace: InstallRecord | null
  /** They are set up, and take no extension of ours as nobody manages this PC. */
  readonly browsersUnmanaged: boolean
  readonly browsers: { readonly browsers: Parameters<typeof browserStanding>[2] }
  readonly outbox: { readonly waiting: number }
  readonly concerns: {
    readonly picturesWaiting: number
    readonly policies: { readonly current: { readonly version: string } | null }
  }
  /** By the PC's clock. */
  readonly frames: { readonly capture: Capture }
  /** By the hub's clock. */
  readonly thumbnails: { readonly capture: Capture }
  readonly clock: Pick<AgentClock, 'now'>
  readonly hubNow: () => number
}

/** Bytes free to the agent on the disk that holds this folder, in MB of 2^20; null where the system does not tell. */
export async function diskFreeMb(folder: string): Promise<number | null> {
  const disk = await statfs(folder).catch(() => null)
  return disk === null ? null : Math.floor((disk.bavail * disk.bsize) / 2 ** 20)
}

/** Looks at how the agent does now. */
export async function lookAtHealth(parts: HealthParts): Promise<DeviceHealth> {
  const { dataFolder, browserPlace, browsersUnmanaged, browsers, outbox, concerns, frames, thumbnails, clock, hubNow } = parts
  const framed = frames.capture.at === null ? null : frames.capture.at + hubNow() - clock.now()
  const lastAt = Math.max(framed ?? -1, thumbnails.capture.at ?? -1)
  const blocked = frames.capture.blocked || thumbnails.capture.blocked
  return {
    factsWaiting: outbox.waiting,
    picturesWaiting: concerns.picturesWaiting,
    diskFreeMb: await diskFreeMb(dataFolder),
    capture: blocked ? 'blocked' : lastAt < 0 ? 'untried' : 'working',
    lastCaptureAt: lastAt < 0 ? null : Math.round(lastAt),
    policyVersion: concerns.policies.current?.version.slice(0, 80) ?? null,
    browsers: browserPlace !== null ? await standings(browserPlace, browsers.browsers) : browsersUnmanaged ? unmanaged() : null,
  }
}

const unmanaged = (): BrowserHealth[] => browserNames.filter(isInstalled).map((browser) => ({ browser, state: 'unmanaged' }))

async function standings(place: InstallRecord, linked: Parameters<typeof browserStanding>[2]): Promise<BrowserHealth[]> {
  const found = await Promise.all(browserNames.map((browser: BrowserName) => browserStanding(browser, place, linked)))
  return found.filter(({ installed, open }) => installed || open !== null).map(({ browser, state }) => ({ browser, state }))
}

/** What counts as a change: everything anybody would act on, and of what always moves only how much of it there is. */
export function gistOf(health: DeviceHealth, clockOffMs: number): string {
  const { factsWaiting, picturesWaiting, diskFreeMb: free, lastCaptureAt, ...rest } = health
  const queued = [factsWaiting > longQueue.facts, picturesWaiting > longQueue.pictures]
  const disk = free === null ? null : free < leastDiskFreeMb
  return JSON.stringify([rest, queued, disk, lastCaptureAt === null, Math.round(clockOffMs / 30_000)])
}
