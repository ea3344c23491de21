import { Bell } from './bell'
import type { Observed } from './platform'

/** An `Observed` with its writing side. Equal values (by JSON) are one value: setting them again wakes nobody. */
export class Observable<T> implements Observed<T> {
  #value: T
  #version = 0
  readonly #changed = new Bell()

  constructor(initial: T) {
    this.#value = initial
  }

  get value(): T {
    return this.#value
  }

  set(value: T): void {
    if (JSON.stringify(value) === JSON.stringify(this.#value)) return
    this.#value = value
    this.#version++
    this.#changed.ring()
  }

  async *watch(signal: AbortSignal): AsyncGenerator<T, void> {
    let told = -1
    while (!signal.aborted) {
      if (told === this.#version) {
        await this.#changed.heard(signal)
      } else {
        told = this.#version
        yield this.#value
      }
    }
  }
}
