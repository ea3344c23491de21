import type { Tamper } from '#shared/model/outbox'
import type { AgentClock } from '../clock'

/** Stops of one program within this time are one more fact, so that trying over and over fills no outbox. */
const gatherMs = 300_000
const longestName = 60
const longestDetail = 200

interface StopTallyParts {
  readonly clock: Pick<AgentClock, 'sleep'>
  readonly hubNow: () => number
  readonly add: (fact: Tamper) => void
}

/** [AP5] Makes durable facts of what was stopped. */
export class StopTally {
  readonly #parts: StopTallyParts
  readonly #signal: AbortSignal
  readonly #gathering = new Map<string, { count: number }>()

  constructor(parts: StopTallyParts, signal: AbortSignal) {
    this.#parts = parts
    this.#signal = signal
  }

  /** `why` follows the words "was closed: ". */
  note(tamper: 'application-stopped' | 'program-elsewhere', program: string, why: string): void {
    const name = program.slice(0, longestName)
    const key = `${tamper} ${name}`
    const known = this.#gathering.get(key)
    if (known !== undefined) {
      known.count += 1
      return
    }
    const from = this.#parts.hubNow()
    this.#tell(tamper, from, `${name} was closed: ${why}`)
    const gathered = { count: 0 }
    this.#gathering.set(key, gathered)
    void this.#parts.clock.sleep(gatherMs, this.#signal).then(() => {
      this.#gathering.delete(key)
      if (gathered.count > 0) this.#tell(tamper, from, `${name} was started again, and closed ${gathered.count} more times.`)
    })
  }

  #tell(tamper: Tamper['tamper'], from: number, detail: string): void {
    const until = this.#parts.hubNow()
    this.#parts.add({
      kind: 'tamper',
      tamper,
      from,
      until,
      detail: detail.length > longestDetail ? `${detail.slice(0, longestDetail - 1)}…` : detail,
    })
  }
}
