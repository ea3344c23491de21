import { isDeepStrictEqual } from 'node:util'
import { authorisationFor, isStaff, openGate, type StaffGateOrder, staffGateOrderSchema, type StaffScope } from '#shared/model/staff-gate'
import type { AgentClock } from '../clock'
import { Observable } from '../platform/observable'
import type { Observed, Platform } from '../platform/platform'
import type { SealedFile, SealedKind } from '../storage/sealed-file'

export const keptStaffGate: SealedKind<StaffGateOrder> = {
  purpose: 'classwarden-staff-gate-1',
  schema: staffGateOrderSchema,
  name: 'file of the staff gate',
}

/** What of whoever is there may be told and recorded now. */
export interface Allowance extends Readonly<Record<StaffScope, boolean>> {
  /** What is in front, shown to staff as it is now. */
  readonly live: boolean
}

const everything: Allowance = { live: true, history: true, concerns: true, pictures: true }

export interface StaffGateParts {
  readonly platform: Pick<Platform, 'user' | 'groupsOf'>
  readonly file: Pick<SealedFile<StaffGateOrder>, 'load' | 'save' | 'settled'>
  readonly clock: Pick<AgentClock, 'sleep'>
  /** The hub's time, as the PC reckons it. */
  readonly hubNow: () => number
}

/** The hub's time may be corrected meanwhile: no look at it is later than this. */
const lookWithinMs = 60_000

/** [SG1 to SG4] Stands between the sensors and everything that tells or keeps: of staff nothing passes that is not authorised now. */
export class StaffGate {
  readonly #parts: StaffGateParts
  readonly #allowed = new Observable<Allowance>(everything)
  #order: StaffGateOrder = openGate
  #ordered = new AbortController()
  #known: { readonly user: string; readonly groups: readonly string[] } | null = null

  constructor(parts: StaffGateParts) {
    this.#parts = parts
  }

  /** By who is there at this very moment. */
  get now(): Allowance {
    const user = this.#parts.platform.user.value?.name ?? null
    const groups = this.#known?.user === user ? this.#known.groups : null
    const mayBeStaff = groups === null && user !== null && this.#order.groups.length > 0
    if (!mayBeStaff && !isStaff(this.#order, { user, groups: groups ?? [] })) return everything
    const at = this.#parts.hubNow()
    const may = (what: StaffScope): boolean => authorisationFor(this.#order, { user }, what, { from: at, until: at }) !== null
    const concerns = may('concerns')
    return { live: false, history: may('history'), concerns, pictures: concerns && may('pictures') }
  }

  /** Wakes whoever goes by `now` when that is another. */
  get changes(): Observed<Allowance> {
    return this.#allowed
  }

  resume(): void {
    this.#order = this.#parts.file.load() ?? openGate
    this.#look()
  }

  /** From now on this holds; resolves when it is on the disk. */
  async follow(order: StaffGateOrder): Promise<void> {
    if (isDeepStrictEqual(order, this.#order)) return
    this.#order = order
    this.#look()
    this.#ordered.abort()
    this.#parts.file.save(order)
    await this.#parts.file.settled()
  }

  /** Follows users and the clock until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#followUsers(signal), this.#followClock(signal)])
  }

  /** A sensor as far as the gate lets it: `closed` stands for what may not pass. */
  passing<T>(source: Observed<T>, what: keyof Allowance, closed: T): Observed<T> {
    const value = (): T => (this.now[what] ? source.value : closed)
    const { changes } = this
    return {
      get value() {
        return value()
      },
      async *watch(signal) {
        const passed = new Observable(value())
        const follow = async (observed: Observed<unknown>): Promise<void> => {
          for await (const _value of observed.watch(signal)) passed.set(value())
        }
        const following = Promise.all([follow(source), follow(changes)])
        yield* passed.watch(signal)
        await following
      },
    }
  }

  async #followUsers(signal: AbortSignal): Promise<void> {
    for await (const user of this.#parts.platform.user.watch(signal)) {
      this.#look()
      if (user === null || this.#known?.user === user.name) continue
      const groups = await this.#parts.platform.groupsOf(user.name)
      this.#known = { user: user.name, groups }
      this.#look()
    }
  }

  async #followClock(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#ordered = new AbortController()
      await this.#parts.clock.sleep(this.#nextTurnMs(), AbortSignal.any([signal, this.#ordered.signal]))
      this.#look()
    }
  }

  /** Until an authorisation begins or ends. */
  #nextTurnMs(): number {
    const at = this.#parts.hubNow()
    const turns = this.#order.authorisations.flatMap(({ from, until }) => [from, until + 1]).filter((turn) => turn > at)
    return Math.min(lookWithinMs, ...turns.map((turn) => turn - at))
  }

  #look(): void {
    this.#allowed.set(this.now)
  }
}
