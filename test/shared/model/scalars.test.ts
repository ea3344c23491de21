import { describe, expect, it } from 'vitest'
import { bytesSchema } from '#shared/model/scalars'

describe('[LK1] binary as it leaves msgpack', () => {
  const bytes = new Uint8Array([1, 2, 3])
  it.each([
    ['a view, in Node', bytes],
    ['a bare buffer, in browsers', bytes.buffer],
    ['extension 0 undecoded, in browsers, when Node sent a plain Uint8Array', [0, bytes.buffer]],
  ])('is a view afterwards: %s', (_, arrived) => {
    expect(bytesSchema(10).parse(arrived)).toEqual(bytes)
  })
  it('is bounded, and is nothing else', () => {
    for (const arrived of [bytes, bytes.buffer, [0, bytes.buffer]]) expect(bytesSchema(2).safeParse(arrived).success).toBe(false)
    for (const arrived of ['123', [1, 2, 3], [1, bytes.buffer], null]) expect(bytesSchema(10).safeParse(arrived).success).toBe(false)
  })
})
