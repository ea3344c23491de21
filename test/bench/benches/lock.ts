import { setTimeout as sleep } from 'node:timers/promises'
import type { Closers } from '../../support/classroom/closers'
import { beginLesson, type Place } from '../../support/classroom/lesson'
import { followRestrictions, type AppliedLease } from '../../support/classroom/restriction-log'
import { lockButton, unlockButton } from '../../support/classroom/teacher'
import { countSamePixels } from '../../support/screen/coverage'
import { openPointer, type Pointer } from '../../support/screen/pointer'
import { tell } from '../measure/progress'
import { spread, type Spread } from '../measure/statistics'

export interface LockFigures {
  readonly desktops: number
  readonly rounds: number
  /** Mouse button on the console's Lock until the last pixel of the last desktop is drawn over. */
  readonly clickToAllCoveredMs: Spread
  /** The hub's order until a PC holds keyboard and pointer, by the PC's own word; both clocks are this machine's, to the millisecond. */
  readonly orderToGrabbedMs: Spread
  /** Mouse button on Unlock until every pixel of the last desktop is drawn anew. */
  readonly unlockMs: Spread
}

const roundLimitMs = 5_000

export async function measureLock(closers: Closers, options: { readonly desktops: number; readonly rounds: number }): Promise<LockFigures> {
  const { desktops, rounds } = options
  const lesson = await beginLesson(closers, { pupils: desktops, noise: true, tell })
  const { page } = lesson.console
  const pointer = closers.add(await openPointer(lesson.consoleDisplay), (one) => one.close())
  const applied: AppliedLease[] = []
  await followRestrictions(lesson.school.technician, lesson.school.room, (one) => applied.push(one))
  await sleep(2_000)

  const former = new Map<string, Buffer>()
  for (const place of lesson.places) former.set(place.name, await place.screen.grab())
  const lockMs: number[] = []
  const unlockMs: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    await pointTo(pointer, await lesson.console.placeOf(lockButton(page)))
    const locked = await clickAndWait(pointer, lesson.places)
    await sleep(600)
    await checkCovered(lesson.places, former)
    await pointTo(pointer, await lesson.console.placeOf(unlockButton(page)))
    const unlocked = await clickAndWait(pointer, lesson.places)
    await sleep(600)
    await checkUncovered(lesson.places, former)
    // The first round warms the way; a class is not locked for the first time thirty times.
    if (round === 0) {
      applied.length = 0
      continue
    }
    lockMs.push(locked)
    unlockMs.push(unlocked)
    tell(`round ${round} of ${rounds}: covered after ${locked.toFixed(1)} ms, uncovered after ${unlocked.toFixed(1)} ms`)
  }
  return {
    desktops,
    rounds,
    clickToAllCoveredMs: spread(lockMs),
    orderToGrabbedMs: spread(applied.map((one) => one.grabbedAt - one.orderedAt)),
    unlockMs: spread(unlockMs),
  }
}

/** Lets hover and focus effects of the page settle before the click. */
async function pointTo(pointer: Pointer, place: { readonly x: number; readonly y: number }): Promise<void> {
  await pointer.moveTo(place.x, place.y)
  await sleep(300)
}

/** Clicks, and answers with the time until every pixel of the last screen was drawn on, in ms. */
async function clickAndWait(pointer: Pointer, places: readonly Place[]): Promise<number> {
  const limit = AbortSignal.timeout(roundLimitMs)
  const drawn = places.map(({ screen }) => screen.wholeScreenDrawn(limit))
  const clickedMs = pointer.click()
  return Math.max(...(await Promise.all(drawn))) - clickedMs
}

async function checkCovered(places: readonly Place[], former: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const { name, screen } of places) {
    const left = countSamePixels(former.get(name) ?? Buffer.alloc(0), await screen.grab())
    if (left > 0)
      throw new Error(`${name}: ${left} pixels of the pupil's picture are still to be seen: the times would be of something else`)
  }
}

async function checkUncovered(places: readonly Place[], former: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const { name, screen } of places) {
    const before = former.get(name) ?? Buffer.alloc(0)
    const back = countSamePixels(before, await screen.grab())
    if (back !== before.byteLength / 4) throw new Error(`${name}: the pupil's picture did not come back whole`)
  }
}
