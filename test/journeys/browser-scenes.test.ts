import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessFindings, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'

/** A teacher who keeps a list and a scene, and puts the class on it. */
describe('[SC1] scenes in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let page: Page
  let agent: SimulatedAgent
  let troubles: readonly string[] = []

  const internetMenu = () => page.getByRole('button', { name: 'Internet', exact: true })
  const badges = (): Promise<string[]> => page.locator('[data-internet]').allInnerTexts()

  beforeAll(async () => {
    ;[hub, browser] = await Promise.all([startTestHub({ rendererFolder }), startBrowser()])
    agent = await hub.simulateAgent({ hostname: 'PC-01' })
    await agent.say('display:state', { state: 'ready' })
    await agent.say('session:user', { name: 'aisha', displayName: 'Aisha Khan', guest: false, sessionStartedAt: Date.now() })
    const opened = await openStaffPage(browser, hub, hub.accounts.teacher)
    page = opened.page
    troubles = opened.trouble
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  it('a list is kept without its faulty lines, which are named', async () => {
    await page.getByRole('link', { name: 'Web lists' }).click()
    await page.getByRole('button', { name: 'New list' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Revision')
    await dialog.getByLabel('Sites').fill('maths.test\nfacebook\nwww.gov.uk/exams')
    await dialog.getByText('2 sites understood (1 single page)').waitFor()
    await dialog.getByText(/^Line 2: “facebook”/u).waitFor()
    await dialog.getByText('Save without these lines').click()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'scenes-list')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('cell', { name: '1 site, 1 single page', exact: true }).waitFor()
  })

  it('a scene of it is followed by the class, shown where it holds, and ended', async () => {
    await page.getByRole('button', { name: 'New scene' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Algebra')
    await dialog.getByRole('textbox', { name: 'Sites', exact: true }).fill('bbc.co.uk')
    await dialog.getByLabel('Why').fill('Exam practice')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('cell', { name: 'Algebra', exact: true }).waitFor()
    await keepPicture(page, 'scenes-page')

    await page.getByRole('link', { name: 'Class' }).click()
    await internetMenu().click()
    await page.getByRole('menuitem', { name: 'Only “Algebra”' }).waitFor()
    await keepPicture(page, 'scenes-menu')
    await page.getByRole('menuitem', { name: 'Only “Algebra”' }).click()
    await expect.poll(badges, { timeout: 15_000 }).toHaveLength(1)
    expect(agent.leaseSets.at(-1)?.leases[0]).toMatchObject({ reason: 'Exam practice', internet: { access: 'only' } })
    await page.getByRole('gridcell', { name: /^Aisha/u }).dblclick()
    await page.getByRole('dialog').getByText('Algebra').first().waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'scenes-panel-light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await keepPicture(page, 'scenes-panel-dark')
    await page.keyboard.press('Escape')

    await internetMenu().click()
    await page.getByRole('menuitem', { name: /^Back on for/u }).click()
    await expect.poll(badges, { timeout: 15_000 }).toEqual([])
    expect(agent.leaseSets.at(-1)?.leases).toEqual([])
    expect(troubles).toEqual([])
  })
})
