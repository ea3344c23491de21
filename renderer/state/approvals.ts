import type { ApprovalCount } from '#shared/protocol/approval-calls'
import type { Ask, ConsoleEvent } from '../link/hub-link'
import { Store } from './store'

const nothing: ApprovalCount = { policies: 0, letters: 0, gate: 0 }

/** After these something waits for one person less, or more. */
const deciding: readonly ConsoleEvent[] = [
  'policy:propose',
  'policy:except',
  'policy:decide',
  'policy:withdraw',
  'sites:save',
  'sites:delete',
  'scene:save',
  'scene:delete',
  'letter:decide',
  'gate:decide',
  'gate:end',
]

/** What waits for the decision of whoever is signed in, by the page it is decided on. For officers and heads. */
export class Approvals {
  readonly waiting = new Store<ApprovalCount>(nothing)
  #counts = false

  constructor(private readonly ask: Ask) {}

  /** Counts now, and again when something was decided. */
  async count(): Promise<void> {
    this.#counts = true
    const asked = await this.ask('approval:count', {})
    if (asked.ok) this.waiting.set(asked.value)
  }

  /** The hub has done this. */
  heed(event: ConsoleEvent): void {
    if (this.#counts && deciding.includes(event)) void this.count()
  }

  /** Somebody else may have asked meanwhile. */
  lookAgain(): void {
    if (this.#counts) void this.count()
  }

  clear(): void {
    this.#counts = false
    this.waiting.set(nothing)
  }
}
