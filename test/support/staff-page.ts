import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { watchTrouble } from './browser'
import type { Credentials } from './hub'

/** The built pages, for a hub that shall serve them. */
export const rendererFolder = path.resolve(import.meta.dirname, '../../out/renderer')

/** A hub that serves the pages: one of this process, or another's by its port. */
interface ServedHub {
  readonly hub: { readonly consolePort: number }
}

export interface StaffPage {
  readonly page: Page
  /** What the page did that it should not, so far. */
  readonly trouble: readonly string[]
}

/** A browser of its own at the hub's sign-in page. */
export const openDoor = async (browser: Browser, hub: ServedHub): Promise<StaffPage> => {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, ignoreHTTPSErrors: true, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const trouble = await watchTrouble(page)
  await page.goto(`https://127.0.0.1:${hub.hub.consolePort}/`)
  return { page, trouble }
}

/** Types name and password into the sign-in page. */
export const signInAs = async (page: Page, { signInName, password }: Credentials): Promise<void> => {
  await page.getByLabel('Sign-in name').fill(signInName)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** A browser of its own, signed in. */
export const openStaffPage = async (browser: Browser, hub: ServedHub, account: Credentials): Promise<StaffPage> => {
  const opened = await openDoor(browser, hub)
  await signInAs(opened.page, account)
  await opened.page.getByRole('navigation', { name: 'Pages' }).waitFor()
  return opened
}

/** Keeps a picture of the page for people to look at, where `CLASSWARDEN_PICTURES` names a folder. */
export const keepPicture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['CLASSWARDEN_PICTURES']
  if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${name}.png`) })
}
