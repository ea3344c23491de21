import { describe, expect, it } from 'vitest'
import { encodeFrame, FrameReader } from '../../../agent/browser/frames'

const header = (length: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(length)
  return bytes
}

describe('[BR4] frames of native messaging', () => {
  it('are read however the stream cuts them', () => {
    const stream = Buffer.concat([encodeFrame({ a: 1 }), encodeFrame('ü'), encodeFrame([])])
    for (const step of [1, 3, 7, stream.length]) {
      const reader = new FrameReader(100)
      const texts: string[] = []
      for (let at = 0; at < stream.length; at += step) texts.push(...(reader.take(stream.subarray(at, at + step)) ?? ['broken']))
      expect([step, texts]).toEqual([step, ['{"a":1}', '"ü"', '[]']])
    }
  })
  it('are refused by their length, before their bytes come', () => {
    expect(new FrameReader(100).take(header(100))).toEqual([])
    expect(new FrameReader(100).take(header(101))).toBeNull()
    expect(new FrameReader(100).take(header(0))).toBeNull()
    expect(new FrameReader(100).take(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBeNull()
  })
  it('before a bad one are still lost: nothing behind it can be trusted', () => {
    expect(new FrameReader(100).take(Buffer.concat([encodeFrame(1), header(5_000)]))).toBeNull()
  })
})
