import { describe, expect, it } from 'vitest'
import type { TimeoutState } from '#shared/model/timeout'
import { Observable } from '../../../agent/platform/observable'
import { timeLeft, TimeWatch } from '../../../agent/sign/time-left'
import { handAgentClock } from '../../support/agent-clock'

const minute = 60_000
const longest = (at: number) => ({ at, why: 'longest' as const })

describe('[LS2] the time left on the sign', () => {
  it('is of what ends first; where both end together it is the session', () => {
    expect(timeLeft({ lessonEndsAt: null, sessionEnds: null }, 0)).toBeNull()
    expect(timeLeft({ lessonEndsAt: 20 * minute, sessionEnds: null }, 0)).toEqual({ of: 'lesson', minutes: 20 })
    expect(timeLeft({ lessonEndsAt: 20 * minute, sessionEnds: longest(30 * minute) }, 0)).toEqual({ of: 'lesson', minutes: 20 })
    expect(timeLeft({ lessonEndsAt: 20 * minute, sessionEnds: longest(20 * minute) }, 0)).toEqual({ of: 'session', minutes: 20 })
    expect(timeLeft({ lessonEndsAt: 20 * minute, sessionEnds: { at: 5 * minute, why: 'hours' } }, 0)).toEqual({ of: 'session', minutes: 5 })
  })

  it('leaves an end for want of input to its warning', () => {
    expect(timeLeft({ lessonEndsAt: null, sessionEnds: { at: minute, why: 'idle' } }, 0)).toBeNull()
    expect(timeLeft({ lessonEndsAt: 9 * minute, sessionEnds: { at: minute, why: 'idle' } }, 0)).toEqual({ of: 'lesson', minutes: 9 })
  })

  it('counts minutes begun, is never 0, and says nothing of what is over', () => {
    const at = (leftMs: number) => timeLeft({ lessonEndsAt: leftMs, sessionEnds: null }, 0)?.minutes
    // A clock a moment behind the hub's does not make 41 of 40.
    expect(at(40 * minute + 400)).toBe(40)
    expect(at(90_000)).toBe(2)
    expect(at(1_000)).toBe(1)
    expect(at(0)).toBeUndefined()
    expect(at(-minute)).toBeUndefined()
  })

  it('follows the hub, the rule of the PC and the clock, and goes on without the hub', async () => {
    const clock = handAgentClock()
    const state = new Observable<TimeoutState>({ ends: null, lock: null })
    const watch = new TimeWatch({ timeouts: { state }, hubNow: () => clock.now(), clock })
    const over = new AbortController()
    const running = watch.run(over.signal)
    await clock.pass(0)
    expect(watch.left.value).toBeNull()
    watch.lessonEnds(clock.now() + 3 * minute)
    await clock.pass(0)
    expect(watch.left.value).toEqual({ of: 'lesson', minutes: 3 })
    await clock.pass(minute)
    expect(watch.left.value).toEqual({ of: 'lesson', minutes: 2 })
    state.set({ ends: longest(clock.now() + minute), lock: null })
    await clock.pass(0)
    expect(watch.left.value).toEqual({ of: 'session', minutes: 1 })
    state.set({ ends: null, lock: null })
    await clock.pass(2 * minute)
    expect(watch.left.value).toBeNull()
    expect(watch.lessonEndsAt).toBeNull()
    over.abort()
    await running
  })
})
