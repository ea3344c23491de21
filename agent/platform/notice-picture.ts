import { text as readText } from 'node:stream/consumers'
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { Watched } from '#shared/model/screen'
import pupilWords from '../../assets/locales/pupil-en.json'
import { layOutAgreement } from './agreement-card'
import { layOutBanner } from './banner-card'
import { type Card, type Letters, lineHeight } from './card'
import { layOutLockCard } from './lock-card'
import { fontFamily, registerFonts } from './notice-fonts'
import { noticeSpecSchema, pictureHeaderBytes, signHeight, signStates, signTimeCells, type NoticeSpec } from './notice-spec'
import { drawPadlock } from './padlock'
import { fitText, sizesDown } from './word-wrap'

interface NoticePicture {
  readonly width: number
  readonly height: number
  /** RGBA, row by row. */
  readonly pixels: Uint8ClampedArray
}

/**
 * The whole life of a drawing process: reads a notice spec (JSON) to the end of `input`, writes the picture (see `pictureHeaderBytes`).
 * Drawing lives in a process of its own so that the agent's memory never holds a canvas library.
 */
export async function drawNoticeCommand(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<void> {
  const picture = drawNotice(noticeSpecSchema.parse(JSON.parse(await readText(input))))
  const bytes = Buffer.alloc(pictureHeaderBytes + picture.pixels.length)
  bytes.writeUInt32LE(picture.width, 0)
  bytes.writeUInt32LE(picture.height, 4)
  const target = bytes.subarray(pictureHeaderBytes)
  target.set(picture.pixels)
  for (let at = 0; at < target.length; at += 4) {
    const red = target[at] ?? 0
    target[at] = target[at + 2] ?? 0
    target[at + 2] = red
  }
  await new Promise<void>((resolve) => output.write(bytes, () => resolve()))
}

function drawNotice(spec: NoticeSpec): NoticePicture {
  registerFonts()
  switch (spec.kind) {
    case 'lock':
      return drawCard(layOutLockCard(spec, spec, canvasLetters()))
    case 'banner':
      return drawCard(layOutBanner(spec, spec, canvasLetters()))
    case 'sign':
      return drawSign()
    case 'agreement':
      return drawCard(layOutAgreement(spec, spec, canvasLetters()))
  }
}

/** The letters of a canvas, which has every size. */
function canvasLetters(): Letters {
  const context = createCanvas(1, 1).getContext('2d')
  return {
    sizes: (_weight, largest, smallest) => sizesDown(largest, smallest),
    measure: (line, size, weight) => measureWith(context, weight)(line, size),
  }
}

function drawCard({ width, height, ground, bands, padlock, lines }: Card): NoticePicture {
  const context = createCanvas(width, height).getContext('2d')
  fill(context, ground, 0, 0, width, height)
  for (const band of bands) fill(context, band.colour, band.x, band.y, band.width, band.height)
  if (padlock !== null) drawPadlock(context, css(padlock.colour), { middle: width / 2, ...padlock })
  context.textBaseline = 'middle'
  for (const { text, size, weight, colour, align, x, middleY } of lines) {
    context.textAlign = align === 'middle' ? 'center' : align
    context.font = `${weight} ${size}px ${fontFamily}`
    context.fillStyle = css(colour)
    context.fillText(text, x, middleY)
  }
  return read(context, width, height)
}

function drawSign(): NoticePicture {
  const width = Math.max(...signStates.map((state) => state.width), sum(signTimeCells.map((cell) => cell.width)))
  const height = 2 * signHeight * signStates.length
  const context = createCanvas(width, height).getContext('2d')
  for (const [row, state] of signStates.entries()) {
    const top = row * signHeight
    fill(context, state.ground, 0, top, state.width, signHeight)
    context.strokeStyle = css(state.ink)
    context.lineWidth = 1
    context.strokeRect(0.5, top + 0.5, state.width - 1, signHeight - 1)
    drawEye(context, { x: 20, y: top + signHeight / 2 }, state.watched, state.ink)
    const style = { size: 15, weight: state.watched === 'closely' ? 700 : 400, colour: state.ink }
    const lineTop = top + (signHeight - style.size * lineHeight) / 2
    drawFitted(
      context,
      pupilWords.sign[state.watched],
      { x: 38, y: lineTop, width: state.width - 46, height: style.size * lineHeight },
      style,
    )
    drawTimeCells(context, top + signStates.length * signHeight, state)
  }
  return read(context, width, height)
}

/** Each between the lines that frame the sign above and below; the first cells begin with a line, the last ends with one. */
function drawTimeCells(context: SKRSContext2D, top: number, { ground, ink }: (typeof signStates)[number]): void {
  const size = 15
  let left = 0
  context.textBaseline = 'middle'
  for (const { cell, width } of signTimeCells) {
    fill(context, ground, left, top, width, signHeight)
    fill(context, ink, left, top, width, 1)
    fill(context, ink, left, top + signHeight - 1, width, 1)
    context.fillStyle = css(ink)
    context.font = `400 ${size}px ${fontFamily}`
    const starts = cell === 'lesson' || cell === 'session'
    const middle = top + signHeight / 2
    const isWord = starts || cell === 'left'
    context.textAlign = isWord ? 'left' : 'center'
    const text = isWord || cell === 'hours' ? pupilWords.timeLeft[cell] : cell
    context.fillText(text, isWord ? left + (starts ? 8 : 5) : left + width / 2, middle, isWord ? width - 9 : width)
    if (starts) fill(context, ink, left, top + 5, 1, signHeight - 10)
    if (cell === 'left') fill(context, ink, left + width - 1, top, 1, signHeight)
    left += width
  }
  context.textAlign = 'left'
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Half closed while nobody looks, open for a class view, and wide open for a close look. */
function drawEye(context: SKRSContext2D, { x, y }: { x: number; y: number }, watched: Watched, ink: number): void {
  const reach = 10
  const lift = watched === 'nobody' ? 0 : watched === 'class' ? 9 : 13
  context.lineWidth = 2
  context.beginPath()
  context.moveTo(x - reach, y)
  context.quadraticCurveTo(x, y - lift, x + reach, y)
  context.quadraticCurveTo(x, y + Math.max(lift, 9), x - reach, y)
  context.stroke()
  if (watched === 'nobody') return
  context.fillStyle = css(ink)
  context.beginPath()
  context.arc(x, y, watched === 'class' ? 2.5 : 3.5, 0, 2 * Math.PI)
  context.fill()
}

interface TextStyle {
  /** Largest type size in pixels; text too long for its room shrinks. */
  readonly size: number
  readonly weight: number
  readonly colour: number
}

/** Draws text below `y` in the room given; returns where it ends. */
function drawFitted(
  context: SKRSContext2D,
  text: string,
  room: { x: number; y: number; width: number; height: number },
  style: TextStyle,
): number {
  const smallest = Math.max(12, style.size / 4)
  const fitted = fitText(text, { ...room, lineHeight }, sizesDown(style.size, smallest), measureWith(context, style.weight))
  context.font = `${style.weight} ${fitted.size}px ${fontFamily}`
  context.fillStyle = css(style.colour)
  context.textBaseline = 'middle'
  const step = fitted.size * lineHeight
  for (const [index, line] of fitted.lines.entries()) context.fillText(line, room.x, room.y + (index + 0.5) * step)
  return room.y + fitted.lines.length * step
}

function measureWith(context: SKRSContext2D, weight: number): (line: string, size: number) => number {
  return (line, size) => {
    context.font = `${weight} ${size}px ${fontFamily}`
    return context.measureText(line).width
  }
}

function fill(context: SKRSContext2D, colour: number, x: number, y: number, width: number, height: number): void {
  context.fillStyle = css(colour)
  context.fillRect(x, y, width, height)
}

function read(context: SKRSContext2D, width: number, height: number): NoticePicture {
  return { width, height, pixels: context.getImageData(0, 0, width, height).data }
}

function css(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0')}`
}
