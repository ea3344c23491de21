import type { Restriction } from '#shared/model/device'
import type { Lease, LeaseReport, LeaseSet, LeaseState } from '#shared/model/lease'
import { applicationsNow } from '#shared/model/application-now'
import { type InternetNow, internetNow } from '#shared/model/internet-now'
import { fail } from '#shared/outcome'
import type { AgentClock } from '../clock'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import type { Cover, Observed, Platform } from '../platform/platform'
import type { SealedFile } from '../storage/sealed-file'
import type { ApplicationGate } from '../applications/application-gate'
import type { InternetGate } from '../web/internet-gate'
import { type Desired, desiredCover, isLive, nextTurn } from './desired-cover'
import { type HubClock, type Moment, momentOf, passedMs, wallMovedMs } from './hub-clock'
import type { KeptLeases } from './kept-leases'
import { type BannerState, carryMoments, leaseStates, sameStates, type Standing } from './lease-states'

export interface LeaseKeeperParts {
  readonly platform: Pick<Platform, 'overlay' | 'showBanner' | 'display' | 'user'>
  readonly gate: InternetGate
  readonly applications: ApplicationGate
  readonly file: SealedFile<KeptLeases>
  readonly hubClock: HubClock
  readonly clock: AgentClock
  readonly log: Log
}

/** A timer does not run while the PC sleeps: looking at the clock this often bounds how late a lease can end after waking. */
const longestNapMs = 5_000
/** While a lease lives, the time on disk is never older than this: what a PC that loses its power can forget. */
const noteTimeMs = 60_000
/** A clock kept right by the network creeps; only somebody's hand moves it this far. */
const wallMovedByHandMs = 2_000
/** A set ordered is on its way to the disk after this long, whatever the screen does. */
const saveWithinMs = 20
/** How long after a failed banner the next try is made while the display stays as it is. */
const bannerRetryMs = 5_000

/** Holds the lease set and makes the PC match it: on every order, at every turn in time, and again at the agent's start. */
export class LeaseKeeper {
  readonly #parts: LeaseKeeperParts
  readonly #report = new Observable<LeaseReport>({ revision: 0, states: [] })
  #revision = 0
  #leases: readonly Lease[] = []
  readonly #own = new Observable<Restriction | null>(null)
  readonly #act = new Observable<Restriction | null>(null)
  #seen: ReadonlySet<string> = new Set()
  #wish: Cover | null = null
  #else: Cover | null = null
  #banner: (BannerState & { readonly withdraw: AbortController }) | null = null
  #turned = new AbortController()
  #applying = 0
  #answered: LeaseReport | null = null
  #notedAt: Moment

  constructor(parts: LeaseKeeperParts) {
    this.#parts = parts
    this.#notedAt = momentOf(parts.clock)
  }

  /** [LE2] What is in force, by the PC's own word; changes without an order are seen here too. */
  get report(): Pick<Observable<LeaseReport>, 'value' | 'watch'> {
    return this.#report
  }

  /** The report last given as the answer to an order: whoever ordered knows it already. */
  get answered(): LeaseReport | null {
    return this.#answered
  }

  get revision(): number {
    return this.#revision
  }

  get leases(): readonly Lease[] {
    return this.#leases
  }

  /** What decides what the user in front can reach. */
  get internet(): InternetNow {
    return internetNow(this.#leases, this.#user, this.#parts.hubClock.now())
  }

  /** The rule for applications in force. */
  get applications(): Lease | null {
    return applicationsNow(this.#leases, this.#parts.hubClock.now())
  }

  get #user(): string | null {
    return this.#parts.platform.user.value?.name ?? null
  }

  /** [SE6] The lock this PC put on itself, as it stands; null once it is over. */
  get own(): Pick<Observable<Restriction | null>, 'value' | 'watch'> {
    return this.#own
  }

  /** [PO7] The lock a rule of the school's policies put on this PC, as it stands; null once it is over. */
  get act(): Pick<Observable<Restriction | null>, 'value' | 'watch'> {
    return this.#act
  }

  /** Everything that restricts this PC: what the hub ordered, and its own locks. */
  get #all(): readonly Lease[] {
    return [...this.#leases, ...this.#ownLocks.flatMap(({ value }) => value?.lease ?? [])]
  }

  get #ownLocks(): readonly Observable<Restriction | null>[] {
    return [this.#own, this.#act]
  }

  /** [SE6] Locks the PC without an order; null lets go of that lock, and of no other. Resolves when the screen is as it shall be. */
  holdOwn(lease: Lease | null): Promise<void> {
    return this.#hold(this.#own, lease)
  }

  /** [PO7] The same for the lock of a rule: a later one takes the place of the earlier. */
  holdAct(lease: Lease | null): Promise<void> {
    return this.#hold(this.#act, lease)
  }

  /** [AU5] Covers the screen with this while no lease does; null for nothing. Resolves when the screen is as it shall be. */
  async coverElse(cover: Cover | null): Promise<void> {
    if (JSON.stringify(cover) === JSON.stringify(this.#else)) return
    this.#else = cover
    await this.#match()
  }

  async #hold(lock: Observable<Restriction | null>, lease: Lease | null): Promise<void> {
    lock.set(lease === null ? null : this.#asked(lease))
    this.#save()
    this.#turn()
    await this.#match()
  }

  /** Takes up the set on disk, before anything else of the agent is there; `run` applies it. */
  resume(): void {
    const kept = this.#parts.file.load()
    if (kept === null) return
    this.#revision = kept.revision
    this.#leases = kept.leases
    this.#own.set(kept.own === null ? null : this.#asked(kept.own))
    this.#act.set(kept.act === null ? null : this.#asked(kept.act))
    this.#seen = new Set(kept.seen)
    this.#parts.hubClock.resume(kept.hubTime)
    // A second restart then counts from this one.
    if (this.#all.length > 0) this.#save()
    const live = this.#all.filter((lease) => isLive(lease, this.#parts.hubClock.now())).length
    if (live > 0) this.#parts.log(`Holding ${live} ${live === 1 ? 'lease' : 'leases'} from disk, revision ${kept.revision}.`)
  }

  /** Applies the set, and keeps it applied until `signal` aborts. The PC stays as it is then: a stop lifts nothing on disk. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#match(),
      this.#watchTime(signal),
      this.#watchOverlay(signal),
      this.#watchDisplay(signal),
      this.#watchUser(signal),
      this.#watchGate(this.#parts.gate.state, signal),
      this.#watchGate(this.#parts.applications.state, signal),
    ])
    this.#banner?.withdraw.abort()
    if (this.#all.length > 0) this.#save()
    await this.#parts.file.settled()
  }

  /**
   * Makes the PC match the set, then answers with what is in force. The screen waits for no disk; the answer does, so that what the hub calls
   * applied outlives a crash [LE8]. A crash before it is healed by the set in the hub's next hello [LE3].
   */
  async apply(set: LeaseSet): Promise<LeaseReport> {
    if (set.revision < this.#revision) return this.#report.value
    this.#parts.hubClock.heard(set.hubNow)
    if (set.revision === this.#revision) return this.#report.value
    const lifted = this.#leases.filter((held) => set.leases.every((lease) => lease.leaseId !== held.leaseId))
    this.#revision = set.revision
    this.#leases = set.leases
    this.#seen = new Set([...this.#seen].filter((id) => set.leases.some((lease) => lease.leaseId === id)))
    this.#applying += 1
    const matched = this.#match()
    const patience = new AbortController()
    try {
      // The processor first makes the screen match; a grab that is refused for long keeps nothing from the disk.
      await Promise.race([matched, this.#parts.clock.sleep(saveWithinMs, patience.signal)])
    } finally {
      patience.abort(null)
      this.#save()
      this.#turn()
    }
    await matched.finally(() => (this.#applying -= 1))
    this.#tell()
    this.#answered = this.#report.value
    const at = this.#parts.clock.now()
    const ended = lifted.map(({ leaseId }): LeaseState => ({ leaseId, state: 'ended', failure: null, at }))
    const { revision, states } = this.#report.value
    await this.#parts.file.settled()
    return { revision, states: [...states, ...ended] }
  }

  async #match(): Promise<void> {
    this.#endOwn()
    const desired = desiredCover(this.#all, this.#parts.hubClock.now(), this.#seen)
    const covered = this.#matchCover(desired.cover ?? this.#else)
    this.#parts.gate.follow(this.internet)
    this.#parts.applications.follow(this.applications)
    // A message waits until somebody can see it.
    this.#matchBanner(desired.cover === null && this.#else !== null ? { ...desired, message: null } : desired)
    await covered
    this.#tell()
  }

  #asked(lease: Lease): Restriction {
    return { lease, state: 'asked', failure: null, stateAt: this.#parts.clock.now() }
  }

  #endOwn(): void {
    const over = this.#ownLocks.filter(({ value }) => value !== null && this.#parts.hubClock.now() >= value.lease.until)
    if (over.length === 0) return
    for (const lock of over) lock.set(null)
    this.#save()
  }

  async #matchCover(cover: Cover | null): Promise<void> {
    if (JSON.stringify(cover) === JSON.stringify(this.#wish)) return
    this.#wish = cover
    // How it went is told by the overlay's state, which also knows of later tries.
    if (cover === null) await this.#parts.platform.overlay.uncover()
    else await this.#parts.platform.overlay.cover(cover)
  }

  #matchBanner({ message }: Desired): void {
    if (message?.leaseId === this.#banner?.leaseId && this.#banner?.state !== 'failed') return
    this.#banner?.withdraw.abort()
    this.#banner = null
    if (message !== null) void this.#showBanner(message)
  }

  async #showBanner(lease: Lease): Promise<void> {
    const withdraw = new AbortController()
    const stand = (state: BannerState['state'], failure: BannerState['failure']): boolean => {
      if (withdraw.signal.aborted) return false
      this.#banner = { leaseId: lease.leaseId, state, failure, withdraw }
      this.#tell()
      return true
    }
    stand('opening', null)
    const banner = { text: lease.text, sender: lease.owner.displayName, onShown: () => void stand('shown', null) }
    const shown = await this.#parts.platform.showBanner(banner, withdraw.signal).catch((error: unknown) => {
      this.#parts.log(`A message could not be drawn: ${String(error)}`)
      return fail('draw-failed', 'The banner could not be drawn.')
    })
    if (!shown.ok) {
      if (stand('failed', shown.code)) void this.#parts.clock.sleep(bannerRetryMs, withdraw.signal).then(() => this.#retryBanner(lease))
      return
    }
    if (shown.value === 'withdrawn' || withdraw.signal.aborted) return
    this.#banner = null
    this.#seen = new Set([...this.#seen, lease.leaseId])
    this.#save()
    await this.#match()
  }

  #retryBanner(lease: Lease): void {
    if (this.#banner?.leaseId === lease.leaseId && this.#banner.state === 'failed') void this.#match()
  }

  /** [LE4] Leases begin and end by the clock alone. */
  async #watchTime(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.#turn()
    })
    const { hubClock, clock } = this.#parts
    // Counted from the last look, not from now: a turn that time passes between the two would be slept through.
    let lookedAt = hubClock.now()
    for (let stopped = signal.aborted; !stopped; stopped = signal.aborted) {
      this.#turned = new AbortController()
      const turn = nextTurn(this.#all, lookedAt)
      await clock.sleep(turn === null ? Infinity : Math.min(turn - hubClock.now(), longestNapMs), this.#turned.signal)
      if (signal.aborted) return
      lookedAt = hubClock.now()
      await this.#match()
      this.#noteTime()
    }
  }

  /** [LE13] Keeps the time on disk young while leases live, and at once when the wall clock was set: it tells how long the PC was off. */
  #noteTime(): void {
    const now = momentOf(this.#parts.clock)
    if (this.#all.every(({ until }) => until <= this.#parts.hubClock.now())) return
    if (passedMs(this.#notedAt, now) >= noteTimeMs || Math.abs(wallMovedMs(this.#notedAt, now)) >= wallMovedByHandMs) this.#save()
  }

  #turn(): void {
    this.#turned.abort()
  }

  async #watchOverlay(signal: AbortSignal): Promise<void> {
    for await (const _state of this.#parts.platform.overlay.state.watch(signal)) this.#tell()
  }

  async #watchDisplay(signal: AbortSignal): Promise<void> {
    for await (const display of this.#parts.platform.display.watch(signal)) {
      if (display.state === 'ready') await this.#match()
    }
  }

  /** [LE12] Whose leases count changes with who is in front. */
  async #watchUser(signal: AbortSignal): Promise<void> {
    for await (const _user of this.#parts.platform.user.watch(signal)) await this.#match()
  }

  async #watchGate(state: Observed<unknown>, signal: AbortSignal): Promise<void> {
    for await (const _state of state.watch(signal)) this.#tell()
  }

  #tell(): void {
    if (this.#applying > 0) return
    const standing = {
      leases: this.#leases,
      hubNow: this.#parts.hubClock.now(),
      seen: this.#seen,
      overlay: this.#parts.platform.overlay.state.value,
      banner: this.#banner,
      user: this.#user,
      gate: this.#parts.gate.state.value,
      applications: this.#parts.applications.state.value,
    }
    const before = this.#report.value
    const states = carryMoments(leaseStates(standing, this.#parts.clock.now()), before.states)
    for (const lock of this.#ownLocks) this.#tellOwn(lock, standing)
    if (before.revision !== this.#revision || !sameStates(states, before.states)) this.#report.set({ revision: this.#revision, states })
  }

  #tellOwn(lock: Observable<Restriction | null>, standing: Standing): void {
    const own = lock.value
    if (own === null) return
    const [word] = leaseStates({ ...standing, leases: [own.lease] }, this.#parts.clock.now())
    const state = word?.state === 'applied' || word?.state === 'failed' ? word.state : 'asked'
    const failure = word?.failure ?? null
    if (state !== own.state || failure !== own.failure) lock.set({ ...own, state, failure, stateAt: this.#parts.clock.now() })
  }

  #save(): void {
    this.#notedAt = momentOf(this.#parts.clock)
    this.#parts.file.save({
      revision: this.#revision,
      leases: [...this.#leases],
      own: this.#own.value?.lease ?? null,
      act: this.#act.value?.lease ?? null,
      seen: [...this.#seen],
      hubTime: this.#parts.hubClock.reading,
    })
  }
}
