import type { Outcome } from '#shared/outcome'
import { bind, type Handlers } from '#shared/protocol/bind'
import { call, type CallFailure } from '#shared/protocol/call'
import { type ConsoleFeeds, consoleFeeds, type ConsoleOrders, consoleOrders } from '#shared/protocol/console-hub'
import type { StaffSession } from '#shared/protocol/staff-calls'
import { limits } from '#shared/protocol/limits'
import type { EventOf, PayloadIn, Reply } from '#shared/protocol/table'
import { protocolVersion } from '#shared/protocol/version'
import type { WireSocket } from '#shared/protocol/wire'
import { Store } from '../state/store'
import { type HubAbout, type LinkEvent, type LinkState, nextLinkState, type SignedOutReason } from './link-state'
import type { SessionMemory } from './session-memory'

/** What the link needs of a socket: the wire, and its comings and goings. */
export interface LinkSocket extends WireSocket {
  connect(): unknown
  disconnect(): unknown
  on(event: 'connect' | 'disconnect' | 'connect_error', listener: (detail?: unknown) => void): unknown
  removeAllListeners(): unknown
}

export type ConsoleEvent = EventOf<ConsoleOrders>
export type Asked<E extends ConsoleEvent> = Outcome<Reply<ConsoleOrders, E>, CallFailure>
/** Asks the hub one thing; never throws. */
export type Ask = <E extends ConsoleEvent>(event: E, payload: PayloadIn<ConsoleOrders, E>) => Promise<Asked<E>>

export interface HubLinkOptions {
  readonly socket: LinkSocket
  readonly memory: SessionMemory
  readonly now: () => number
  /** What the hub tells unasked, apart from the end of the session. */
  readonly feeds: Omit<Handlers<ConsoleFeeds>, 'hub:first-run-done' | 'staff:session-ended'>
  readonly onFault: (event: string, error: unknown) => void
}

const sessionGone: ReadonlySet<CallFailure> = new Set(['sign-in-needed', 'session-expired', 'account-expired', 'account-disabled'])
const retryRefusedMs = 15_000
const retryCutMs = 1_000

const reasonOf = (code: CallFailure): SignedOutReason =>
  code === 'account-disabled' || code === 'account-expired' ? 'disabled' : 'expired'

/** The console's one connection to its hub: it comes back by itself, takes the session up again, and says at any time where it stands. */
export class HubLink {
  readonly state: Store<LinkState>
  private hub: HubAbout | null = null
  private unbind: (() => void) | null = null
  private retry: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly options: HubLinkOptions) {
    this.state = new Store<LinkState>({ kind: 'connecting', since: options.now(), failedAttempts: 0 })
  }

  start(): void {
    const { socket, feeds, onFault, now } = this.options
    socket.on('connect', () => void this.greet())
    socket.on('disconnect', (reason) => {
      this.on({ kind: 'disconnected', at: now() })
      // Socket.IO comes back by itself except when the hub cut the connection.
      if (reason === 'io server disconnect') this.connectLater(retryCutMs)
    })
    socket.on('connect_error', () => {
      this.on({ kind: 'connect-failed' })
    })
    this.unbind = bind(
      socket,
      consoleFeeds,
      {
        ...feeds,
        'hub:first-run-done': () => {
          this.on({ kind: 'first-run-done' })
          return { ok: true, value: null }
        },
        'staff:session-ended': ({ why }) => {
          // A hub that restarts keeps its sessions: the lost link says enough.
          if (why !== 'hub-stopping') this.endSession(why)
          return { ok: true, value: null }
        },
      },
      { otherDirection: consoleOrders, onRefused: (event, refusal) => onFault(event, `${refusal.code}: ${refusal.detail}`), onFault },
    )
    socket.connect()
  }

  stop(): void {
    if (this.retry !== null) clearTimeout(this.retry)
    this.unbind?.()
    this.options.socket.removeAllListeners()
    this.options.socket.disconnect()
  }

  /** The message is on its way to the wire when this returns: a click waits for nothing else. */
  readonly ask: Ask = async (event, payload) => {
    const asked = await call(this.options.socket, consoleOrders, event, payload, limits.ackTimeoutMs)
    if (!asked.ok && asked.code !== 'account-disabled' && sessionGone.has(asked.code) && this.state.get().kind === 'signed-in') {
      this.endSession(reasonOf(asked.code))
    }
    if (!asked.ok && asked.code === 'second-factor-missing') this.askForSecondFactor()
    return asked
  }

  async signIn(payload: PayloadIn<ConsoleOrders, 'staff:sign-in'>): Promise<Asked<'staff:sign-in'>> {
    return this.take(await this.ask('staff:sign-in', payload))
  }

  async createFirst(payload: PayloadIn<ConsoleOrders, 'staff:create-first'>): Promise<Asked<'staff:create-first'>> {
    const asked = await this.ask('staff:create-first', payload)
    if (!asked.ok && asked.code === 'first-run-done') this.on({ kind: 'first-run-done' })
    return this.take(asked)
  }

  /** Ends the session here at once, whether or not the hub can be told. */
  signOut(why: 'signed-out' | 'idle'): void {
    void this.ask('staff:sign-out', {})
    this.endSession(why)
  }

  /** The account changed by this person's own doing, for example its second factor. */
  updateStaff(change: Partial<StaffSession['staff']>): void {
    const state = this.state.get()
    if (state.kind !== 'signed-in') return
    const staff = { ...state.session.staff, ...change }
    const secondFactorMissing = state.session.secondFactorMissing && !staff.secondFactor
    this.state.set({ ...state, session: { ...state.session, staff, secondFactorMissing } })
  }

  /** The school began to ask for one while this session was open. */
  private askForSecondFactor(): void {
    const state = this.state.get()
    if (state.kind !== 'signed-in' || state.session.secondFactorMissing || state.session.staff.secondFactor) return
    this.state.set({ ...state, session: { ...state.session, secondFactorMissing: true } })
  }

  private take(asked: Outcome<StaffSession, CallFailure>): Outcome<StaffSession, CallFailure> {
    if (asked.ok && this.hub !== null) {
      this.options.memory.write(asked.value.sessionToken)
      this.on({ kind: 'signed-in', hub: { ...this.hub, firstRun: false }, session: asked.value })
    }
    return asked
  }

  private async greet(): Promise<void> {
    const about = await this.ask('hub:about', { protocol: protocolVersion })
    if (!about.ok) {
      if (about.code === 'link-lost') return
      this.on({ kind: 'refused', code: about.code, detail: about.detail })
      this.options.socket.disconnect()
      this.connectLater(retryRefusedMs)
      return
    }
    this.hub = about.value
    const sessionToken = this.options.memory.read()
    if (sessionToken === null) {
      this.on({ kind: 'hub-ready', hub: about.value, why: null })
      return
    }
    const resumed = await this.ask('staff:resume', { sessionToken })
    if (resumed.ok) {
      this.take(resumed)
      return
    }
    if (resumed.code === 'link-lost') return
    this.options.memory.write(null)
    this.on({ kind: 'hub-ready', hub: about.value, why: reasonOf(resumed.code) })
  }

  private endSession(why: SignedOutReason): void {
    this.options.memory.write(null)
    this.on({ kind: 'session-ended', why })
    // A sign-in page over a dead link could only fail: say that it is connecting instead.
    if (!this.options.socket.connected) this.on({ kind: 'disconnected', at: this.options.now() })
  }

  private connectLater(afterMs: number): void {
    if (this.retry !== null) clearTimeout(this.retry)
    this.retry = setTimeout(() => this.options.socket.connect(), afterMs)
  }

  private on(event: LinkEvent): void {
    this.state.set(nextLinkState(this.state.get(), event))
  }
}
