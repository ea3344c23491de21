import { setTimeout as sleep } from 'node:timers/promises'
import type { Closers } from '../../support/classroom/closers'
import { beginLesson, type Lesson } from '../../support/classroom/lesson'
import { tilePicture } from '../../support/classroom/teacher'
import { isNearly, showColourBlock, type ColourBlock } from '../../support/screen/colour-block'
import type { Rectangle } from '../../support/screen/coverage'
import { observeScreen, type ScreenObserver } from '../../support/screen/screen-observer'
import { nowMs } from '../../support/screen/x-display'
import { tell } from '../measure/progress'
import { spread, type Spread } from '../measure/statistics'
import { playScene } from '../scenes/scene'

export interface FreshnessFigures {
  readonly rounds: number
  /** From just before a block on the pupil's screen is recoloured to that colour in its tile on the console's screen. */
  readonly changeToConsolePixelMs: { readonly still: Spread; readonly scroll: Spread }
}

const colours = [0xe02020, 0x20a0e0] as const
/** In the upper half: after a minute without a key the tile says below that nobody is there. */
const block: Rectangle = { x: 1_240, y: 160, width: 600, height: 280 }
const roundLimitMs = 10_000

export async function measureFreshness(closers: Closers, { rounds }: { readonly rounds: number }): Promise<FreshnessFigures> {
  const lesson = await beginLesson(closers, { pupils: 1, noise: false, tell })
  const place = lesson.places[0]
  if (place === undefined) throw new Error('there is no pupil')
  place.desktop.spawn('xterm', ['-geometry', '80x24+60+640'])
  const painted = closers.add(await showColourBlock(place.desktop.display, block), (one) => one.close())
  const consoleScreen = closers.add(await observeScreen(lesson.consoleDisplay), (one) => one.close())
  const probe = await probeOf(lesson, place.name)

  await sleep(5_000)
  const still = await follow('still', rounds, painted, consoleScreen, probe)
  const scene = await playScene('scroll', place.desktop.display)
  await sleep(3_000)
  const scroll = await follow('scroll', rounds, painted, consoleScreen, probe)
  await scene.stop()
  return { rounds, changeToConsolePixelMs: { still, scroll } }
}

/** A few pixels in the middle of where the block is seen in the pupil's tile, on the console's X screen. */
async function probeOf(lesson: Lesson, name: string): Promise<Rectangle> {
  const picture = await lesson.console.screenBox(tilePicture(lesson.console.page, name))
  const x = picture.x + ((block.x + block.width / 2) / 1_920) * picture.width
  const y = picture.y + ((block.y + block.height / 2) / 1_080) * picture.height
  return { x: Math.round(x) - 2, y: Math.round(y) - 2, width: 4, height: 4 }
}

async function follow(name: string, rounds: number, painted: ColourBlock, screen: ScreenObserver, probe: Rectangle): Promise<Spread> {
  const samples: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const colour = colours[round % 2] ?? 0
    // Changes come at any moment of the agent's and the console's own rhythms.
    await sleep(700 + Math.random() * 600)
    const seen = screen.areaBecomes(probe, (bgrx) => isNearly(bgrx, colour), AbortSignal.timeout(roundLimitMs))
    const changedMs = nowMs()
    await painted.paint(colour)
    const took = (await seen) - changedMs
    if (round === 0) continue
    samples.push(took)
    tell(`${name} ${round} of ${rounds}: seen after ${took.toFixed(1)} ms`)
  }
  return spread(samples)
}
