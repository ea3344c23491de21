import { setMaxListeners } from 'node:events'
import type { Outcome } from '#shared/outcome'
import { agentClock } from '../clock'
import type { Hold } from '../hold'
import type { Log } from '../log'
import type { Platform } from '../platform/platform'
import { heldStatus } from '../status/held-status'
import { serveStatus } from '../status/status-socket'
import { reportToSupervisor } from '../supervision/supervisor'
import type { Identity, IdentityFailure } from './identity'

/** Enrolling anew mends it while the agent runs. */
const lookEveryMs = 5_000

export interface IdentityWait {
  readonly dataFolder: string
  /** Reads who this PC is, and may enrol it; null when `signal` aborted meanwhile. */
  readonly look: (signal: AbortSignal) => Promise<Outcome<Identity, IdentityFailure['code']> | null>
  readonly platform: Platform
  readonly hold: Hold
  readonly log: Log
}

/**
 * Who this PC is, as soon as its disk says so; null when `stop` aborts first. An agent that cannot tell the hub who it is holds what lies on its
 * disk all the same, and says how it stands: ending would free the PC.
 */
export async function waitForIdentity(parts: IdentityWait, stop: AbortSignal): Promise<Identity | null> {
  const first = await parts.look(stop)
  if (first === null) return null
  if (first.ok) return first.value
  const waited = new AbortController()
  const end = AbortSignal.any([stop, waited.signal])
  setMaxListeners(20, end)
  try {
    return await lookAgain(parts, first, end)
  } finally {
    waited.abort()
  }
}

async function lookAgain(
  { dataFolder, look, platform, hold, log }: IdentityWait,
  first: IdentityFailure,
  end: AbortSignal,
): Promise<Identity | null> {
  let failure = first
  let retryAt = agentClock.now() + lookEveryMs
  const tell = (): void => {
    log(`No hub until this is mended; leases from the disk hold. ${failure.detail} (${failure.code})`)
  }
  tell()
  await serveStatus(
    dataFolder,
    () => ({
      ...heldStatus(platform, hold),
      deviceId: null,
      room: null,
      link: { state: 'waiting', trouble: failure, retryAt },
      factsWaiting: 0,
      picturesWaiting: 0,
      policyVersion: null,
      policyRevision: null,
      policyTold: null,
      browsers: null,
      watched: 'nobody',
      pupilPage: null,
      refusedOrders: 0,
    }),
    end,
  )
  void reportToSupervisor(process.env, agentClock, log, end)
  for (let stopped = end.aborted; !stopped; stopped = end.aborted) {
    await agentClock.sleep(lookEveryMs, end)
    const again = await look(end)
    if (again === null) return null
    if (again.ok) return again.value
    const isNews = again.detail !== failure.detail
    failure = again
    retryAt = agentClock.now() + lookEveryMs
    if (isNews) tell()
  }
  return null
}
