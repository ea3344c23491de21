import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import type { Card, Letters } from '../card'
import { type PaintedCard, paintCard } from '../glyphs/card-painter'
import type { GlyphFile } from '../glyphs/glyph-file'
import { pictureHeaderBytes, type NoticeSpec } from '../notice-spec'
import type { PlatformOptions } from '../platform'

const drawWithinMs = 20_000

/** How words come onto a screen: the letters we have, and a process that draws what they cannot write. */
export interface WordDrawing {
  readonly glyphs: GlyphFile
  readonly drawNotice: PlatformOptions['drawNotice']
}

/** With the letters we have; null when it needs others, or there are none. */
export function paintWords({ glyphs }: WordDrawing, layOut: (letters: Letters) => Card): PaintedCard | null {
  return glyphs.faces === null ? null : paintCard(glyphs.faces, layOut)
}

/** Drawn by a process of its own; null when that failed, or `signal` aborted. */
export async function drawWords(
  { drawNotice: [program, ...args] }: WordDrawing,
  spec: NoticeSpec,
  signal: AbortSignal,
): Promise<PaintedCard | null> {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(drawWithinMs)]),
    windowsHide: true,
  })
  // Its exit code tells.
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  const closed = once(child, 'close').catch(() => undefined)
  child.stdin.end(JSON.stringify(spec))
  const picture = await buffer(child.stdout).catch(() => Buffer.alloc(0))
  await closed
  if (child.exitCode !== 0 || picture.length < pictureHeaderBytes) return null
  const [width, height] = [picture.readUInt32LE(0), picture.readUInt32LE(4)]
  const pixels = picture.subarray(pictureHeaderBytes)
  return pixels.length === 4 * width * height ? { width, height, pixels } : null
}
