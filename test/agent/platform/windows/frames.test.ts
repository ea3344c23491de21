import { describe, expect, it } from 'vitest'
import { parseEvent } from '../../../../agent/platform/windows/desktop-events'
import { encodeFrame, type Frame, FrameReader } from '../../../../agent/platform/windows/frames'

const plain = ({ words, body }: Frame): [readonly string[], string] => [words, body.toString()]

describe('frames', () => {
  it('come out whole, however the stream was cut', () => {
    const stream = Buffer.concat([encodeFrame(['ready']), encodeFrame(['picture', 7, 'new'], Buffer.from('a\nb')), encodeFrame(['user'])])
    for (const size of [1, 2, 3, 5, 7, stream.length]) {
      const reader = new FrameReader()
      const frames: Frame[] = []
      for (let at = 0; at < stream.length; at += size) frames.push(...(reader.read(stream.subarray(at, at + size)) ?? []))
      expect(frames.map(plain)).toEqual([
        [['ready'], ''],
        [['picture', '7', 'new'], 'a\nb'],
        [['user'], ''],
      ])
    }
  })

  it.each([
    ['empty', Buffer.alloc(4)],
    ['longer than any picture', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['without a line', Buffer.from([2, 0, 0, 0, 0x61, 0x62])],
  ])('end the stream when %s', (_what, bytes) => {
    expect(new FrameReader().read(bytes)).toBeNull()
  })
})

describe('events', () => {
  const event = (words: readonly string[], body = ''): unknown => parseEvent({ words, body: Buffer.from(body) })

  it('are read', () => {
    expect(event(['front', '280', '10', '-20', 'Notepad', 'Untitled', 'C:\\x.exe'])).toEqual({
      kind: 'front',
      front: { pid: 280, x: 10, y: -20, className: 'Notepad', title: 'Untitled', path: 'C:\\x.exe' },
    })
    expect(event(['user', 'aisha', '', '0'])).toEqual({ kind: 'user', user: { name: 'aisha', fullName: '', since: null } })
    expect(event(['reading', '-60', '0', '00000000'])).toEqual({ kind: 'reading', x: -60, y: 0, refused: null })
    expect(event(['reading', '0', '0', '887a0004'])).toMatchObject({ refused: '887a0004' })
    expect(event(['monitors'], '0\t0\t1920\t1080\t1\tA\n1920\t0\t1280\t1024\t0\tB\n')).toMatchObject({
      monitors: [{ primary: true }, { x: 1_920 }],
    })
  })

  it.each([
    [['front', 'x', '1', '1', 'a', 'b', 'c'], ''],
    [['covered', '1', 'NaN', '1'], ''],
    [['cover-failed', '1', 'because'], ''],
    [['idle', '2', '1'], ''],
    [['reading', '0', '0', 'ok'], ''],
    [['nobody knows'], ''],
    [['monitors'], '0\t0\t0\t1080\t1\tA\n'],
  ])('%j of no contract are none', (words, body) => {
    expect(event(words, body)).toBeNull()
  })
})
