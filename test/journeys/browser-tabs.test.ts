import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tab } from '#shared/model/page'
import type { TabClose } from '#shared/model/tab-order'
import { accessFindings, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'

/** A teacher who opens a page for the class, and closes what should not be open. */
describe('[BR7] pages of pupils in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let page: Page
  let troubles: readonly string[] = []
  const heard: { readonly at: string; readonly order: { readonly url: string } | TabClose }[] = []

  const tab = (tabId: string, site: string, title: string, active: boolean): Tab => ({
    tabId,
    site,
    title,
    url: `https://${site}/`,
    withheld: title === '',
    since: Date.now() - 60_000,
    browser: 'chromium',
    active,
    incognito: false,
  })
  const join = async (hostname: string, tabs: readonly Tab[], why: 'not-open' | null = null): Promise<SimulatedAgent> => {
    const agent = await hub.simulateAgent({
      hostname,
      actTabs: (order) => {
        heard.push({ at: hostname, order })
        if (why !== null) return { state: 'failed', why }
        return 'url' in order ? { state: 'opened', started: false } : { state: 'closed', closed: 1, asking: hostname === 'PC-02' ? 1 : 0 }
      },
    })
    await agent.say('display:state', { state: 'ready' })
    await agent.say('tab:list', [...tabs])
    const front = tabs.find(({ active }) => active)
    if (front !== undefined) {
      const { url, title, site, withheld, since } = front
      const process = { pid: 9, name: 'chromium', path: null }
      await agent.say('window:foreground', { title, application: 'Chromium', process, since, page: { url, title, site, withheld, since } })
    }
    return agent
  }

  beforeAll(async () => {
    ;[hub, browser] = await Promise.all([startTestHub({ rendererFolder }), startBrowser()])
    const maths = tab('1.1', 'bbc.co.uk', 'BBC Bitesize: fractions', true)
    await join('PC-01', [maths, tab('1.2', 'games.test', 'Snake', false), tab('1.3', 'childline.org.uk', '', false)])
    await join('PC-02', [tab('1.1', 'games.test', 'Snake', true)])
    await join('PC-03', [maths], 'not-open')
    const gone = await join('PC-04', [])
    gone.close()
    const opened = await openStaffPage(browser, hub, hub.accounts.teacher)
    page = opened.page
    troubles = opened.trouble
    await page.locator('[role="gridcell"]').nth(3).waitFor()
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  it('are opened for the class, and what came of it is told PC by PC', async () => {
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Open a page…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Address').fill('not an address')
    await dialog.getByText('This is no address of the web').waitFor()
    expect(await dialog.getByRole('button', { name: /^Open on/u }).isDisabled()).toBe(true)
    await dialog.getByLabel('Address').fill('www.bbc.co.uk/bitesize')
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'tabs-open-light')
    await dialog.getByRole('button', { name: 'Open on 4' }).click()
    await page.getByText('Opened on 2 of 4').waitFor()
    await page.getByText('PC-04: silent, left out.').waitFor()
    await page.getByText('PC-03: an internet rule closes this address.').waitFor()
    expect(heard.map(({ at }) => at).sort()).toEqual(['PC-01', 'PC-02', 'PC-03'])
    expect(heard[0]?.order).toEqual({ url: 'https://www.bbc.co.uk/bitesize' })
    await keepPicture(page, 'tabs-opened-light')
  })

  it('[BR8] are closed from the view of what is open, unsaved work told', async () => {
    heard.length = 0
    await page.getByRole('link', { name: 'Now' }).click()
    await page.getByRole('button', { name: 'Close games.test' }).click()
    await page.getByText('2 tabs closed').waitFor()
    await page.getByText('Unsaved work: PC-02 must answer first.').waitFor()
    expect(heard.map(({ at }) => at).sort()).toEqual(['PC-01', 'PC-02'])
    expect(heard[0]?.order).toEqual({ which: { by: 'site', site: 'games.test' }, but: false })
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'tabs-now-light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await keepPicture(page, 'tabs-now-dark')
  })

  it('are closed one by one, or all but one, from the panel', async () => {
    heard.length = 0
    await page
      .getByRole('button', { name: /^PC-01/u })
      .first()
      .click()
    const tabs = page.getByRole('region', { name: 'Open tabs' })
    await tabs.getByText('Snake').waitFor()
    expect(await tabs.getByText('private: page not shown').count()).toBe(1)
    await keepPicture(page, 'tabs-panel-dark')
    expect(await accessFindings(page)).toEqual([])
    await tabs.getByRole('button', { name: 'Close Snake' }).click()
    await tabs.getByRole('button', { name: 'Close all but BBC Bitesize: fractions' }).click()
    await expect
      .poll(() => heard.map(({ order }) => order))
      .toEqual([
        { which: { by: 'tab', tabIds: ['1.2'] }, but: false },
        { which: { by: 'tab', tabIds: ['1.1'] }, but: true },
      ])
    await page.emulateMedia({ colorScheme: 'light' })
    await keepPicture(page, 'tabs-panel-light')
    expect(troubles).toEqual([])
  })
})
