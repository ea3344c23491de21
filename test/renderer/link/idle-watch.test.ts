import { beforeEach, describe, expect, it, vi } from 'vitest'
import { IdleWatch } from '../../../renderer/link/idle-watch'

describe('[ST2] the watch over an unattended console', () => {
  let now = 0
  const onTouch = vi.fn()
  const onIdle = vi.fn()
  const watch = () => new IdleWatch({ now: () => now, idleLimitMs: 600_000, onTouch, onIdle })

  beforeEach(() => {
    now = 0
    vi.clearAllMocks()
  })

  it('tells the hub of input at most once a minute', () => {
    const one = watch()
    for (now = 1_000; now <= 180_000; now += 1_000) one.input()
    expect(onTouch).toHaveBeenCalledTimes(3)
  })

  it('tells nothing while nobody is there', () => {
    const one = watch()
    now = 300_000
    one.look()
    expect(onTouch).not.toHaveBeenCalled()
    expect(onIdle).not.toHaveBeenCalled()
  })

  it('covers the console when the limit has passed since the last input', () => {
    const one = watch()
    now = 500_000
    one.input()
    now = 1_099_999
    one.look()
    expect(onIdle).not.toHaveBeenCalled()
    now = 1_100_000
    one.look()
    expect(onIdle).toHaveBeenCalledOnce()
  })
})
