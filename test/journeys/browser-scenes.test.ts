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

  it('[SC7] what colleagues share waits until the head has seen what changes, where the school says so', async () => {
    const officer = await hub.signIn('officer')
    await officer.must('policy:propose', {
      change: { kind: 'second-person-lists', on: true },
      reason: 'The policy of the school',
    })
    await page.getByRole('link', { name: 'Web lists' }).click()
    await page.getByText('wait for a second person.').waitFor()
    await page.getByRole('button', { name: 'Change Revision' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Sites').fill('maths.test\nphysics.test')
    await dialog.getByText('2 sites understood').waitFor()
    await dialog.getByRole('switch', { name: 'Colleagues may use it' }).click()
    await dialog.getByText('Colleagues share this').waitFor()
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Reason for the change').fill('Physics begins next week')
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'scenes-share-dark')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Your change waits for approval').waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'scenes-waits-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await keepPicture(page, 'scenes-waits-light')

    const head = await openStaffPage(browser, hub, hub.accounts.head)
    await head.page.getByRole('link', { name: /^Policies/u }).click()
    const row = head.page.getByRole('row', { name: /Web list “Revision” changed/u })
    await row.getByText('1 site added: physics.test').waitFor()
    await row.getByText('1 site removed: www.gov.uk/exams').waitFor()
    expect(await accessFindings(head.page)).toEqual([])
    await keepPicture(head.page, 'scenes-approve-light')
    await head.page.emulateMedia({ colorScheme: 'dark' })
    await keepPicture(head.page, 'scenes-approve-dark')
    await row.getByRole('button', { name: 'Approve' }).click()
    await row.getByText('In force').waitFor()
    expect((await officer.must('sites:list', {}))[0]).toMatchObject({ name: 'Revision', shared: true, domains: 2, pages: 0 })
    await head.page.getByRole('tab', { name: 'Options' }).click()
    await head.page.getByLabel('Also changes of shared web lists and scenes').waitFor()
    await keepPicture(head.page, 'scenes-option-dark')
    expect([...troubles, ...head.trouble]).toEqual([])
  })
})
