import { randomUUID } from 'node:crypto'
import type { SessionEnd } from '#shared/model/session-end'
import { timeoutOwner, type TimeoutPolicy, type TimeoutState } from '#shared/model/timeout'
import type { AgentClock } from '../clock'
import { type HubClock, type Moment, momentOf, passedMs } from '../leases/hub-clock'
import type { LeaseKeeper } from '../leases/lease-keeper'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import type { Observed, Platform } from '../platform/platform'
import type { SealedFile } from '../storage/sealed-file'
import { InputRest } from './input-rest'
import { type Allowance, goesOn, type KeptTimeouts, leftOf, type PupilSession } from './kept-timeouts'
import { dueWarning, lockUntil, type SessionLeft, sessionLeft, untilNextTurn } from './session-left'
import { endReason, endWords, warningWords } from './timeout-words'
import { WarningBanner } from './warning-banner'

export interface TimeoutKeeperParts {
  readonly platform: Pick<Platform, 'user' | 'idle' | 'overlay' | 'showBanner' | 'power'>
  readonly leases: Pick<LeaseKeeper, 'own' | 'holdOwn' | 'act' | 'holdAct'>
  readonly file: SealedFile<KeptTimeouts>
  readonly hubClock: HubClock
  readonly clock: AgentClock
  readonly log: Log
}

const minuteMs = 60_000
/** A timer does not run while the PC sleeps. */
const longestNapMs = 15_000
/** The session on disk is never older than this while a rule ends it: what a killed agent can forget. */
const noteEveryMs = 60_000
/** Programs get this long to save and close before the system ends the session. */
const closeWithinMs = 20_000
/** [SE7] Who is still there by then stays, but locked. */
const gonePatienceMs = 30_000
/** The hub's clock creeps: an end that moves by less is the same. */
const sameEndMs = 1_000

/** A session being logged off, so that its user's last moments are no new one. */
interface Leaving {
  readonly user: string
  readonly signedInAt: number
  readonly why: SessionEnd['why']
  /** When the system said that the session is over. */
  over: Moment | null
}

/** Ends sessions by the rule of this PC, with or without the hub: warns, then locks or logs off. */
export class TimeoutKeeper {
  readonly #parts: TimeoutKeeperParts
  readonly #state = new Observable<TimeoutState>({ ends: null, lock: null })
  readonly #rest: InputRest
  readonly #banner: WarningBanner
  #policy: TimeoutPolicy | null = null
  #session: PupilSession | null = null
  #granted: Allowance | null = null
  #leaving: Leaving | null = null
  #notedAt: Moment
  #turned = new AbortController()

  constructor(parts: TimeoutKeeperParts) {
    this.#parts = parts
    this.#rest = new InputRest(parts.platform, parts.clock)
    this.#banner = new WarningBanner(parts.platform, parts.clock, parts.log)
    this.#notedAt = momentOf(parts.clock)
  }

  /** [SE8] */
  get state(): Pick<Observable<TimeoutState>, 'value' | 'watch'> {
    return this.#state
  }

  /** Takes up rule and session from the disk. */
  resume(): void {
    const kept = this.#parts.file.load()
    if (kept === null) return
    this.#policy = kept.policy
    this.#session = kept.session
    this.#granted = kept.granted
    this.#parts.hubClock.resume(kept.hubTime)
  }

  /** [SE1] Goes by this policy from now on; resolves when it is on the disk. */
  async follow(policy: TimeoutPolicy): Promise<void> {
    if (JSON.stringify(policy) === JSON.stringify(this.#policy)) return
    const ruleBefore = JSON.stringify(this.#policy?.rule)
    this.#policy = policy
    if (this.#session !== null && JSON.stringify(policy.rule) !== ruleBefore) {
      const owed = { from: momentOf(this.#parts.clock), ms: Math.max(...warnMsOf(policy)) }
      this.#session = { ...this.#session, owed, warned: null }
    }
    this.#save()
    this.#turn()
    await this.#parts.file.settled()
  }

  /** [SE9] Staff grant a new session. With the id of a lock, only if that one still holds here: word of it may come twice. */
  async renew(leaseId: string | null): Promise<void> {
    const { act } = this.#parts.leases
    // Lifting the lock of a rule is no new session.
    if (leaseId !== null && act.value?.lease.leaseId === leaseId) return this.#parts.leases.holdAct(null)
    const own = this.#parts.leases.own.value
    if (leaseId !== null && own?.lease.leaseId !== leaseId) return
    const longestMs = (this.#policy?.longestLeaseMinutes ?? 0) * minuteMs
    this.#granted = { from: momentOf(this.#parts.clock), ms: longestMs }
    this.#session = null
    this.#save()
    if (own !== null) await this.#parts.leases.holdOwn(null)
    this.#turn()
    await this.#parts.file.settled()
  }

  /** Follows people, input and time until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { platform, leases, file } = this.#parts
    const follow = async (observed: Observed<unknown>): Promise<void> => {
      for await (const _value of observed.watch(signal)) this.#turn()
    }
    await Promise.all([
      follow(platform.user),
      this.#rest.follow(signal, () => this.#turn()),
      follow(leases.own),
      follow(leases.act),
      this.#watchTime(signal),
    ])
    this.#banner.withdraw()
    this.#save()
    await file.settled()
  }

  async #watchTime(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#turn())
    for (let stopped = signal.aborted; !stopped; stopped = signal.aborted) {
      this.#turned = new AbortController()
      await this.#parts.clock.sleep(this.#look(), this.#turned.signal)
    }
  }

  /** Something changed: looks now. */
  #turn(): void {
    this.#turned.abort()
  }

  /** Makes warnings, lock and what is told match this moment. Answers how long that holds at most. */
  #look(): number {
    const now = momentOf(this.#parts.clock)
    this.#followUser(now)
    const left = this.#leftNow(now)
    this.#tell(left)
    if (left === null) {
      this.#banner.withdraw()
      return this.#leaving === null ? noteEveryMs : gonePatienceMs
    }
    if (left.leftMs <= 0) {
      this.#end(left.why)
      return longestNapMs
    }
    this.#note(now)
    return Math.min(this.#warn(left), longestNapMs)
  }

  #followUser(now: Moment): void {
    const user = this.#parts.platform.user.value
    if (this.#leaving !== null && (user?.name !== this.#leaving.user || user.sessionStartedAt !== this.#leaving.signedInAt)) {
      this.#leaving = null
    }
    if (this.#parts.leases.own.value !== null) {
      this.#session = null
      return
    }
    if (user === null || this.#leaving !== null) return
    if (this.#session !== null && goesOn(this.#session, user, now)) {
      this.#session = { ...this.#session, signedInAt: user.sessionStartedAt, seen: now }
      return
    }
    const { name, guest, sessionStartedAt } = user
    this.#session = { user: name, guest, signedInAt: sessionStartedAt, began: now, seen: now, owed: null, warned: null }
    this.#rest.begin()
    this.#save()
  }

  /** What is left of the session in front; null when there is none, or nothing ends it. */
  #leftNow(now: Moment): SessionLeft | null {
    if (this.#leaving?.over != null && passedMs(this.#leaving.over, now) >= gonePatienceMs) this.#stay(this.#leaving)
    const [policy, session] = [this.#policy, this.#session]
    if (policy === null || session === null || this.#leaving !== null || this.#parts.platform.user.value === null) return null
    // [SE5] Under a cover nobody sees a warning; whatever comes due waits for one afterwards.
    if (this.#rest.covered) {
      this.#session = { ...session, warned: null }
      return null
    }
    const standing = {
      hubNow: this.#parts.hubClock.now(),
      usedMs: passedMs(session.began, now),
      idleMs: this.#rest.idleMs(now.uptimeMs),
      owedMs: leftOf(session.owed, now),
      grantedMs: leftOf(this.#granted, now),
    }
    const left = sessionLeft(policy, standing)
    // [SE4] An end that nobody was warned of waits for one warning.
    if (left === null || left.leftMs > 0 || session.warned?.why === left.why) return left
    const owed = { from: now, ms: Math.min(...warnMsOf(policy)) }
    this.#session = { ...session, owed }
    return { ...left, leftMs: owed.ms }
  }

  /** Answers how long it is until the next warning, or the end. */
  #warn({ leftMs, why }: SessionLeft): number {
    const [policy, session] = [this.#policy, this.#session]
    if (policy === null || session === null) return longestNapMs
    const { warned } = session
    // Once the end moved away, or another comes first, what was said of it no longer holds.
    const given = warned?.why === why && leftMs <= warned.ms + sameEndMs ? warned.ms : null
    const due = dueWarning(warnMsOf(policy), leftMs, given)
    if (due !== null) {
      this.#session = { ...session, warned: { why, ms: due } }
      this.#save()
      this.#banner.show(warningWords(policy.rule.action, why, leftMs, this.#parts.hubClock.now()))
    } else if (given === null) {
      this.#session = { ...session, warned: null }
      this.#banner.withdraw()
    }
    return untilNextTurn(warnMsOf(policy), leftMs)
  }

  #end(why: SessionEnd['why']): void {
    const [policy, session] = [this.#policy, this.#session]
    if (policy === null || session === null) return
    this.#banner.withdraw()
    this.#session = null
    if (policy.rule.action === 'lock') return this.#lock(why)
    const leaving: Leaving = { user: session.user, signedInAt: session.signedInAt, why, over: null }
    this.#leaving = leaving
    this.#parts.log(`The session ends (${endReason(policy.rule, why)}): logging off.`)
    void this.#parts.platform.power.act('log-off', closeWithinMs).then((loggedOff) => {
      if (loggedOff.ok) {
        leaving.over = momentOf(this.#parts.clock)
      } else if (this.#leaving === leaving) {
        this.#parts.log(`Could not log off (${loggedOff.code}): ${loggedOff.detail}`)
        this.#stay(leaving)
      }
      this.#turn()
    })
  }

  /** [SE7] Who could not be logged off is locked out instead. */
  #stay({ why }: Leaving): void {
    this.#leaving = null
    if (this.#parts.platform.user.value !== null) this.#lock(why)
  }

  #lock(why: SessionEnd['why']): void {
    const policy = this.#policy
    if (policy === null) return
    const from = this.#parts.hubClock.now()
    const reason = endReason(policy.rule, why)
    this.#parts.log(`The session ends (${reason}): locking.`)
    const until = lockUntil(policy, why, from)
    const lease = {
      leaseId: randomUUID(),
      kind: 'lock',
      owner: timeoutOwner,
      reason,
      text: endWords(why),
      lessonId: null,
      pupil: null,
      internet: null,
      application: null,
      from,
      until,
    } as const
    this.#save()
    void this.#parts.leases.holdOwn(lease)
  }

  #tell(left: SessionLeft | null): void {
    const before = this.#state.value.ends
    const at = left === null ? 0 : Math.round(this.#parts.hubClock.now() + left.leftMs)
    const same = left !== null && before?.why === left.why && Math.abs(before.at - at) < sameEndMs
    this.#state.set({
      ends: left === null ? null : same ? before : { at, why: left.why },
      lock: this.#parts.leases.own.value ?? this.#parts.leases.act.value,
    })
  }

  #note(now: Moment): void {
    if (passedMs(this.#notedAt, now) >= noteEveryMs) this.#save()
  }

  #save(): void {
    this.#notedAt = momentOf(this.#parts.clock)
    this.#parts.file.save({ policy: this.#policy, session: this.#session, granted: this.#granted, hubTime: this.#parts.hubClock.reading })
  }
}

const warnMsOf = ({ rule }: TimeoutPolicy): readonly number[] => rule.warnMinutes.map((minutes) => minutes * minuteMs)
