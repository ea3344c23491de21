import { randomBytes } from 'node:crypto'
import type { SignedInUser } from '#shared/model/activity'
import type { AgentClock } from '../clock'

/** An address in a browser's command line can be read by others on the PC: it is worthless a minute later, and after its first use. */
const ticketMs = 60_000
/** A page left open on a desk. */
const idleMs = 30 * 60_000
const mostTickets = 8
const mostVisits = 8

/** [PU2] Somebody who opened the page by the sign: for as long as that sign-in lasts. */
export interface PageVisit {
  readonly secret: string
  readonly user: string
  readonly signedInAt: number
  touchedMs: number
  /** What the page says at its next showing, once. */
  news: 'sent' | null
}

export interface VisitsParts {
  readonly user: () => SignedInUser | null
  readonly clock: Pick<AgentClock, 'uptimeMs'>
}

/** Who may write into the page's form: whoever clicked the sign, and no other program or page that finds the port. */
export class PageVisits {
  readonly #parts: VisitsParts
  #tickets: readonly { readonly ticket: string; readonly untilMs: number }[] = []
  #visits: readonly PageVisit[] = []

  constructor(parts: VisitsParts) {
    this.#parts = parts
  }

  /** For one address that the sign opens. */
  issue(): string {
    const ticket = randomBytes(24).toString('base64url')
    this.#tickets = [...this.#tickets, { ticket, untilMs: this.#parts.clock.uptimeMs() + ticketMs }].slice(-mostTickets)
    return ticket
  }

  /** Null for a ticket that was used, is too old, or was never issued; and while nobody is signed in. */
  redeem(ticket: string): PageVisit | null {
    const nowMs = this.#parts.clock.uptimeMs()
    const found = this.#tickets.find((one) => one.ticket === ticket)
    this.#tickets = this.#tickets.filter((one) => one !== found && one.untilMs > nowMs)
    const user = this.#parts.user()
    if (found === undefined || found.untilMs <= nowMs || user === null) return null
    const secret = randomBytes(24).toString('base64url')
    const visit: PageVisit = { secret, user: user.name, signedInAt: user.sessionStartedAt, touchedMs: nowMs, news: null }
    this.#visits = [...this.#visits, visit].slice(-mostVisits)
    return visit
  }

  /** The visit of this path, while its sign-in lasts; null for any other. */
  find(secret: string): PageVisit | null {
    const user = this.#parts.user()
    const nowMs = this.#parts.clock.uptimeMs()
    this.#visits = this.#visits.filter(
      (visit) => user?.name === visit.user && user.sessionStartedAt === visit.signedInAt && nowMs - visit.touchedMs < idleMs,
    )
    const found = this.#visits.find((visit) => visit.secret === secret) ?? null
    if (found !== null) found.touchedMs = nowMs
    return found
  }
}
