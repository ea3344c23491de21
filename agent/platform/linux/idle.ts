import type { Idle } from '#shared/model/activity'
import { Observable } from '../observable'
import type { DisplayPart } from './display-part'
import type { XConnection } from './x-connection'

/**
 * Rest and input, told by two alarms on the X server's own IDLETIME counter (X Synchronization Extension 3.1), so nothing polls. A server
 * without that counter leaves it null.
 */
export class IdleSensor implements DisplayPart {
  readonly idle = new Observable<Idle | null>(null)
  readonly #idleAfterMs: number
  #stop = (): void => undefined

  constructor(idleAfterMs: number) {
    this.#idleAfterMs = idleAfterMs
  }

  async attach(x: XConnection): Promise<void> {
    const sync = await x.extension('sync')
    if (sync === null) return
    const counters = await x.ask<readonly { name: string; counter: number }[]>((reply) => sync.ListSystemCounters(reply))
    const counter = counters.find(({ name }) => name === 'IDLETIME')?.counter
    if (counter === undefined) return
    const rest = x.client.AllocID()
    const input = x.client.AllocID()
    this.#stop = x.onEvent((event) => {
      if (event.name !== 'AlarmNotify') return
      if (event.alarm === rest) this.idle.set({ idle: true, since: Date.now() - this.#idleAfterMs })
      if (event.alarm === input) this.idle.set({ idle: false, since: Date.now() })
    })
    const alarm = { counter, valueType: sync.ValueType.Absolute, delta: 0, events: 1 } as const
    sync.CreateAlarm(rest, { ...alarm, value: this.#idleAfterMs, testType: sync.TestType.PositiveTransition })
    sync.CreateAlarm(input, { ...alarm, value: this.#idleAfterMs - 1, testType: sync.TestType.NegativeTransition })
    const idleMs = await x.ask<number>((reply) => sync.QueryCounter(counter, reply))
    const idle = idleMs >= this.#idleAfterMs
    this.idle.set({ idle, since: idle ? Date.now() - idleMs : Date.now() })
  }

  detach(): void {
    this.#stop()
    this.idle.set(null)
  }
}
