import { isPending, isSettled, type PowerOrder, type PowerReason, type PowerState } from '#shared/model/power'
import type { AgentClock } from '../clock'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import type { Observed, Platform } from '../platform/platform'
import type { SealedFile } from '../storage/sealed-file'
import { type KeptPower, mostRemembered } from './kept-power'
import { beginCourse, isInUse, nextStep, type PowerCourse, putOff, untilNextTurn } from './power-course'
import { PowerWarning } from './power-warning'

export interface PowerKeeperParts {
  readonly platform: Pick<Platform, 'power' | 'showBanner' | 'user' | 'idle'>
  readonly file: SealedFile<KeptPower>
  readonly clock: AgentClock
  /** The hub's time as the PC reckons it. */
  readonly hubNow: () => number
  readonly log: Log
}

/** A timer does not run while the PC sleeps. */
const longestNapMs = 15_000
/** What programs get to save or ask before force. */
const closeWithinMs = 20_000

/**
 * [PW1] Carries orders about power out, one at a time, with or without the hub: warns, lets the pupil put it off where that is allowed, spares a PC
 * in use, and acts at most once for each order, whatever restarts in between.
 */
export class PowerKeeper {
  readonly #parts: PowerKeeperParts
  #standing: PowerState | null = null
  /** What others are told: what is on the disk, so that a crash takes no word back. */
  readonly #told = new Observable<PowerState | null>(null)
  readonly #warning: PowerWarning
  #course: PowerCourse | null = null
  #heard: readonly string[] = []
  #turned = new AbortController()

  constructor(parts: PowerKeeperParts) {
    this.#parts = parts
    this.#warning = new PowerWarning(parts.platform, parts.clock, parts.log)
  }

  /** How the newest order stands; null when there was none. */
  get state(): Observed<PowerState | null> {
    return this.#told
  }

  /** Takes up what the disk says was under way; `run` carries on with it. */
  resume(): void {
    const kept = this.#parts.file.load()
    if (kept === null) return
    this.#heard = kept.heard
    const { newest } = kept
    this.#standing = newest
    this.#told.set(newest)
    if (isPending(newest)) this.#course = { order: newest.order, actsAt: newest.actsAt, putOffs: kept.putOffs }
    // [PW5] It was at it when it ended. Another start of the PC since is what was to come of it; else nobody knows how far it came.
    else if (newest.state === 'acting') {
      const wentDown = kept.bootId !== this.#parts.clock.bootId()
      this.#settle(newest, wentDown ? 'done' : 'failed', wentDown ? null : 'interrupted')
    }
  }

  /** [PW1] Takes an order; one heard before is answered with how it stands and changes nothing. */
  async order(order: PowerOrder): Promise<PowerState> {
    const held = this.#standing
    if (held?.order.powerId === order.powerId) return held
    if (this.#heard.includes(order.powerId)) return this.#word(beginCourse(order), 'cancelled', 'replaced')
    this.#heard = [...this.#heard, order.powerId].slice(-mostRemembered)
    const course = beginCourse(order)
    if (held?.state === 'acting') return this.#word(course, 'failed', 'refused')
    this.#course = course
    this.#step(course)
    this.#turned.abort()
    await this.#parts.file.settled()
    return this.#standing ?? this.#word(course, 'warned', null)
  }

  /** Stops an order that has not come to its deed; answers how the newest one stands. */
  cancel(powerId: string, why: 'staff' | 'lesson'): PowerState | null {
    const held = this.#standing
    if (held?.order.powerId === powerId && isPending(held)) {
      this.#settle(held, why === 'lesson' ? 'spared' : 'cancelled', why)
      this.#turned.abort()
    }
    return this.#standing
  }

  /** Works until `signal` aborts; what is under way then stays on the disk. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.#turned.abort()
    })
    while (!signal.aborted) {
      this.#turned = new AbortController()
      const course = this.#course
      if (course !== null) this.#step(course)
      const next = this.#course
      const napMs = next === null ? Infinity : Math.min(untilNextTurn(next, this.#parts.hubNow()), longestNapMs)
      await this.#parts.clock.sleep(napMs, this.#turned.signal)
    }
    this.#warning.withdraw()
    await this.#parts.file.settled()
  }

  #step(course: PowerCourse): void {
    const { platform, clock, hubNow } = this.#parts
    const now = hubNow()
    const inUse = isInUse(platform.user.value, platform.idle.value, clock.now())
    const standing = this.#word(course, 'warned', null)
    switch (nextStep(course, now, inUse)) {
      case 'too-late':
        return this.#settle(standing, 'failed', 'too-late')
      case 'spare':
        return this.#settle(standing, 'spared', 'in-use')
      case 'act':
        void this.#act(course)
        return
      case 'wait':
        return
      case 'warn':
        this.#tell(standing)
        this.#warning.show(course, Math.min(course.actsAt - now, course.order.warnSeconds * 1_000), () => {
          this.#putOff(course)
        })
    }
  }

  #putOff(course: PowerCourse): void {
    if (this.#course !== course) return
    this.#course = putOff(course)
    this.#warning.withdraw()
    this.#tell(this.#word(this.#course, 'put-off', null))
    this.#turned.abort()
  }

  /** [PW5] On the disk before it is done: what cannot be remembered is not done, else a PC could restart for ever. */
  async #act(course: PowerCourse): Promise<void> {
    const { platform, file, log } = this.#parts
    const { action } = course.order
    const acting = this.#word(course, 'acting', null)
    this.#course = null
    this.#standing = acting
    if (!(await file.keep(this.#kept(acting)))) return this.#settle(acting, 'failed', 'not-kept')
    this.#told.set(acting)
    log(`Carrying out ${action}, ordered by ${course.order.owner.displayName}.`)
    this.#warning.tellActing(action)
    const acted = await platform.power.act(action, closeWithinMs)
    if (!acted.ok) log(`${action} failed (${acted.code}): ${acted.detail}`)
    this.#settle(acting, acted.ok ? 'done' : 'failed', acted.ok ? null : acted.code)
  }

  #settle(standing: PowerState, state: 'spared' | 'cancelled' | 'done' | 'failed', why: PowerReason | null): void {
    this.#course = null
    this.#warning.withdraw()
    this.#tell({ ...standing, state, why, at: this.#parts.hubNow() })
  }

  #tell(state: PowerState): void {
    const before = this.#standing
    const same = before?.order.powerId === state.order.powerId && before.state === state.state && before.actsAt === state.actsAt
    if (same && !isSettled(state)) return
    this.#standing = state
    const { file } = this.#parts
    file.save(this.#kept(state))
    void file.settled().then(() => {
      this.#told.set(this.#standing)
    })
  }

  #word(course: PowerCourse, state: PowerState['state'], why: PowerReason | null): PowerState {
    return { order: course.order, state, why, actsAt: course.actsAt, at: this.#parts.hubNow() }
  }

  #kept(newest: PowerState): KeptPower {
    return { newest, putOffs: this.#course?.putOffs ?? 0, bootId: this.#parts.clock.bootId(), heard: [...this.#heard] }
  }
}
