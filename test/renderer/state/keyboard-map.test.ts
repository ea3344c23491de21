import { describe, expect, it } from 'vitest'
import { gridKey } from '../../../renderer/state/keyboard-map'

const press = (key: string, more: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) =>
  gridKey({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more })

describe('keys of the grid', () => {
  it.each([
    ['l', 'lock'],
    ['L', 'lock'],
    ['u', 'unlock'],
    ['b', 'blank'],
    ['m', 'message'],
    ['/', 'filter'],
    ['?', 'help'],
    [' ', 'toggle'],
    ['Enter', 'open'],
    ['Escape', 'clear'],
  ])('%s is %s', (key, kind) => {
    expect(press(key)).toEqual({ kind })
  })

  it('arrows move, shift extends', () => {
    expect(press('ArrowDown')).toEqual({ kind: 'move', step: 'down', extend: false })
    expect(press('ArrowLeft', { shiftKey: true })).toEqual({ kind: 'move', step: 'left', extend: true })
    expect(press('End', { ctrlKey: true })).toEqual({ kind: 'move', step: 'last', extend: false })
    expect(press('Home')).toEqual({ kind: 'move', step: 'row-start', extend: false })
  })

  it('ctrl+A and cmd+A select all', () => {
    expect(press('a', { ctrlKey: true })).toEqual({ kind: 'select-all' })
    expect(press('A', { metaKey: true })).toEqual({ kind: 'select-all' })
  })

  it('leaves the browser its own keys: ctrl+L must not lock a class', () => {
    expect(press('l', { ctrlKey: true })).toBeNull()
    expect(press('u', { metaKey: true })).toBeNull()
    expect(press('ArrowLeft', { altKey: true })).toBeNull()
    expect(press('F5')).toBeNull()
    expect(press('a')).toBeNull()
  })

  it('takes no key for a word every object knows', () => {
    expect(press('constructor')).toBeNull()
  })
})
