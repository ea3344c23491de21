import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { toBind } from '../../main/store/binds'

describe('binds', () => {
  it.each([
    ['text', 'text'],
    ['', ''],
    [1.5, 1.5],
    [-1, -1],
    [12n, 12n],
    [null, null],
    [undefined, null],
    [true, 1],
    [false, 0],
    [new Date(1_700_000_000_123), 1_700_000_000_123],
  ])('makes %s a %s', (value, bind) => {
    expect(toBind(value)).toBe(bind)
  })

  it('leaves bytes as they are', () => {
    const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3)
    expect(toBind(bytes)).toBe(bytes)
  })

  it.each([
    [{}],
    [[1]],
    [new Map()],
    [() => 1],
    [Symbol('s')],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ['a\u0000b'],
    [1n << 63n],
    [new Date(Number.NaN)],
  ])('refuses %s, which libsql would end the process on, cut or garble', (value) => {
    expect(() => toBind(value)).toThrow(TypeError)
  })

  it('lets a real database read back what was bound', () => {
    const database = new Database(':memory:')
    const values = ['text', 1.5, 1_700_000_000_123, true, undefined, new Date(5), new Uint8Array([7, 8])]
    const row = database.prepare(`select ${values.map((_, index) => `? as c${index}`).join()}`).get(values.map(toBind))
    expect(row).toMatchObject({ c0: 'text', c1: 1.5, c2: 1_700_000_000_123, c3: 1, c4: null, c5: 5 })
    database.close()
  })
})
