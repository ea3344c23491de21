import { describe, expect, it } from 'vitest'
import type { HubPlace } from '#shared/bridge'
import { fail, ok } from '#shared/outcome'
import { hostHub, type HubHostParts, type HubProcess, localAddress, stopTimeoutMs } from '../../main/electron/hub-host'
import { recoveredAfterMs, restartDelayMs } from '../../main/electron/restart-delay'
import type { HostFact, HostOrder } from '../../main/hub/host-messages'

/** A process that does nothing but remember: the end at which the host stops. */
class FakeHub implements HubProcess {
  readonly orders: HostOrder[] = []
  killed = false
  readonly #heard: ((message: unknown) => void)[] = []
  readonly #ended: ((code: number) => void)[] = []

  postMessage(order: HostOrder): void {
    this.orders.push(order)
  }

  on(event: 'message', listener: (message: unknown) => void): void
  on(event: 'exit', listener: (code: number) => void): void
  on(event: 'message' | 'exit', listener: (value: never) => void): void {
    if (event === 'message') this.#heard.push(listener as (message: unknown) => void)
    else this.#ended.push(listener as (code: number) => void)
  }

  kill(): boolean {
    this.killed = true
    return true
  }

  say(fact: HostFact | { fact: string }): void {
    for (const listener of this.#heard) listener(fact)
  }

  end(code: number): void {
    for (const listener of this.#ended) listener(code)
  }
}

const ready = {
  fact: 'ready',
  consolePort: 50_001,
  agentPort: 50_002,
  authorityFingerprint: 'ab'.repeat(32),
  firstRunCode: 'K7Q2-M4TX',
} as const

/** Lets the key be read. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

async function setUp(readKey: HubHostParts['readKey'] = () => Promise.resolve(ok({ hex: '01'.repeat(32), kept: 'file' as const }))) {
  const hubs: FakeHub[] = []
  const places: HubPlace[] = []
  const waits: { delayMs: number; run: () => void; cancelled: boolean }[] = []
  const time = { now: 1_000 }
  const host = hostHub({
    start: { dataFolder: '/data/hub', pagesFolder: '/pages', bindAddress: '127.0.0.1', consolePort: 0, agentPort: 0 },
    fork: () => {
      const hub = new FakeHub()
      hubs.push(hub)
      return hub
    },
    readKey,
    onPlace: (place) => places.push(place),
    now: () => time.now,
    schedule: (delayMs, run) => {
      const wait = { delayMs, run, cancelled: false }
      waits.push(wait)
      return () => {
        wait.cancelled = true
      }
    },
    log: () => undefined,
  })
  return {
    host,
    hubs,
    places,
    waits,
    time,
    lastPlace: () => places.at(-1),
    lastHub: () => hubs.at(-1) ?? expect.fail('no hub was started'),
  }
}

describe('the embedded hub', () => {
  it('gets its key and folders in a message, and is told of where it listens', async () => {
    const { lastHub, lastPlace } = await setUp()
    expect(lastPlace()).toEqual({ state: 'starting', mode: 'embedded' })
    expect(lastHub().orders).toEqual([
      expect.objectContaining({ order: 'start', databaseKey: '01'.repeat(32), dataFolder: '/data/hub', consolePort: 0 }),
    ])
    lastHub().say(ready)
    expect(lastPlace()).toEqual({
      state: 'ready',
      mode: 'embedded',
      address: '127.0.0.1:50001',
      authorityFingerprint: 'ab'.repeat(32),
      firstRunCode: 'K7Q2-M4TX',
      keyKept: 'file',
    })
    lastHub().say({ fact: 'first-run-done' })
    expect(lastPlace()).toMatchObject({ state: 'ready', firstRunCode: null })
  })

  it('is started again on the same ports when it crashes, later each time', async () => {
    const { hubs, lastHub, lastPlace, waits, time } = await setUp()
    lastHub().say(ready)
    lastHub().end(11)
    expect(lastPlace()).toMatchObject({ state: 'failed', why: 'crashed', retryAt: time.now + restartDelayMs(1) })
    waits[0]?.run()
    await settle()
    expect(lastHub().orders[0]).toMatchObject({ consolePort: 50_001, agentPort: 50_002 })
    lastHub().end(11)
    expect(waits[1]?.delayMs).toBe(restartDelayMs(2))
    expect(hubs).toHaveLength(2)
  })

  it('counts from the beginning after it has run well for a while', async () => {
    const { lastHub, waits, time } = await setUp()
    for (let crash = 0; crash < 4; crash += 1) {
      lastHub().end(1)
      waits.at(-1)?.run()
      await settle()
    }
    lastHub().say(ready)
    time.now += recoveredAfterMs
    lastHub().end(1)
    expect(waits.at(-1)?.delayMs).toBe(restartDelayMs(1))
  })

  it('waits for a person when its store cannot be opened, then starts at their word', async () => {
    const { host, hubs, lastHub, lastPlace, waits } = await setUp()
    lastHub().say({ fact: 'failed', why: 'store-unavailable', detail: 'The database does not open.' })
    lastHub().end(1)
    expect(lastPlace()).toEqual({
      state: 'failed',
      mode: 'embedded',
      why: 'store-unavailable',
      detail: 'The database does not open.',
      retryAt: null,
    })
    expect(waits).toHaveLength(0)
    host.retry()
    host.retry()
    await settle()
    expect(hubs).toHaveLength(2)
    host.retry()
    await settle()
    expect(hubs).toHaveLength(2)
  })

  it('is not started without a key', async () => {
    const { hubs, lastPlace } = await setUp(() => Promise.resolve(fail('store-unavailable', 'The key is gone.')))
    expect(hubs).toHaveLength(0)
    expect(lastPlace()).toMatchObject({ state: 'failed', detail: 'The key is gone.' })
  })

  it('passes over what it says outside the table', async () => {
    const { lastHub, lastPlace } = await setUp()
    lastHub().say({ ...ready, authorityFingerprint: 'short' })
    lastHub().say({ fact: 'party' })
    expect(lastPlace()).toEqual({ state: 'starting', mode: 'embedded' })
  })

  it('is asked to stop and awaited, and killed when it does not', async () => {
    const orderly = await setUp()
    const stopped = orderly.host.stop()
    expect(orderly.lastHub().orders.at(-1)).toEqual({ order: 'stop' })
    orderly.lastHub().end(0)
    await stopped
    expect(orderly.lastHub().killed).toBe(false)
    expect(orderly.waits.at(-1)).toMatchObject({ delayMs: stopTimeoutMs, cancelled: true })

    const stuck = await setUp()
    const killed = stuck.host.stop()
    stuck.waits.at(-1)?.run()
    await killed
    expect(stuck.lastHub().killed).toBe(true)
  })

  it('calls off a planned start when the console closes', async () => {
    const { host, lastHub, waits } = await setUp()
    lastHub().end(1)
    await host.stop()
    expect(waits[0]?.cancelled).toBe(true)
  })
})

describe('the hub’s address on this computer', () => {
  it('is loopback unless the hub listens on one other address alone', () => {
    expect(localAddress('0.0.0.0', 7443)).toBe('127.0.0.1:7443')
    expect(localAddress('::', 7443)).toBe('[::1]:7443')
    expect(localAddress('10.1.2.3', 7443)).toBe('10.1.2.3:7443')
    expect(localAddress('fd00::5', 7443)).toBe('[fd00::5]:7443')
  })
})

describe('the wait before a restart', () => {
  it('doubles up to half a minute', () => {
    expect([1, 2, 3, 8, 50].map(restartDelayMs)).toEqual([250, 500, 1_000, 30_000, 30_000])
  })
})
