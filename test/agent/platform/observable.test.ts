import { describe, expect, it } from 'vitest'
import { Observable } from '../../../agent/platform/observable'

describe('an observable', () => {
  it('tells the value now and the newest later, skipping what a slow reader missed and what did not change', async () => {
    const observable = new Observable({ n: 0 })
    const stopping = new AbortController()
    const seen: number[] = []
    for await (const { n } of observable.watch(stopping.signal)) {
      seen.push(n)
      if (n === 0) {
        observable.set({ n: 0 })
        observable.set({ n: 1 })
        observable.set({ n: 2 })
      } else if (n === 2) {
        setImmediate(() => observable.set({ n: 3 }))
      } else {
        stopping.abort()
      }
    }
    expect(seen).toEqual([0, 2, 3])
  })
})
