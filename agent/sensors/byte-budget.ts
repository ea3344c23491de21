/** [TH4] A token bucket that may run into debt by one picture: its size is known only once it is made. */
export class ByteBudget {
  #bytesPerSecond: number
  #balance: number
  #countedAtMs: number

  /** Full at the start: one second's worth, about three keyframes at the default pace. Times are milliseconds of any monotonic clock. */
  constructor(bytesPerSecond: number, nowMs: number) {
    this.#bytesPerSecond = bytesPerSecond
    this.#balance = bytesPerSecond
    this.#countedAtMs = nowMs
  }

  setRate(bytesPerSecond: number, nowMs: number): void {
    this.#count(nowMs)
    this.#bytesPerSecond = bytesPerSecond
    this.#balance = Math.min(this.#balance, bytesPerSecond)
  }

  spend(bytes: number, nowMs: number): void {
    this.#count(nowMs)
    this.#balance -= bytes
  }

  /** How long until something may be sent again; 0 when it may now. */
  waitMs(nowMs: number): number {
    this.#count(nowMs)
    return this.#balance >= 0 ? 0 : Math.ceil((-this.#balance * 1_000) / this.#bytesPerSecond)
  }

  #count(nowMs: number): void {
    const earned = ((nowMs - this.#countedAtMs) * this.#bytesPerSecond) / 1_000
    this.#balance = Math.min(this.#bytesPerSecond, this.#balance + earned)
    this.#countedAtMs = nowMs
  }
}
