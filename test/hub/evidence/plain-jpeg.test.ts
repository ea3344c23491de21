import { describe, expect, it } from 'vitest'
import { withoutMetadata } from '../../../main/hub/evidence/plain-jpeg'
import { snapshotOf } from '../../support/breaches'

const segment = (marker: number, words: string): Uint8Array =>
  new Uint8Array([0xff, marker, (words.length + 2) >> 8, (words.length + 2) & 0xff, ...Buffer.from(words)])
const put = (jpeg: Uint8Array, ...segments: Uint8Array[]): Uint8Array =>
  new Uint8Array(Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]))

describe('[EV1] a picture without metadata', () => {
  const drawn = snapshotOf('0b6f0d0e-6f9b-4c58-9f5c-2b7d9d1a0001', 'match').jpeg
  const jpeg = withoutMetadata(drawn) ?? new Uint8Array()

  it('is the same bytes where there is none', () => {
    expect(jpeg.length).toBeGreaterThan(1_000)
    expect(Buffer.from(withoutMetadata(jpeg) ?? []).equals(Buffer.from(jpeg))).toBe(true)
  })

  it('loses Exif, XMP and comments, and keeps what says how to read it', () => {
    const spoken = put(jpeg, segment(0xe1, 'Exif\0\0Aisha Khan'), segment(0xed, 'Photoshop 3.0'), segment(0xfe, 'by PC-7'))
    const plain = Buffer.from(withoutMetadata(spoken) ?? [])
    expect(plain.equals(Buffer.from(jpeg))).toBe(true)
    const adobe = put(jpeg, segment(0xee, 'Adobe\0d\0\0\0\0\0'))
    expect(withoutMetadata(adobe)).toHaveLength(adobe.length)
  })

  it('is none where it does not read as one', () => {
    for (const wrong of [
      new Uint8Array(),
      new Uint8Array([0xff, 0xd8]),
      jpeg.subarray(0, 100),
      jpeg.subarray(2),
      put(jpeg, new Uint8Array([0xff, 0xe1, 0, 1])),
    ])
      expect(withoutMetadata(wrong)).toBeNull()
  })
})
