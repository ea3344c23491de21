import type { Locator, Page } from 'playwright-core'
import { until } from '../desktop'
import type { Account } from './school'

/** What a teacher does in the console, found the way a person or a screen reader finds it. */

export async function signIn(page: Page, account: Account): Promise<void> {
  await page.locator('input[autocomplete="username"]').fill(account.signInName)
  await page.locator('input[autocomplete="current-password"]').fill(account.password)
  await page.locator('button[type="submit"]').click()
  await page.getByRole('grid').or(page.getByTestId('loading')).or(page.getByRole('navigation')).first().waitFor()
}

/** The first page of a new hub: asks for the first account, whose code the console fills in by itself. */
export async function createFirstAccount(page: Page, account: Account & { readonly displayName: string }): Promise<void> {
  await page.locator('input[autocomplete="name"]').fill(account.displayName)
  await page.locator('input[autocomplete="username"]').fill(account.signInName)
  for (const field of await page.locator('input[autocomplete="new-password"]').all()) await field.fill(account.password)
  await page.locator('button[type="submit"]').click()
}

const tiles = (page: Page): Locator => page.getByRole('gridcell')

/** A tile by the name of its PC or its pupil. */
const tile = (page: Page, name: string): Locator => tiles(page).filter({ hasText: name })

export const tilePicture = (page: Page, name: string): Locator => tile(page, name).locator('canvas')

/** Waits until so many tiles show a picture of a PC that is not silent. */
export const waitForLiveTiles = (page: Page, count: number, timeoutMs = 30_000): Promise<void> =>
  until(
    `${count} live tiles`,
    async () => (await page.locator('[role="gridcell"]:not([data-state="silent"]) canvas').count()) >= count,
    timeoutMs,
  )

/** Waits until so many tiles say the state, by the PCs' own word. */
export const waitForTileState = (page: Page, state: string, count: number): Promise<void> =>
  until(`${count} tiles that say ${state}`, async () => (await page.locator(`[role="gridcell"][data-state="${state}"]`).count()) === count)

export const lockButton = (page: Page): Locator => page.getByRole('button', { name: /^Lock (all|the|\d)/u })
export const unlockButton = (page: Page): Locator => page.getByRole('button', { name: /^Unlock/u })
export const messageButton = (page: Page): Locator => page.getByRole('button', { name: /^Message/u })

/** By the menu under the person's name, its last item. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('banner').locator('button[aria-haspopup="menu"]').last().click()
  await page.getByRole('menuitem', { name: /sign out/iu }).click()
  await page.locator('input[autocomplete="current-password"]').waitFor()
}
