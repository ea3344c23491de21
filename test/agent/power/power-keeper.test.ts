import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Idle, SignedInUser } from '#shared/model/activity'
import type { PowerAction } from '#shared/model/power'
import { fail, ok, type Outcome } from '#shared/outcome'
import { keptPower } from '../../../agent/power/kept-power'
import { PowerKeeper } from '../../../agent/power/power-keeper'
import { Observable } from '../../../agent/platform/observable'
import type { PowerFailure } from '../../../agent/platform/platform'
import { SealedFile } from '../../../agent/storage/sealed-file'
import { handAgentClock, type HandAgentClock } from '../../support/agent-clock'
import { until } from '../../support/desktop'
import { FakeScreen } from '../../support/fake-platform'
import { powerOrder } from '../../support/power'

const minute = 60_000
const key = new Uint8Array(32)
const log = (): void => undefined

let folder: string
let clock: HandAgentClock
let screen: FakeScreen
let done: PowerAction[]
let acting: Outcome<null, PowerFailure> | 'hangs'
let stops: (() => Promise<void>)[]
const user = new Observable<SignedInUser | null>(null)
const idle = new Observable<Idle | null>(null)

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-power-'))
  clock = handAgentClock()
  screen = new FakeScreen()
  done = []
  acting = ok(null)
  stops = []
  user.set(null)
  idle.set(null)
})
afterEach(async () => {
  for (const stop of stops) await stop()
  await rm(folder, { recursive: true })
})

interface Running {
  readonly keeper: PowerKeeper
  stop(): Promise<void>
}

/** A keeper on the test's folder, as the agent starts one. */
const start = (at = folder): Running => {
  const power = {
    act: (action: PowerAction): Promise<Outcome<null, PowerFailure>> => {
      done.push(action)
      return acting === 'hangs' ? new Promise(() => undefined) : Promise.resolve(acting)
    },
  }
  const platform = { power, user, idle, showBanner: screen.showBanner.bind(screen) }
  const file = new SealedFile(keptPower, path.join(at, 'power.sealed'), key, log)
  const keeper = new PowerKeeper({ platform, file, clock, hubNow: () => clock.now(), log })
  keeper.resume()
  const stopping = new AbortController()
  const running = keeper.run(stopping.signal)
  const stop = async (): Promise<void> => {
    stopping.abort()
    await running
  }
  stops.push(stop)
  return { keeper, stop }
}

const word = ({ keeper }: Running): string => {
  const { state, why } = keeper.state.value ?? { state: 'none', why: null }
  return why === null ? state : `${state} ${why}`
}
const untilWord = (running: Running, wanted: string): Promise<void> =>
  until(`${wanted}, it is ${word(running)}`, () => word(running) === wanted)
const banner = (): string | undefined => screen.banners[0]?.banner.text

describe('an order about power', () => {
  it('[PW2] is announced with the time left, and carried out at its moment, once', async () => {
    const running = start()
    await running.keeper.order(powerOrder(clock.now(), { warnSeconds: 180 }))
    await untilWord(running, 'warned')
    expect(banner()).toContain('shuts down in 3 minutes')
    await clock.pass(minute)
    expect(banner()).toContain('in 2 minutes')
    await clock.pass(minute + 1)
    expect(banner()).toContain('in less than a minute')
    expect(screen.banners).toHaveLength(1)
    expect(done).toEqual([])
    await clock.pass(minute)
    await untilWord(running, 'done')
    await clock.pass(60 * minute)
    expect(done).toEqual(['shut-down'])
  })

  it('[PW1] heard again is answered and not carried out again, before and after a restart', async () => {
    const order = powerOrder(clock.now(), { warnSeconds: 0, action: 'restart' })
    const first = start()
    await first.keeper.order(order)
    await untilWord(first, 'done')
    expect(await first.keeper.order(order)).toMatchObject({ state: 'done' })
    await first.stop()
    const second = start()
    expect(await second.keeper.order(order)).toMatchObject({ state: 'done' })
    const other = powerOrder(clock.now(), { warnSeconds: 0, action: 'log-off' })
    await second.keeper.order(other)
    await untilWord(second, 'done')
    expect(await second.keeper.order(order)).toMatchObject({ state: 'cancelled' })
    expect(done).toEqual(['restart', 'log-off'])
  })

  it('[PW1] takes the place of one that is pending', async () => {
    const running = start()
    await running.keeper.order(powerOrder(clock.now(), { warnSeconds: 60 }))
    await running.keeper.order(powerOrder(clock.now(), { warnSeconds: 120, action: 'log-off' }))
    expect(screen.banners).toHaveLength(1)
    await clock.pass(10 * minute)
    await untilWord(running, 'done')
    expect(done).toEqual(['log-off'])
  })

  it('[PW1] is on the disk before it is told, on a PC whose clock is a little behind too', async () => {
    const first = start()
    const order = powerOrder(clock.now() + 400, { warnSeconds: 300 })
    expect(await first.keeper.order(order)).toMatchObject({ state: 'warned' })
    expect(banner()).toContain('in 5 minutes')
    expect(first.keeper.state.value?.state).toBe('warned')
    const second = start()
    await untilWord(second, 'warned')
    expect(second.keeper.state.value?.order.powerId).toBe(order.powerId)
  })

  it('[PW2] is put off by a click, twice at most, and not where that is not allowed', async () => {
    const running = start()
    await running.keeper.order(powerOrder(clock.now(), { putOffMinutes: 10 }))
    const moment = running.keeper.state.value?.actsAt ?? 0
    expect(screen.banners[0]?.banner.press).toContain('put it off by 10 minutes')
    screen.banners[0]?.end(ok('seen'))
    await untilWord(running, 'put-off')
    expect(running.keeper.state.value?.actsAt).toBe(moment + 10 * minute)
    expect(screen.banners).toEqual([])
    await clock.pass(10 * minute)
    await untilWord(running, 'warned')
    screen.banners[0]?.end(ok('seen'))
    await untilWord(running, 'put-off')
    await clock.pass(10 * minute)
    expect(screen.banners[0]?.banner.press).toContain('hide')
    screen.banners[0]?.end(ok('seen'))
    await clock.pass(minute)
    await untilWord(running, 'done')
    expect(running.keeper.state.value?.actsAt).toBe(moment + 20 * minute)
  })

  it('hidden by the pupil comes back in the last minute', async () => {
    const running = start()
    await running.keeper.order(powerOrder(clock.now(), { warnSeconds: 240 }))
    screen.banners[0]?.end(ok('seen'))
    await clock.pass(2 * minute)
    expect(screen.banners).toEqual([])
    await clock.pass(minute + 1)
    expect(banner()).toContain('less than a minute')
  })

  it('[PW8] is stopped before its deed, and not after', async () => {
    const running = start()
    const order = powerOrder(clock.now())
    await running.keeper.order(order)
    expect(running.keeper.cancel('somebody-else', 'staff')).toMatchObject({ state: 'warned' })
    expect(running.keeper.cancel(order.powerId, 'staff')).toMatchObject({ state: 'cancelled', why: 'staff' })
    expect(screen.banners).toEqual([])
    await clock.pass(10 * minute)
    expect(done).toEqual([])

    acting = 'hangs'
    const second = powerOrder(clock.now(), { warnSeconds: 0 })
    await running.keeper.order(second)
    await until('the deed', () => done.length === 1)
    expect(running.keeper.cancel(second.powerId, 'staff')).toMatchObject({ state: 'acting' })
  })

  it('[PW4] spares a PC in use at once, and one that comes into use during the warning', async () => {
    const running = start()
    user.set({ name: 'aisha', displayName: 'Aisha', guest: false, sessionStartedAt: 1 })
    idle.set({ idle: false, since: clock.now() })
    await running.keeper.order(powerOrder(clock.now(), { spareInUse: true }))
    await untilWord(running, 'spared in-use')

    idle.set({ idle: true, since: clock.now() - 30 * minute })
    await running.keeper.order(powerOrder(clock.now(), { spareInUse: true, warnSeconds: 300 }))
    await untilWord(running, 'warned')
    idle.set({ idle: false, since: clock.now() })
    await clock.pass(minute)
    await untilWord(running, 'spared in-use')
    expect(screen.banners).toEqual([])
    await clock.pass(10 * minute)
    expect(done).toEqual([])
  })

  it('[PW3] that comes late is not carried out', async () => {
    const running = start()
    expect(await running.keeper.order(powerOrder(clock.now() - 3 * minute))).toMatchObject({ state: 'failed', why: 'too-late' })
    expect(done).toEqual([])
  })

  it('failing says why', async () => {
    const running = start()
    acting = fail('session-of-root', '')
    await running.keeper.order(powerOrder(clock.now(), { warnSeconds: 0, action: 'log-off' }))
    await untilWord(running, 'failed session-of-root')
  })
})

describe('[PW5] the agent is killed', () => {
  it('between the warning and the deed: it goes on, and acts at the same moment', async () => {
    const first = start()
    await first.keeper.order(powerOrder(clock.now(), { warnSeconds: 300 }))
    await first.stop()
    clock.turn(2 * minute)
    const second = start()
    await untilWord(second, 'warned')
    await clock.pass(1)
    expect(banner()).toContain('in 3 minutes')
    await clock.pass(3 * minute)
    await untilWord(second, 'done')
    expect(done).toEqual(['shut-down'])
  })

  it('or the PC off past the moment: nothing is done', async () => {
    const first = start()
    await first.keeper.order(powerOrder(clock.now()))
    await first.stop()
    clock.restartPc(20 * minute)
    const second = start()
    await clock.pass(1)
    await untilWord(second, 'failed too-late')
    expect(done).toEqual([])
  })

  it('at the deed: what another start of the PC shows is done, anything else is told as interrupted, and neither is begun again', async () => {
    acting = 'hangs'
    const first = start()
    await first.keeper.order(powerOrder(clock.now(), { warnSeconds: 0, action: 'restart' }))
    await until('the deed', () => done.length === 1)
    await first.stop()
    const second = start()
    await untilWord(second, 'failed interrupted')
    await second.stop()

    const third = start()
    await third.keeper.order(powerOrder(clock.now(), { warnSeconds: 0, action: 'restart' }))
    await until('the deed', () => done.length === 2)
    await third.stop()
    clock.restartPc(30_000)
    const fourth = start()
    await untilWord(fourth, 'done')
    await clock.pass(10 * minute)
    expect(done).toHaveLength(2)
  })

  it('what cannot be written to the disk is not done', async () => {
    const file = path.join(folder, 'a-file')
    await writeFile(file, '')
    const running = start(path.join(file, 'no-folder'))
    await running.keeper.order(powerOrder(clock.now(), { warnSeconds: 0, action: 'restart' }))
    await untilWord(running, 'failed not-kept')
    expect(done).toEqual([])
  })

  it('and a torn file means that nothing is under way', async () => {
    const first = start()
    await first.keeper.order(powerOrder(clock.now(), { warnSeconds: 300 }))
    await first.stop()
    const bytes = await readFile(path.join(folder, 'power.sealed'))
    const torn = path.join(folder, 'torn')
    await mkdir(torn)
    await writeFile(path.join(torn, 'power.sealed'), bytes.subarray(0, bytes.length - 5))
    const second = start(torn)
    await untilWord(second, 'none')
    await clock.pass(10 * minute)
    expect(done).toEqual([])
  })
})
