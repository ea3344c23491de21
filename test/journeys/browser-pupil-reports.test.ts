import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAgent, type TestAgent, untilLogged } from '../support/agent'
import { findingsInBothThemes, startBrowser } from '../support/browser'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { makePupilAccount, type PupilAccount } from '../support/pupil-account'
import { keepPicture, openStaffPage, rendererFolder, type StaffPage } from '../support/staff-page'

/** A pupil at a real PC whose sign opens the page in a real browser, and an officer at the console. */
describe('what a pupil tells, from the page behind the sign to the officer and back', () => {
  let hub: TestHub
  let account: PupilAccount
  let desktop: Desktop
  let agent: TestAgent
  let browser: Browser
  let officer: StaffPage
  let pupil: Page

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    account = await makePupilAccount(9, 'cai', 'Cai Owen')
    desktop = await startDesktop({ width: 1024, height: 768, account })
    agent = await startAgent({ hub, desktop, account })
    await untilLogged(agent, 'Linked to the hub')
    desktop.spawn('xterm', ['-T', 'own'])
    browser = await startBrowser()
    officer = await openStaffPage(browser, hub, hub.accounts.officer)
    pupil = await (await browser.newContext({ viewport: { width: 1_280, height: 800 } })).newPage()
    for (const page of [officer.page, pupil]) page.setDefaultTimeout(10_000)
  })
  afterAll(async () => {
    await browser.close()
    await agent.stop()
    await desktop.stop()
    await hub.stop()
    await account.remove()
  })

  /** Clicks the sign until the browser of the session is asked to open an address; answers it. */
  const openBySign = async (): Promise<string> => {
    let address = ''
    await until('the page to be opened', async () => {
      const { stdout } = await desktop.run('xdotool', ['search', '--name', '^Classwarden$'])
      const window = stdout.toString().trim().split('\n').at(-1) ?? ''
      if (window === '') return false
      await desktop.run('xdotool', ['mousemove', '--window', window, '20', '10', 'click', '1'])
      address = (await readFile(path.join(account.home, 'opened'), 'utf8').catch(() => '')).trim()
      return address !== ''
    })
    return address
  }
  const bothThemes = async (page: Page, name: string): Promise<void> => {
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `${name}-${theme}`))).toEqual([])
  }

  it('[PU2][PU4] the pupil writes with a closed name, and the officer reads it, opens the name with a reason and replies', async () => {
    const address = await openBySign()
    await pupil.goto(address)
    await bothThemes(pupil, 'pupil-report-form')
    await pupil.getByLabel('What has happened?').fill('Somebody in my class is sent nasty messages every night.\nPlease help her.')
    await pupil.getByLabel('Somebody else').check()
    await pupil.getByLabel('Keep my name closed').check()
    await pupil.getByRole('button', { name: 'Send' }).click()
    await pupil.getByRole('status').waitFor()
    // The ticket in the address was good once.
    expect((await (await browser.newContext()).request.get(address)).url()).toMatch(/:\d+\/$/u)

    const { page } = officer
    await page.getByText('1 report nobody has opened').waitFor()
    await page.getByRole('link', { name: 'Told by pupils' }).click()
    await page.getByRole('button', { name: /About somebody else.*Name closed/u }).click()
    await page.getByText('Please help her.').waitFor()
    expect(await page.getByText('cai', { exact: true }).count()).toBe(0)
    await bothThemes(page, 'pupil-report-sealed')
    await page.getByLabel('Why you need the name').fill('To find out who is hurt')
    await page.getByRole('button', { name: 'Open the name' }).click()
    await page.getByRole('region', { name: 'Who wrote it' }).getByText('cai', { exact: true }).waitFor()
    await page.getByLabel('Write a reply').fill('Thank you. Come and see me at break.')
    await page.getByRole('button', { name: 'Send the reply' }).click()
    await page.getByText('Thank you. Come and see me at break.').waitFor()
    await bothThemes(page, 'pupil-report-open')
    expect(officer.trouble).toEqual([])
  })

  it('[PU6] the officer links it to an incident, which shows its number, and takes it out there again', async () => {
    const { page } = officer
    const client = await hub.signIn('officer')
    await client.must('incident:open', { title: 'Messages at night', person: 'ben', personKind: 'pupil', breachIds: [] })
    client.close()
    await page.getByRole('button', { name: 'Link to an incident' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Which incident' }).click()
    await page.getByRole('option', { name: '1: Messages at night' }).click()
    await keepPicture(page, 'pupil-report-linking')
    await dialog.getByRole('button', { name: 'Link to an incident' }).click()
    await page.getByText('Part of incident 1.').waitFor()
    await bothThemes(page, 'pupil-report-linked')
    await page.getByRole('link', { name: 'Incidents' }).click()
    await page.locator('[data-incident-id]').first().click()
    const told = page.getByRole('region', { name: 'Told by pupils' })
    await told.getByText('Report no. 1').waitFor()
    await bothThemes(page, 'incident-with-report')
    await told.getByRole('button', { name: 'Take report 1 out' }).click()
    await told.waitFor({ state: 'detached' })
    await page.getByText('A pupil’s report (no. 1) taken out').waitFor()
    expect(officer.trouble).toEqual([])
  })

  it('[PU1][PU5] the pupil reads the reply; what is written while the hub is away waits, and arrives once', async () => {
    await until('the reply on the page', async () => {
      await pupil.reload()
      return (await pupil.getByText('Thank you. Come and see me at break.').count()) === 1
    })
    await pupil.getByText('An e-safety officer has read it.').waitFor()
    await bothThemes(pupil, 'pupil-report-reply')
    await hub.restart(async () => {
      await pupil.getByLabel('What has happened?').fill('It happened again.')
      await pupil.getByRole('button', { name: 'Send' }).click()
      await pupil.getByText("It waits on this PC until the school's hub can be reached.").waitFor()
    })
    const client = await hub.signIn('officer')
    const reports = async () => (await client.must('pupil-report:list', { closed: false, before: null, limit: 10 })).reports
    await until('the second report', async () => (await reports()).length === 2)
    expect((await reports()).map(({ user, state }) => [user, state])).toEqual([
      ['cai', 'new'],
      ['cai', 'read'],
    ])
    client.close()
  })
})
