import { stat } from 'node:fs/promises'
import { fail, type Outcome } from '#shared/outcome'
import type { AgentClock } from '../clock'
import { forgetIdentity, type Identity, type IdentityFailure, loadIdentity } from '../identity/identity'
import { isOtherMachine, readMachine } from '../identity/machine'
import type { Log } from '../log'
import type { EnrolCode } from './enrol'

export interface IdentityParts {
  readonly dataFolder: string
  /** Where a bundle is or will be; null: nobody waits for one. */
  readonly bundleFile: string | null
  readonly clock: AgentClock
  readonly log: Log
}

const lookEveryMs = 2_000
const firstDelayMs = 4_000
const longestDelayMs = 300_000

/** [EN5] Who the disk says this PC is. The identity of another PC, whose disk was copied, is forgotten with everything that was that PC's. */
export async function identityOnDisk({
  dataFolder,
  log,
}: Pick<IdentityParts, 'dataFolder' | 'log'>): Promise<Outcome<Identity, IdentityFailure['code']>> {
  const kept = await loadIdentity(dataFolder)
  if (!kept.ok || !isOtherMachine(kept.value.machine, await readMachine())) return kept
  log(`The identity in ${dataFolder} was made on another PC, whose disk was copied: it is forgotten, and this PC enrols as itself.`)
  await forgetIdentity(dataFolder)
  return fail('not-enrolled', 'The identity on this disk was of another PC: run "classwarden-agent enrol" with a bundle.')
}

/**
 * [EN5] Who this PC is. A PC that is not enrolled yet enrols with the bundle as soon as there is one and its hub answers, so that an image of a disk
 * is prepared without an identity. One that finds the identity of another PC, whose disk was copied, forgets it and enrols as itself. Null: `stop`
 * aborted while it waited.
 */
export async function identityOfThisPc(
  parts: IdentityParts,
  stop: AbortSignal,
): Promise<Outcome<Identity, IdentityFailure['code']> | null> {
  const kept = await identityOnDisk(parts)
  if (kept.ok || kept.code === 'identity-unreadable' || parts.bundleFile === null) return kept
  return enrolInTime(parts.bundleFile, parts, stop)
}

async function enrolInTime(
  bundleFile: string,
  { dataFolder, clock, log }: IdentityParts,
  stop: AbortSignal,
): Promise<Outcome<Identity, never> | null> {
  const { reportToSupervisor } = await import('../supervision/supervisor')
  const waiting = new AbortController()
  const ended = (): void => waiting.abort()
  stop.addEventListener('abort', ended)
  // A PC that waits is at work: the installation of the package does not wait with it.
  void reportToSupervisor(process.env, clock, log, waiting.signal)
  let said = ''
  const say = (line: string): void => {
    if (line !== said) log(line)
    said = line
  }
  let tried = { version: '', delayMs: firstDelayMs, nextAtMs: 0 }
  try {
    while (!stop.aborted) {
      const version = await versionOf(bundleFile)
      if (version === null) say(`This PC is not enrolled: it waits for a bundle at ${bundleFile}.`)
      else if (version !== tried.version || clock.uptimeMs() >= tried.nextAtMs) {
        const identity = await enrolWith(bundleFile, dataFolder, clock.now())
        if (identity.ok) {
          log(`Enrolled in ${identity.value.room} as ${identity.value.deviceId}.`)
          return identity
        }
        say(`This PC could not enrol with ${bundleFile}, and tries again: ${identity.detail} (${identity.code})`)
        const delayMs = version === tried.version ? Math.min(2 * tried.delayMs, longestDelayMs) : firstDelayMs
        tried = { version, delayMs, nextAtMs: clock.uptimeMs() + delayMs }
      }
      await clock.sleep(lookEveryMs, stop)
    }
    return null
  } finally {
    stop.removeEventListener('abort', ended)
    ended()
  }
}

async function enrolWith(bundleFile: string, dataFolder: string, now: number): Promise<Outcome<Identity, EnrolCode>> {
  const { readBundle } = await import('./bundle')
  const { enrol } = await import('./enrol')
  const bundle = await readBundle(bundleFile, now)
  return bundle.ok ? enrol(bundle.value, dataFolder, now) : bundle
}

/** Another text for each time it was written; null while it is not there. */
async function versionOf(file: string): Promise<string | null> {
  const found = await stat(file).catch(() => null)
  return found === null ? null : `${found.mtimeMs} ${found.size}`
}
