import { setMaxListeners } from 'node:events'
import { agentFacts, type AgentFacts, agentOrders, type AgentOrders } from '#shared/protocol/agent-hub'
import { bind, type Handlers } from '#shared/protocol/bind'
import { call, type CallFailure } from '#shared/protocol/call'
import { limits } from '#shared/protocol/limits'
import type { EventOf, PayloadIn, Reply } from '#shared/protocol/table'
import type { WireSocket } from '#shared/protocol/wire'
import { ok, type Outcome } from '#shared/outcome'
import type { AgentClock } from '../clock'
import type { Log } from '../log'
import type { Identity } from '../identity/identity'
import { Observable } from '../platform/observable'
import { type Connection, connect } from './connection'
import type { LinkTrouble } from './link-trouble'
import type { HubAddresses } from './hub-addresses'
import { type Attempts, retryDelayMs } from './reconnect-policy'

type FactBody<E extends EventOf<AgentFacts>> = PayloadIn<AgentFacts, E>['body']
type Hello = FactBody<'agent:hello'>
type Welcome = Reply<AgentFacts, 'agent:hello'>
/** The orders of the hub that are not about the link itself. */
type Orders = Omit<Handlers<AgentOrders>, 'hub:farewell'>

export type LinkState =
  | { readonly state: 'connecting'; readonly address: string }
  | { readonly state: 'live'; readonly address: string; readonly since: number }
  | { readonly state: 'waiting'; readonly trouble: LinkTrouble; readonly retryAt: number }

/** A connection whose hello was answered. */
export interface Session {
  readonly welcome: Welcome
  /** Tells one fact and waits for the hub's answer. A lost link is `link-lost`, never an exception. */
  tell<E extends EventOf<AgentFacts>>(event: E, body: FactBody<E>, takenAt: number): Promise<Outcome<Reply<AgentFacts, E>, CallFailure>>
  /** Aborts when the connection is over. */
  readonly ended: AbortSignal
}

export interface HubLinkParts {
  readonly identity: Identity
  readonly addresses: Pick<HubAddresses, 'all' | 'search' | 'worked'>
  readonly hello: () => Hello
  readonly orders: Orders
  readonly clock: AgentClock
  readonly log: Log
  /** 0 to 1. */
  readonly random: () => number
  /** Why the agent ends, once it does. */
  readonly goodbye: () => FactBody<'agent:stopping'>['why']
}

const goodbyeMs = 1_000

/** Keeps one connection to the hub, through every loss of it, and says how it stands. */
export class HubLink {
  readonly #parts: HubLinkParts
  readonly #state: Observable<LinkState>
  #refusedOrders = 0

  constructor(parts: HubLinkParts) {
    this.#parts = parts
    this.#state = new Observable<LinkState>({ state: 'connecting', address: parts.addresses.all[0] ?? '' })
  }

  get state(): Pick<Observable<LinkState>, 'value' | 'watch'> {
    return this.#state
  }

  /** Orders of the hub that were refused since the start: malformed, unknown or of the wrong direction. */
  get refusedOrders(): number {
    return this.#refusedOrders
  }

  /** Runs `attend` for every connection, with the hub's welcome; ends when `signal` aborts, after the last one is closed. */
  async run(attend: (session: Session) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { addresses, clock, log, random } = this.#parts
    let failed = 0
    let trouble: LinkTrouble | null = null
    const stopped = (): boolean => signal.aborted
    while (!stopped()) {
      if (trouble !== null) {
        const attempts = { failed, addresses: addresses.all.length, trouble: trouble.code }
        const delayMs = retryDelayMs(attempts, random())
        this.#state.set({ state: 'waiting', trouble, retryAt: clock.now() + delayMs })
        if (await this.#rest(delayMs, attempts, signal)) failed = 0
        if (stopped()) return
      }
      const known = addresses.all
      const address = known[failed % known.length] ?? ''
      const before: string | null = trouble?.code ?? null
      const end = await this.#attempt(address, attend, signal)
      trouble = end.trouble
      failed = end.wasLive ? 0 : failed + 1
      if ((end.wasLive || trouble.code !== before) && !stopped()) log(`No link to the hub (${trouble.code}): ${trouble.detail}`)
    }
  }

  /** Waits, but no longer than until a search has found another address to try: true then. */
  async #rest(delayMs: number, attempts: Attempts, signal: AbortSignal): Promise<boolean> {
    const found = new AbortController()
    void this.#parts.addresses.search(attempts).then((isNews) => {
      if (isNews) found.abort()
    })
    await this.#parts.clock.sleep(delayMs, AbortSignal.any([signal, found.signal]))
    return found.signal.aborted
  }

  async #attempt(
    address: string,
    attend: (session: Session) => Promise<void>,
    signal: AbortSignal,
  ): Promise<{ readonly wasLive: boolean; readonly trouble: LinkTrouble }> {
    this.#state.set({ state: 'connecting', address })
    const heard: { farewell: LinkTrouble | null } = { farewell: null }
    const bindOrders = (socket: WireSocket): void => {
      const handlers: Handlers<AgentOrders> = {
        ...this.#parts.orders,
        'hub:farewell': ({ code, detail }) => {
          heard.farewell = { ok: false, code, detail }
          return ok(null)
        },
      }
      bind(socket, agentOrders, handlers, {
        otherDirection: agentFacts,
        onRefused: (event, refusal) => {
          this.#refusedOrders += 1
          this.#parts.log(`Refused the hub's ${event.slice(0, 40)} (${refusal.code}): ${refusal.detail}`)
        },
        onFault: (event, error) => {
          this.#parts.log(`A fault while carrying out ${event}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
        },
      })
    }
    const opened = await connect(address, this.#parts.identity, bindOrders, signal)
    if (!opened.ok) return { wasLive: false, trouble: opened }
    const connection = opened.value
    const { session, end } = this.#sessionOn(connection)
    const hello = await session.tell('agent:hello', this.#parts.hello(), this.#parts.clock.now())
    if (!hello.ok) {
      connection.close()
      const lost = await connection.closed
      end()
      // The farewell tells more than the broken call.
      return { wasLive: false, trouble: heard.farewell ?? (hello.code === 'link-lost' ? lost : { ...hello, code: codeOf(hello.code) }) }
    }
    this.#state.set({ state: 'live', address, since: this.#parts.clock.now() })
    this.#parts.log(`Linked to the hub at ${address}.`)
    void this.#parts.addresses.worked(address)
    const leave = (): void => {
      void this.#sayGoodbye(session).finally(() => {
        connection.close()
      })
    }
    // Told to stop while the hub had yet to answer: no event comes any more.
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave)
    const attended = attend({ ...session, welcome: hello.value })
    const lost = await connection.closed
    signal.removeEventListener('abort', leave)
    end()
    await attended
    return { wasLive: true, trouble: heard.farewell ?? lost }
  }

  /** An orderly stop is told, so that nobody takes it for tampering; a hub that does not answer holds up nothing. */
  async #sayGoodbye(session: Omit<Session, 'welcome'>): Promise<void> {
    const answered = new AbortController()
    const told = session.tell('agent:stopping', { why: this.#parts.goodbye() }, this.#parts.clock.now()).then(() => {
      answered.abort()
    })
    await Promise.race([told, this.#parts.clock.sleep(goodbyeMs, answered.signal)])
  }

  #sessionOn({ socket, closed }: Connection): { readonly session: Omit<Session, 'welcome'>; readonly end: () => void } {
    const over = new AbortController()
    // Every sensor listens to it.
    setMaxListeners(100, over.signal)
    void closed.then(() => {
      over.abort()
    })
    let sequence = 0
    return {
      session: {
        // [PR4] Numbered at the moment of sending, so that the numbers grow in the order of the wire.
        tell: <E extends EventOf<AgentFacts>>(event: E, body: FactBody<E>, takenAt: number) => {
          sequence += 1
          // Every fact is this envelope around its own body; the compiler cannot see that through the event's type parameter.
          const payload = { sequence, takenAt, body } as PayloadIn<AgentFacts, E>
          return call(socket, agentFacts, event, payload, limits.ackTimeoutMs)
        },
        ended: over.signal,
      },
      end: () => {
        over.abort()
      },
    }
  }
}

const codeOf = (code: CallFailure): LinkTrouble['code'] => (code === 'link-lost' ? 'lost' : code)
