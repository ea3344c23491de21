import type { HubPlace, HubTrouble } from '#shared/bridge'
import type { Outcome } from '#shared/outcome'
import { hostFactSchema, type HostOrder } from '../hub/host-messages'
import { recoveredAfterMs, restartDelayMs } from './restart-delay'

/** What is used of Electron's utility process. */
export interface HubProcess {
  postMessage(message: HostOrder): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'exit', listener: (code: number) => void): unknown
  kill(): boolean
}

type HubStart = Omit<Extract<HostOrder, { order: 'start' }>, 'order' | 'databaseKey'>

export interface DatabaseKey {
  readonly hex: string
  readonly kept: 'keyring' | 'file'
}

export interface HubHostParts {
  readonly start: HubStart
  fork(): HubProcess
  /** Never rejects. */
  readKey(): Promise<Outcome<DatabaseKey, HubTrouble>>
  onPlace(place: HubPlace): void
  now(): number
  /** Returns the way to call it off. */
  schedule(delayMs: number, run: () => void): () => void
  /** For the person who reads the console's output; never gets a secret. */
  readonly log: (line: string) => void
}

/** The embedded hub, kept running until `stop`. */
export interface HubHost {
  /** Starts a hub that waits for its next try now. */
  retry(): void
  /** Ends it like `stop`; the answer starts it again. */
  standAside(): Promise<() => void>
  /** Resolves when the hub has closed its database and ended, at the latest after `stopTimeoutMs`. */
  stop(): Promise<void>
}

export const stopTimeoutMs = 5_000

/** Where the pages reach a hub on this computer: loopback, unless it listens on one other address alone. */
export const localAddress = (bindAddress: string, port: number): string => {
  if (bindAddress === '0.0.0.0') return `127.0.0.1:${port}`
  if (bindAddress === '::') return `[::1]:${port}`
  return bindAddress.includes(':') ? `[${bindAddress}]:${port}` : `${bindAddress}:${port}`
}

/** Faults that another try may find mended by itself; the rest wait for a person. */
const passing: readonly HubTrouble[] = ['crashed', 'port-taken']

export const hostHub = (parts: HubHostParts): HubHost => {
  let hub: HubProcess | null = null
  let crashes = 0
  let readyAt: number | null = null
  let told: { why: HubTrouble; detail: string } | null = null
  let place: HubPlace = { state: 'starting', mode: 'embedded' }
  let cancelNextStart: (() => void) | null = null
  let stopping = false
  /** The key is being read; there is no process yet. */
  let opening = false
  let ended: () => void = () => undefined
  // A hub on free ports keeps them over a crash, so that agents and pages find it again.
  let ports = { consolePort: parts.start.consolePort, agentPort: parts.start.agentPort }

  const move = (next: HubPlace): void => {
    place = next
    parts.onPlace(next)
  }

  const failed = (why: HubTrouble, detail: string): void => {
    if (!passing.includes(why)) {
      move({ state: 'failed', mode: 'embedded', why, detail, retryAt: null })
      return
    }
    crashes += 1
    const delayMs = restartDelayMs(crashes)
    cancelNextStart = parts.schedule(delayMs, start)
    move({ state: 'failed', mode: 'embedded', why, detail, retryAt: parts.now() + delayMs })
  }

  const hear = (kept: DatabaseKey['kept'], message: unknown): void => {
    const parsed = hostFactSchema.safeParse(message)
    if (!parsed.success) {
      parts.log('the hub said something this console does not understand')
      return
    }
    const fact = parsed.data
    if (fact.fact === 'failed') told = fact
    if (fact.fact === 'first-run-done' && place.state === 'ready') move({ ...place, firstRunCode: null })
    if (fact.fact !== 'ready') return
    ports = { consolePort: fact.consolePort, agentPort: fact.agentPort }
    readyAt = parts.now()
    move({
      state: 'ready',
      mode: 'embedded',
      address: localAddress(parts.start.bindAddress, fact.consolePort),
      authorityFingerprint: fact.authorityFingerprint,
      firstRunCode: fact.firstRunCode,
      keyKept: kept,
    })
  }

  const hearEnd = (code: number): void => {
    hub = null
    if (stopping) {
      ended()
      return
    }
    if (readyAt !== null && parts.now() - readyAt >= recoveredAfterMs) crashes = 0
    readyAt = null
    parts.log(`the hub ended with code ${code}`)
    failed(
      told?.why ?? 'crashed',
      told?.detail ?? 'The hub stopped unexpectedly. Pupil PCs keep what was ordered; it is started again by itself.',
    )
  }

  const start = (): void => {
    cancelNextStart = null
    opening = true
    move({ state: 'starting', mode: 'embedded' })
    void parts.readKey().then(fork)
  }

  const fork = (key: Outcome<DatabaseKey, HubTrouble>): void => {
    opening = false
    if (stopping) return
    if (!key.ok) {
      failed(key.code, key.detail)
      return
    }
    told = null
    hub = parts.fork()
    hub.on('message', (message) => {
      hear(key.value.kept, message)
    })
    hub.on('exit', hearEnd)
    hub.postMessage({ order: 'start', ...parts.start, ...ports, databaseKey: key.value.hex })
  }

  const stop = async (): Promise<void> => {
    stopping = true
    cancelNextStart?.()
    const running = hub
    if (running === null) return
    await new Promise<void>((resolve) => {
      const cancelKill = parts.schedule(stopTimeoutMs, () => {
        running.kill()
        resolve()
      })
      ended = () => {
        cancelKill()
        resolve()
      }
      running.postMessage({ order: 'stop' })
    })
  }

  start()
  return {
    retry: () => {
      if (hub !== null || opening || stopping) return
      cancelNextStart?.()
      start()
    },
    standAside: async () => {
      await stop()
      return () => {
        stopping = false
        start()
      }
    },
    stop,
  }
}
