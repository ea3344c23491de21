import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { lockButton, messageButton, unlockButton, waitForTileState } from '../../test/support/classroom/teacher'
import { until } from '../../test/support/desktop'
import { countUnproven, type LockedScreen } from '../../test/support/screen/coverage'
import { nowMs } from '../../test/support/screen/x-display'
import { type Narration, times } from './narration'
import { savePicture } from './pictures'
import type { Pupil } from './pupil'

const limitMs = 10_000

/** Locks the class by the console's button; checks on every pupil's own screen and keyboard that the lock holds. */
export async function lockAndCheck(page: Page, pupils: readonly Pupil[], { note }: Narration): Promise<void> {
  const before = await Promise.all(pupils.map(({ screen }) => screen.grab()))
  const covered = await timeFromClick(page, lockButton(page), pupils)
  await waitForTileState(page, 'locked', pupils.length)
  note('locked', `every screen drawn over ${times(covered)} after the click`, true)
  // The words are drawn a moment after the cover.
  const during = await Promise.all(pupils.map((pupil) => restedPicture(pupil, 1_000)))
  const screens: LockedScreen[] = before.flatMap((picture, index) => {
    const now = during[index]
    return now === undefined ? [] : [{ before: picture, during: now }]
  })
  const unproven = screens.map((screen) => countUnproven(screen, screens))
  const left = unproven.reduce((sum, count) => sum + count, 0)
  note('covered pixels', left === 0 ? 'every one of 4 x 1920 x 1080' : `${left} are not covered (${unproven.join(', ')})`, left === 0)

  for (const pupil of pupils) await pupil.type('during the lock')
  await sleep(300)
  const leaked = (await Promise.all(pupils.map((one) => one.written()))).filter((text) => text.includes('during')).length
  note('typed during the lock', leaked === 0 ? 'arrives nowhere' : `arrived on ${leaked} PCs`, leaked === 0)
}

export async function unlockAndCheck(page: Page, pupils: readonly Pupil[], { note }: Narration): Promise<void> {
  const uncovered = await timeFromClick(page, unlockButton(page), pupils)
  await waitForTileState(page, 'locked', 0)
  note('unlocked', `every screen the pupil's again ${times(uncovered)} after the click`, true)
  for (const pupil of pupils) await pupil.type('after the lock')
  await until('typed keys in the terminals', async () =>
    (await Promise.all(pupils.map((one) => one.written()))).every((text) => text.includes('after the lock')),
  )
  note('typed after the lock', 'arrives again on all four PCs', true)
}

export async function sendMessage(page: Page, pupils: readonly Pupil[], { note }: Narration, outFolder: string): Promise<void> {
  const before = await Promise.all(pupils.map(({ screen }) => screen.grab()))
  await messageButton(page).click()
  await page.getByRole('dialog').getByRole('textbox').first().fill('Five minutes left. Save your work, please.')
  const sentMs = nowMs()
  await page.getByRole('dialog').locator('button[type="submit"]').click()
  await until('the message on every desktop', async () => {
    const now = await Promise.all(pupils.map(({ screen }) => screen.grab()))
    return now.every((picture, index) => !picture.equals(before[index] ?? picture))
  })
  note('message', `on every screen within ${(nowMs() - sentMs).toFixed(0)} ms`, true)
  const first = pupils[0]
  if (first !== undefined) await savePicture(await restedPicture(first, 500), first.screen, path.join(outFolder, 'message-desktop.png'))
}

/** Milliseconds from just before the mouse button until each screen was drawn on as a whole. */
async function timeFromClick(page: Page, button: Locator, pupils: readonly Pupil[]): Promise<readonly number[]> {
  // The pointer is there first, as a person's is.
  await button.hover()
  await sleep(200)
  const limit = AbortSignal.timeout(limitMs)
  const drawn = pupils.map(({ screen }) => screen.wholeScreenDrawn(limit))
  const clickedMs = nowMs()
  await page.mouse.down()
  await page.mouse.up()
  return (await Promise.all(drawn)).map((atMs) => atMs - clickedMs)
}

/** The picture of a desktop after what is being drawn on it has come to rest. */
export async function restedPicture({ screen }: Pupil, restMs: number): Promise<Buffer> {
  await until('a desktop at rest', () => nowMs() - screen.lastDrawnMs() > restMs)
  return screen.grab()
}
