import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent'
import { pidOf, startBrowser } from '../support/browser'
import { type Desktop, startDesktop } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { magentaPixels, openMagentaWindow } from '../support/pupil'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'

/** A lesson with two real PCs, held from the real pages: what is ordered in it ends with it on the screens themselves. */
describe('a lesson on two desktops', () => {
  let hub: TestHub
  let browser: Browser
  let page: Page
  let places: readonly { readonly desktop: Desktop; readonly agent: TestAgent }[]

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const uncovered = async (): Promise<boolean> =>
    (await Promise.all(places.map(({ desktop }) => magentaPixels(desktop)))).every((pixels) => pixels > 0)
  const covered = async (): Promise<boolean> =>
    (await Promise.all(places.map(({ desktop }) => magentaPixels(desktop)))).every((pixels) => pixels === 0)
  /** Kind and end of every lease on the PCs, by their own word. */
  const leases = async (): Promise<readonly (readonly [kind: string, until: number])[]> => {
    const all = await Promise.all(places.map(({ agent }) => agent.status()))
    return all.flatMap((status) => status.leases.map(({ kind, until }) => [kind, until] as const))
  }
  const states = (state: string) => page.locator(`[role="gridcell"][data-state="${state}"]`)

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    places = await Promise.all(
      [0, 1].map(async () => {
        const desktop = await startDesktop({ width: 800, height: 600 })
        await openMagentaWindow(desktop)
        return { desktop, agent: await startAgent({ hub, desktop }) }
      }),
    )
    browser = await startBrowser()
    page = (await openStaffPage(browser, hub, hub.accounts.teacher)).page
    await page.getByText('2 of 2 here').waitFor()
  })
  afterAll(async () => {
    await browser.close()
    await Promise.all(places.map(({ agent }) => agent.stop()))
    await Promise.all(places.map(({ desktop }) => desktop.stop()))
    await hub.stop()
  })

  it('[LS1, LE9] is started, locks to its end, is lengthened with what it ordered, and leaves nothing behind', async () => {
    await button('Start lesson').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start lesson' }).click()
    await page.getByTestId('lesson').waitFor()
    await button('Lock all 2').click()
    await expect.poll(() => states('locked').count()).toBe(2)
    await expect.poll(covered).toBe(true)
    for (const tile of await states('locked').all()) expect(await tile.textContent()).toMatch(/\d+ min left/u)
    await keepPicture(page, 'lesson-locked')

    const before = await leases()
    expect(before.map(([kind]) => kind)).toEqual(['lock', 'lock'])
    await button('5 minutes longer').click()
    await expect.poll(async () => (await leases()).map(([, until], index) => until - (before[index]?.[1] ?? 0))).toEqual([300_000, 300_000])
    await button('Message all 2').click()
    await page.getByRole('textbox', { name: 'Message' }).fill('Please listen')
    await page.keyboard.press('Control+Enter')
    await expect.poll(async () => (await leases()).length).toBe(4)

    await page.getByTestId('lesson').getByRole('button', { name: 'End' }).click()
    await button('End lesson').click()
    await expect.poll(() => states('live').count()).toBe(2)
    await expect.poll(leases).toEqual([])
    await expect.poll(uncovered).toBe(true)
    await button('Start lesson').waitFor()
  })

  it('[LS1, LE9] goes on when the browser it is held from is killed, and is held from the next', async () => {
    await button('Start lesson').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start lesson' }).click()
    await page.getByTestId('lesson').waitFor()
    await button('Lock all 2').click()
    await expect.poll(covered).toBe(true)
    const before = await leases()
    const gone = new Promise((resolve) => browser.once('disconnected', resolve))
    process.kill(await pidOf(browser), 'SIGKILL')
    await gone
    browser = await startBrowser()
    page = (await openStaffPage(browser, hub, hub.accounts.teacher)).page
    await page.getByTestId('lesson').waitFor()
    await expect.poll(() => states('locked').count()).toBe(2)
    expect(await covered()).toBe(true)
    expect(await leases()).toEqual(before)
    await page.getByTestId('lesson').getByRole('button', { name: 'End' }).click()
    await button('End lesson').click()
    await expect.poll(uncovered).toBe(true)
    expect(await leases()).toEqual([])
  })
})
