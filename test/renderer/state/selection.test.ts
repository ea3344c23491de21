import { describe, expect, it } from 'vitest'
import {
  click,
  move,
  nothingSelected,
  selectAll,
  type Selection,
  selectNone,
  toggleCursor,
  withoutLeavers,
} from '../../../renderer/state/selection'

const order = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const plain = { toggle: false, extend: false }
const ctrl = { toggle: true, extend: false }
const shift = { toggle: false, extend: true }
const chosen = (selection: Selection) => [...selection.chosen].sort().join('')

describe('selecting by pointer', () => {
  it('a click chooses one, a second click on it none', () => {
    const one = click(nothingSelected, order, 'b', plain)
    expect(chosen(one)).toBe('b')
    expect(chosen(click(one, order, 'c', plain))).toBe('c')
    expect(chosen(click(one, order, 'b', plain))).toBe('')
  })
  it('ctrl adds and takes away', () => {
    const two = click(click(nothingSelected, order, 'b', plain), order, 'd', ctrl)
    expect(chosen(two)).toBe('bd')
    expect(chosen(click(two, order, 'b', ctrl))).toBe('d')
  })
  it('shift chooses the run from the anchor, either way, and again from the same anchor', () => {
    const anchor = click(nothingSelected, order, 'c', plain)
    const run = click(anchor, order, 'e', shift)
    expect(chosen(run)).toBe('cde')
    expect(chosen(click(run, order, 'a', shift))).toBe('abc')
  })
  it('ctrl and shift add a run', () => {
    const two = click(click(nothingSelected, order, 'a', plain), order, 'e', ctrl)
    expect(chosen(click(two, order, 'g', { toggle: true, extend: true }))).toBe('aefg')
  })
})

describe('selecting by keyboard', () => {
  const at = (cursor: string): Selection => ({ ...nothingSelected, cursor })
  it('begins at the first tile', () => {
    expect(move(nothingSelected, order, 'down', 3, false).cursor).toBe('a')
  })
  it('moves in rows and stops at the edges', () => {
    expect(move(at('b'), order, 'down', 3, false).cursor).toBe('e')
    expect(move(at('b'), order, 'up', 3, false).cursor).toBe('b')
    expect(move(at('a'), order, 'left', 3, false).cursor).toBe('a')
    expect(move(at('c'), order, 'right', 3, false).cursor).toBe('d')
    expect(move(at('g'), order, 'right', 3, false).cursor).toBe('g')
    expect(move(at('f'), order, 'row-start', 3, false).cursor).toBe('d')
    expect(move(at('d'), order, 'row-end', 3, false).cursor).toBe('f')
    expect(move(at('d'), order, 'last', 3, false).cursor).toBe('g')
  })
  it('goes down from above a short last row to its last tile', () => {
    expect(move(at('f'), order, 'down', 3, false).cursor).toBe('g')
    expect(move(at('g'), order, 'down', 3, false).cursor).toBe('g')
  })
  it('shift extends from where it began', () => {
    const one = move(at('b'), order, 'right', 3, true)
    expect(chosen(one)).toBe('bc')
    expect(chosen(move(one, order, 'down', 3, true))).toBe('bcdef')
  })
  it('space toggles, ctrl+A takes all, escape none', () => {
    expect(chosen(toggleCursor(at('c')))).toBe('c')
    expect(chosen(toggleCursor(toggleCursor(at('c'))))).toBe('')
    expect(chosen(selectAll(nothingSelected, order))).toBe('abcdefg')
    expect(chosen(selectNone(selectAll(nothingSelected, order)))).toBe('')
  })
})

describe('a selection when PCs leave', () => {
  it('forgets them, so that no button acts on a tile nobody sees', () => {
    const two = click(click(nothingSelected, order, 'b', plain), order, 'd', ctrl)
    const left = withoutLeavers(two, new Set(['a', 'b']))
    expect(chosen(left)).toBe('b')
    expect(left.cursor).toBeNull()
  })
  it('stays the same object when nothing left', () => {
    const one = click(nothingSelected, order, 'b', plain)
    expect(withoutLeavers(one, new Set(order))).toBe(one)
  })
})
