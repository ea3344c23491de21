import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LeaseReport, LeaseSet } from '#shared/model/lease'
import { accessFindings, startBrowser, watchTrouble } from '../support/browser'
import { restrictionLift, startTestHub, type TestHub } from '../support/hub'
import { plainPicture } from '../support/pictures'
import type { SimulatedAgent } from '../support/simulated-agent'

const rendererFolder = path.resolve(import.meta.dirname, '../../out/renderer')
const pupils = ['Aisha Khan', 'Ben Thomas', 'Cai Owen'] as const
const picturesFolder = process.env['CLASSWARDEN_PICTURES']

/** As a PC without a browser part answers. */
const withoutBrowserPart = (set: LeaseSet): LeaseReport => ({
  revision: set.revision,
  states: set.leases.map(({ leaseId }) => ({ leaseId, state: 'failed', failure: 'no-browser-part', at: set.hubNow })),
})

/** A teacher and the e-safety officer, each at a browser, over one class. */
describe('limiting the internet in the browser', () => {
  let hub: TestHub
  let browser: Browser
  const agents: SimulatedAgent[] = []
  const troubles: (readonly string[])[] = []

  const openPage = async (signInName: string, password: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, ignoreHTTPSErrors: true, reducedMotion: 'reduce' })
    const page = await context.newPage()
    troubles.push(await watchTrouble(page))
    await page.goto(`https://127.0.0.1:${hub.hub.consolePort}/`)
    await page.getByLabel('Sign-in name').fill(signInName)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    return page
  }
  const badges = async (page: Page, ...wanted: string[]): Promise<void> => {
    await expect.poll(() => page.locator('[data-internet]').allInnerTexts(), { timeout: 15_000 }).toEqual(wanted)
  }
  const picture = async (page: Page, name: string): Promise<void> => {
    if (picturesFolder === undefined) return
    await page.screenshot({ path: path.join(picturesFolder, `${name}-light.png`) })
    await page.evaluate(() => document.documentElement.setAttribute('data-mantine-color-scheme', 'dark'))
    await page.screenshot({ path: path.join(picturesFolder, `${name}-dark.png`) })
    await page.evaluate(() => document.documentElement.setAttribute('data-mantine-color-scheme', 'light'))
  }

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    browser = await startBrowser()
    for (const [index, displayName] of pupils.entries()) {
      const agent = await hub.simulateAgent({ hostname: `PC-${index + 1}`, ...(index === 1 ? { applyLeases: withoutBrowserPart } : {}) })
      agents.push(agent)
      await agent.say('display:state', { state: 'ready' })
      await agent.say('session:user', { name: `pupil${index}`, displayName, guest: false, sessionStartedAt: Date.now() })
      await agent.say('screen:thumbnail', plainPicture(['#2f7a8c', '#3f8c5a', '#8c6a3f'][index] ?? '#444444'))
    }
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  it('[LE16] takes the internet from the class, says where nothing enforces it, and gives it back', async () => {
    const { signInName, password } = hub.accounts.teacher
    const page = await openPage(signInName, password)
    const menu = page.getByRole('button', { name: 'Internet', exact: true })
    await menu.click()
    await page.getByRole('menuitem', { name: 'Off for all 3' }).click()
    await badges(page, 'internet off', 'internet still on', 'internet off')
    await page.getByTestId('order').getByText('could not').first().waitFor()
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'internet-off')

    await menu.click()
    await page.getByRole('menuitem', { name: 'Back on for all 3' }).click()
    await badges(page)

    await page.getByRole('gridcell', { name: /^Aisha K/u }).click()
    await menu.click()
    await page.getByRole('menuitem', { name: 'Off but for some sites…' }).click()
    await page.getByRole('textbox', { name: 'Sites that stay open' }).fill('bbc.co.uk/bitesize\nwww.gov.uk')
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'internet-but')
    await page.getByRole('button', { name: 'Off for 1' }).click()
    await badges(page, 'internet off')
    expect(agents[0]?.leaseSets.at(-1)?.leases[0]?.internet).toEqual({
      access: 'removed',
      exceptions: ['bbc.co.uk/bitesize', 'www.gov.uk'],
    })
    await page.context().close()
  })

  it('shows what is open now, by site and program, and leads to the pupil with one click', async () => {
    const window = { title: 'Bitesize - Chromium', application: 'Chromium', process: null, since: Date.now() }
    const site = { url: 'https://www.bbc.co.uk/bitesize', title: 'Bitesize', site: 'bbc.co.uk', withheld: false, since: Date.now() }
    const tab = { ...site, tabId: '1.1', browser: 'chromium' as const, active: true, incognito: false }
    await agents[0]?.say('window:foreground', { ...window, page: site })
    await agents[0]?.say('tab:list', [tab])
    await agents[1]?.say('window:foreground', { ...window, page: site })
    await agents[2]?.say('window:foreground', { ...window, title: 'cat', application: 'Scratch', page: null })
    await agents[2]?.say('tab:list', [{ ...tab, active: false }])
    const { signInName, password } = hub.accounts.teacher
    const page = await openPage(signInName, password)
    await page.getByRole('link', { name: 'Now' }).click()
    const group = page.getByRole('listitem', { name: 'bbc.co.uk' })
    await group.getByText('2 in front').waitFor()
    await group.getByText('1 more open').waitFor()
    expect(await page.getByRole('listitem').filter({ hasText: 'in front' }).count()).toBe(2)
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'now')
    await group.getByRole('button', { name: 'Ben T' }).click()
    await page.getByRole('dialog').getByText('PC-2').first().waitFor()
    await page.context().close()
  })

  it('[AP1] [AP6] [AP7] leaves a class only some applications, of those that are open, and folders are approved', async () => {
    const window = { title: 'snake.py', application: 'Thonny', since: Date.now(), page: null }
    const process = { pid: 7, name: 'thonny', path: '/usr/bin/thonny' }
    await Promise.all(agents.slice(0, 2).map((agent) => agent.say('window:foreground', { ...window, process })))
    const { teacher, technician } = hub.accounts
    const page = await openPage(teacher.signInName, teacher.password)
    const marks = async (...wanted: string[]): Promise<void> => {
      await expect.poll(() => page.locator('[data-application]').allInnerTexts(), { timeout: 15_000 }).toEqual(wanted)
    }
    await page.getByRole('gridcell', { name: /Aisha K.*Thonny/u }).waitFor()
    const menu = page.getByRole('button', { name: 'Apps', exact: true })
    await menu.click()
    await page.getByRole('menuitem', { name: 'Only these…' }).click()
    await page.getByRole('button', { name: 'Add thonny, open on 2' }).click()
    await page.getByRole('textbox', { name: 'Applications' }).press('End')
    await page.getByRole('textbox', { name: 'Applications' }).pressSequentially('/opt/maths/geogebra')
    await page.getByRole('textbox', { name: 'Why' }).fill('Coursework')
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'applications-only')
    await page.getByRole('button', { name: 'Only these for all 3' }).click()
    await marks('only 2 apps', 'apps not limited', 'only 2 apps')
    expect(
      agents[0]?.leaseSets.at(-1)?.leases.flatMap(({ application }) => (application === null ? [] : [application.applications])),
    ).toEqual([
      [
        { by: 'name', name: 'thonny' },
        { by: 'path', path: '/opt/maths/geogebra' },
      ],
    ])
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'applications-class')

    await page.getByRole('gridcell', { name: /^Aisha K/u }).dblclick()
    const row = page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'Only some applications' })
    await row.getByText('thonny, /opt/maths/geogebra').waitFor()
    await picture(page, 'applications-panel')
    await row.getByRole('button', { name: 'End it' }).click()
    await row.waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await marks('apps not limited', 'only 2 apps')
    await menu.click()
    await page.getByRole('menuitem', { name: /^Allow everything for/u }).click()
    await marks()
    await page.context().close()

    const settings = await openPage(technician.signInName, technician.password)
    await settings.getByRole('link', { name: 'Settings' }).click()
    const form = settings.getByRole('form', { name: 'Where programs may lie' })
    await form.getByRole('switch').check({ force: true })
    const folders = form.getByRole('textbox')
    await folders.fill('lessons')
    await form.getByText('“lessons” is no folder').waitFor()
    expect(await accessFindings(settings)).toEqual([])
    await folders.fill('/srv/lessons/')
    await form.scrollIntoViewIfNeeded()
    await picture(settings, 'applications-folders')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => agents[0]?.programFolders.at(-1)).toEqual({ stopElsewhere: true, folders: ['/srv/lessons'] })
    await settings.context().close()
  })

  it('[LE14] grants it to one pupil in the lesson; the officer removes it from another for days, and ends it', async () => {
    const { teacher, officer } = hub.accounts
    const head = await hub.signIn('head')
    const { lesson } = await head.must('room:watch', { roomId: hub.room.roomId })
    if (lesson !== null) await head.must('lesson:end', { roomId: hub.room.roomId, lessonId: lesson.lessonId })
    await head.must(
      'restriction:lift',
      restrictionLift(
        hub.room.roomId,
        agents.map(({ deviceId }) => deviceId),
        ['internet'],
      ),
    )
    const page = await openPage(teacher.signInName, teacher.password)
    await page.getByRole('gridcell', { name: /^Cai O/u }).dblclick()
    const forPupil = page.getByRole('button', { name: 'Internet for Cai Owen…' })
    await forPupil.waitFor()
    expect(await forPupil.isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Start lesson' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start lesson' }).click()
    await page.getByRole('gridcell', { name: /^Cai O/u }).dblclick()
    await forPupil.click()
    const dialog = page.getByRole('dialog', { name: 'Internet for Cai Owen' })
    await dialog.getByText('Grant internet', { exact: true }).first().click()
    await dialog.getByRole('textbox', { name: 'Why' }).fill('Coursework')
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'internet-pupil')
    await dialog.getByRole('button', { name: 'Grant internet' }).click()
    await page.getByText('Internet granted: in force').waitFor()
    await page.getByText('Follows Cai Owen to every PC').waitFor()
    await picture(page, 'internet-panel')

    // [PO5] What applies to him, and why, in one place.
    await page.getByRole('button', { name: 'What applies, and why' }).click()
    const applies = page.getByRole('dialog', { name: 'What applies, and why' })
    await applies.getByText(/For this pupil, on every PC.*Coursework/u).waitFor()
    await applies.getByText('PC-3: the rule of the school').waitFor()
    await applies
      .getByRole('row', { name: /Illegal content.*On.*Nobody in school can change this/u })
      .first()
      .waitFor()
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'what-applies')
    await applies.getByRole('button', { name: 'Close' }).click()
    await applies.waitFor({ state: 'detached' })

    const hers = await openPage(officer.signInName, officer.password)
    await hers.getByRole('link', { name: 'Internet' }).click()
    await hers.getByRole('cell', { name: 'Coursework' }).waitFor()
    await hers.getByRole('button', { name: 'Remove or grant internet…' }).click()
    const order = hers.getByRole('dialog')
    await order.getByRole('textbox', { name: "Pupil's sign-in name" }).fill('PUPIL0')
    await order.getByRole('textbox', { name: 'Why' }).fill('Proxy sites')
    await order.getByRole('textbox', { name: 'Sites that stay open' }).fill('facebook')
    await order.getByRole('button', { name: 'Remove internet' }).click()
    await order.getByText('“facebook”: the ending is missing, such as .org.').waitFor()
    await order.getByRole('textbox', { name: 'Sites that stay open' }).fill('bbc.co.uk')
    await order.getByRole('button', { name: 'Remove internet' }).click()
    await hers.getByRole('cell', { name: 'Proxy sites' }).waitFor()
    await hers.getByText('PC-1: in force').waitFor()
    expect(await accessFindings(hers)).toEqual([])
    await picture(hers, 'internet-list')
    await page.keyboard.press('Escape')
    await badges(page, 'internet off', 'internet granted')
    await hers
      .getByRole('row', { name: /PUPIL0/u })
      .getByRole('button', { name: 'End it now' })
      .click()
    await hers.getByRole('cell', { name: 'Proxy sites' }).waitFor({ state: 'detached' })
    expect(troubles.flat()).toEqual([])
  })
})
