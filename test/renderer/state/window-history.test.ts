import { describe, expect, it } from 'vitest'
import { type PastWindow, withForeground } from '../../../renderer/state/window-history'
import { noon } from '../device-views'

const window = (title: string, since: number, until: number | null): PastWindow => ({
  title,
  application: 'app',
  process: null,
  since,
  page: null,
  until,
})
const activity = (title: string, since: number) => ({ title, application: 'app', process: null, since, page: null })

describe('the last windows of a panel', () => {
  it('puts a new window on top and ends the one before', () => {
    const history = withForeground([window('one', noon, null)], activity('two', noon + 10), noon + 11)
    expect(history).toEqual([window('two', noon + 10, null), window('one', noon, noon + 10)])
  })
  it('ends the last one when nothing is in front', () => {
    expect(withForeground([window('one', noon, null)], null, noon + 5)).toEqual([window('one', noon, noon + 5)])
  })
  it('stays the same object when nothing is new, or the news is old', () => {
    const windows = [window('one', noon, null)]
    expect(withForeground(windows, activity('one', noon), noon)).toBe(windows)
    expect(withForeground(windows, activity('zero', noon - 10), noon)).toBe(windows)
  })
  it('keeps twenty', () => {
    let history: readonly PastWindow[] = []
    for (let index = 0; index < 30; index += 1) history = withForeground(history, activity(`w${index}`, noon + index), noon)
    expect(history).toHaveLength(20)
    expect(history[0]?.title).toBe('w29')
  })
})
