import { describe, expect, it } from 'vitest'
import { type Look, patienceAt, unwatchedWhy, watchBrowser, type Watched } from '../../../agent/browser/guard/unwatched'

const second = 1_000

/** Looks every second; answers when the browser is to be closed first, in seconds, or `never`. */
const closedAt = (
  seconds: number,
  lookAt: (at: number) => Partial<Look>,
  kind: 'chromium' | 'other' = 'chromium',
  patience = 1,
): number | 'never' => {
  let watched: Watched | undefined
  for (let at = 0; at < seconds; at += 1) {
    const look = { uptimeMs: at * second, linked: false, inFront: false, ...lookAt(at) }
    watched = watchBrowser(watched, look)
    if (unwatchedWhy({ kind }, null, watched, look.uptimeMs, patience) !== null) return at
  }
  return 'never'
}

describe('[BR6] a browser', () => {
  it('is closed when it has been usable for 10 s without a link', () => {
    expect(closedAt(60, () => ({ inFront: true }))).toBe(11)
  })
  it('may take long to start: without a window nobody uses it', () => {
    expect(closedAt(100, (at) => ({ inFront: at >= 80, linked: at >= 85 }))).toBe('never')
    expect(closedAt(100, (at) => ({ inFront: at >= 80 }))).toBe(91)
  })
  it('is closed at last when it never shows a window', () => {
    expect(closedAt(200, () => ({}))).toBe(121)
  })
  it('that is linked is never closed, however often its link breaks and comes back', () => {
    expect(closedAt(3_600, (at) => ({ inFront: true, linked: at % 9 === 0 }))).toBe('never')
  })
  it('that lost its link for good is closed 10 s after', () => {
    expect(closedAt(300, (at) => ({ inFront: true, linked: at < 100 }))).toBe(111)
  })
  it('that takes no extension is closed as soon as it is in front', () => {
    expect(closedAt(60, (at) => ({ inFront: at >= 7 }), 'other')).toBe(7)
    expect(closedAt(300, () => ({}), 'other')).toBe('never')
  })
  it('on an overloaded PC gets more time, within bounds', () => {
    expect([patienceAt(0), patienceAt(1.5), patienceAt(3), patienceAt(100)]).toEqual([1, 1, 2, 4])
    expect(closedAt(100, () => ({ inFront: true }), 'chromium', patienceAt(3))).toBe(21)
  })
  it('with a switch that turns extensions off is closed at once', () => {
    const watched = watchBrowser(undefined, { uptimeMs: 5, linked: false, inFront: false })
    expect(unwatchedWhy({ kind: 'chromium' }, '--disable-extensions', watched, 5, 1)).toEqual({
      why: 'switch',
      argument: '--disable-extensions',
    })
  })
})
