import { existsSync, readdirSync } from 'node:fs'
import { text as readText } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'
import type { Watched } from '#shared/model/screen'
import pupilWords from '../../assets/locales/pupil-en.json'
import { noticeColours, noticeSpecSchema, pictureHeaderBytes, signHeight, signStates, type NoticeSpec } from './notice-spec'
import { fitText } from './word-wrap'

const words = {
  locked: 'Your teacher has locked this PC',
  lockedBy: (name: string) => `${name} has locked this PC`,
  until: (time: string) => `Until ${time}`,
  help: 'Need help? Tell your teacher, or Childline 0800 1111',
  from: (name: string) => `Message from ${name}`,
  fromTeacher: 'Message from your teacher',
  close: 'Click to close',
}

const lineHeight = 1.3
const buttonHeight = 42
const fontFamily = 'Notice, "Notice Extended", "DejaVu Sans", sans-serif'

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
      return drawLock(spec)
    case 'banner':
      return drawBanner(spec)
    case 'sign':
      return drawSign()
  }
}

function drawLock({ width, height, lockedBy, text, until }: NoticeSpec & { kind: 'lock' }): NoticePicture {
  const context = createCanvas(width, height).getContext('2d')
  fill(context, noticeColours.lockGround, 0, 0, width, height)
  context.textAlign = 'center'
  const middle = width / 2
  const lockSize = height * 0.16
  drawPadlock(context, middle, height * 0.04, lockSize)

  const heading = { size: Math.round(height * 0.075), weight: 700, colour: noticeColours.lockText }
  let y = height * 0.04 + lockSize + heading.size * 1.5
  y = drawFitted(
    context,
    lockedBy === null ? pupilWords.timeout.over : lockedBy === '' ? words.locked : words.lockedBy(lockedBy),
    { x: middle, y, width: width * 0.94, height: heading.size * lineHeight * 2 },
    heading,
  )

  const help = { size: Math.round(height * 0.042), weight: 400, colour: noticeColours.lockQuiet }
  const helpTop = height - help.size * 2
  if (until !== null) {
    y = drawFitted(
      context,
      lockedBy === null ? pupilWords.timeout.lockedUntil.replace('{time}', clockTime(until)) : words.until(clockTime(until)),
      { x: middle, y, width, height: help.size * 2 },
      { ...help, size: Math.round(height * 0.055) },
    )
  }
  if (text !== '') {
    const room = { x: middle, y: y + help.size * 0.5, width: width * 0.94, height: helpTop - y - help.size }
    drawFitted(context, text, room, { size: Math.round(height * 0.065), weight: 400, colour: noticeColours.lockText })
  }
  drawFitted(context, words.help, { x: middle, y: helpTop, width: width * 0.94, height: help.size * lineHeight }, help)
  return read(context, width, height)
}

function drawBanner({ width, tallest, sender, text, press }: NoticeSpec & { kind: 'banner' }): NoticePicture {
  const margin = 28
  const small = { size: 22, weight: 700, colour: noticeColours.accent }
  const quiet = { size: 20, weight: 400, colour: noticeColours.bannerQuiet }
  const body = { size: 34, weight: 400, colour: noticeColours.bannerText }
  const foot = press === null ? Math.ceil(quiet.size * lineHeight) : buttonHeight + 8
  const frame = margin * 2 + Math.ceil(small.size * lineHeight) + foot + 16
  const measured = createCanvas(1, 1).getContext('2d')
  const fitted = fitText(
    text,
    { width: width - 2 * margin, height: tallest - frame, lineHeight },
    { largest: body.size, smallest: 18 },
    measureWith(measured, body.weight),
  )
  const height = Math.min(tallest, frame + Math.ceil(fitted.lines.length * fitted.size * lineHeight))

  const context = createCanvas(width, height).getContext('2d')
  fill(context, noticeColours.bannerGround, 0, 0, width, height)
  fill(context, noticeColours.accent, 0, 0, width, 6)
  let y = drawFitted(
    context,
    sender === null ? pupilWords.title : sender === '' ? words.fromTeacher : words.from(sender),
    { x: margin, y: margin, width: width - 2 * margin, height: small.size * lineHeight },
    small,
  )
  y = drawFitted(context, text, { x: margin, y: y + 8, width: width - 2 * margin, height: tallest - frame }, { ...body, size: fitted.size })
  if (press === null) {
    context.textAlign = 'right'
    drawFitted(context, words.close, { x: width - margin, y: y + 8, width, height: quiet.size * lineHeight }, quiet)
  } else drawButton(context, press, { right: width - margin, y: y + 16 })
  return read(context, width, height)
}

function drawButton(context: SKRSContext2D, label: string, { right, y }: { right: number; y: number }): void {
  const style = { size: 20, weight: 700, colour: noticeColours.bannerGround }
  const padding = 20
  const width = Math.ceil(measureWith(context, style.weight)(label, style.size)) + 2 * padding
  context.fillStyle = css(noticeColours.accent)
  context.beginPath()
  context.roundRect(right - width, y, width, buttonHeight, 6)
  context.fill()
  context.textAlign = 'center'
  const textTop = y + (buttonHeight - style.size * lineHeight) / 2
  drawFitted(context, label, { x: right - width / 2, y: textTop, width, height: style.size * lineHeight }, style)
}

function drawSign(): NoticePicture {
  const width = Math.max(...signStates.map((state) => state.width))
  const height = signHeight * signStates.length
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
  }
  return read(context, width, height)
}

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
  const fitted = fitText(text, { ...room, lineHeight }, { largest: style.size, smallest }, measureWith(context, style.weight))
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

function drawPadlock(context: SKRSContext2D, middle: number, top: number, size: number): void {
  const body = { width: size * 0.72, height: size * 0.52 }
  const bodyTop = top + size - body.height
  context.strokeStyle = css(noticeColours.lockText)
  context.lineWidth = size * 0.09
  context.beginPath()
  const radius = size * 0.22
  context.moveTo(middle - radius, bodyTop)
  context.lineTo(middle - radius, top + radius + context.lineWidth)
  context.arc(middle, top + radius + context.lineWidth, radius, Math.PI, 0)
  context.lineTo(middle + radius, bodyTop)
  context.stroke()
  context.fillStyle = css(noticeColours.lockText)
  context.beginPath()
  context.roundRect(middle - body.width / 2, bodyTop, body.width, body.height, size * 0.07)
  context.fill()
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

function clockTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at)
}

/** A bare PC may have no fonts at all, so ours come along: beside the program, or in the repository's assets. */
function registerFonts(): void {
  if (GlobalFonts.has('Notice')) return
  const folders = ['./fonts/', '../../assets/fonts/'].map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const folder = folders.find((place) => existsSync(place))
  if (folder === undefined) return
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.woff2')) continue
    // Two subsets of one typeface: a family of its own each, so that the second serves the letters the first lacks.
    GlobalFonts.registerFromPath(`${folder}${name}`, name.includes('-ext-') ? 'Notice Extended' : 'Notice')
  }
}
