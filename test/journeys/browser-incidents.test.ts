import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Breach } from '#shared/model/breach'
import type { Role } from '#shared/model/staff'
import { checkPack } from '../../main/hub/evidence/verify-pack'
import { breachFact, numberedFacts, snapshotOf } from '../support/breaches'
import { accessFindings, findingsInBothThemes, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { pdfText } from '../support/pdf-text'
import type { SimulatedAgent } from '../support/simulated-agent'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'

/** From marked concerns to a confirmed route and its checklist, as officer and head meet it. */
describe('incidents in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let agent: SimulatedAgent
  let officer: Page
  let delivered = 0
  const troubles: (readonly string[])[] = []

  const openPage = async (role: Role): Promise<Page> => {
    const { page, trouble } = await openStaffPage(browser, hub, hub.accounts[role])
    troubles.push(trouble)
    return page
  }
  const tell = async (...more: readonly Partial<Breach>[]): Promise<string[]> => {
    const facts = more.map((one) => breachFact(one))
    expect((await agent.say('outbox:deliver', numberedFacts(delivered + 1, ...facts))).ok).toBe(true)
    delivered += facts.length
    return facts.map(({ breachId }) => breachId)
  }
  const concerns = (page: Page) => page.locator('[data-breach-id]')
  const incident = (page: Page) => page.getByRole('article', { name: 'The incident at hand' })
  const looked = async (page: Page, name: string): Promise<void> => {
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, name)
  }
  const inBoth = async (page: Page, name: string): Promise<void> => {
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `${name}-${theme}`))).toEqual([])
  }

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    browser = await startBrowser()
    agent = await hub.simulateAgent({ hostname: 'PC-7' })
    const technician = await hub.signIn('technician')
    await technician.must('pupil:put', {
      pupils: [
        { userName: 'dev', displayName: 'Dev Patel', yearGroup: 8, groups: [] },
        { userName: 'ben', displayName: 'Ben Thomas', yearGroup: 8, groups: [] },
      ],
    })
    technician.close()
    officer = await openPage('officer')
    const games = { category: 'games', grade: 1, rule: { pack: 'games', version: 1, id: 'games/unblocked' }, pictures: 0 } as const
    await tell({ ...games, user: 'dev' }, { ...games, user: 'dev' }, { ...games, user: 'ben' }, { ...games, user: 'cai' })
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  it('[CN10] marked concerns are decided on together by one key, and brought back by another', async () => {
    await expect.poll(() => concerns(officer).count()).toBe(4)
    await concerns(officer).first().click()
    for (const key of ['x', 'j', 'x']) await officer.keyboard.press(key)
    await officer.getByText('2 marked').waitFor()
    expect(await accessFindings(officer)).toEqual([])
    await keepPicture(officer, 'concerns-marked')
    await officer.keyboard.press('f')
    await officer.getByText('2 concerns decided').waitFor()
    expect(await concerns(officer).filter({ hasText: 'False positive' }).count()).toBe(2)
    await officer.keyboard.press('z')
    await expect.poll(() => concerns(officer).filter({ hasText: 'False positive' }).count()).toBe(0)
  })

  it('[IN2, RO3] marked concerns become an incident; its route is confirmed, and followed to its end', async () => {
    for (const nth of [2, 3]) await concerns(officer).nth(nth).locator('xpath=..').getByRole('checkbox').check()
    await officer.keyboard.press('Escape')
    await officer.getByRole('region', { name: 'Marked concerns' }).getByRole('button', { name: 'Make an incident' }).click()
    const dialog = officer.getByRole('dialog')
    expect(await dialog.getByRole('textbox', { name: 'Account of the person' }).inputValue()).toBe('dev')
    expect(await accessFindings(officer)).toEqual([])
    await keepPicture(officer, 'incident-make')
    await dialog.getByRole('textbox', { name: 'Title' }).fill('Games in Computing')
    await dialog.getByRole('button', { name: 'Make an incident' }).click()
    await expect.poll(() => concerns(officer).filter({ hasText: 'Part of incident 1' }).count()).toBe(2)
    await officer.getByRole('link', { name: /Incidents/u }).click()
    await officer.locator('[data-incident-id]').first().click()
    const page = incident(officer)
    await page.getByText('Proposed by the school’s matrix').waitFor()
    await inBoth(officer, 'incident-proposed')
    await page.getByRole('checkbox', { name: 'Inform parents or carers' }).check()
    expect(await page.getByRole('button', { name: 'Confirm route' }).isDisabled()).toBe(true)
    await page.getByRole('textbox', { name: 'Why not as proposed?' }).fill('The third time this month')
    await page.getByRole('button', { name: 'Confirm route' }).click()
    const warning = page.locator('[data-action="warning"]')
    await warning.getByRole('textbox', { name: 'Warning: what came of it' }).fill('Spoken to after class')
    await warning.getByRole('button', { name: 'Warning: done' }).click()
    await page.locator('[data-action="warning"][data-done]').waitFor()
    await page.getByText('Why: The third time this month').waitFor()
    await officer.locator('[data-incident-id]').first().focus()
    await officer.keyboard.press('d')
    await officer.locator('[data-incident-id]').first().getByText('Resolved').waitFor()
    await officer.keyboard.press('z')
    await officer.locator('[data-incident-id]').first().getByText('Under review').waitFor()
  })

  it('[EV1, EV4, RT5] an evidence pack is made and saved with its passphrase in sight once; the person is held, and that is lifted', async () => {
    const page = incident(officer)
    await page.getByRole('button', { name: 'Make an evidence pack' }).click()
    const dialog = officer.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Why, and for whom' }).fill('Asked for by PC Evans, reference 42')
    await keepPicture(officer, 'incident-evidence')
    await officer.keyboard.press('Enter')
    const passphrase = (await dialog.getByText(/^(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}$/u).textContent()) ?? ''
    await officer.keyboard.press('Escape')
    await keepPicture(officer, 'incident-evidence-made')
    expect(await accessFindings(officer)).toEqual([])
    const [download] = await Promise.all([
      officer.waitForEvent('download'),
      dialog.getByRole('button', { name: /^Save evidence-[0-9a-f]{8}\.zip$/u }).click(),
    ])
    const checked = await checkPack(new Uint8Array(await readFile(await download.path())), passphrase, null)
    expect(checked).toMatchObject({ ok: true, value: { faults: [], manifest: { incidentNumber: 1 } } })
    await dialog.getByText('Saved.').waitFor()
    await dialog.getByRole('button', { name: 'I have noted the passphrase' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await officer.getByText(passphrase).count()).toBe(0)
    await page.getByRole('region', { name: 'Evidence packs' }).getByText('Test officer: Asked for by PC Evans').waitFor()

    await page.getByText('Nothing holds it').waitFor()
    await page.getByRole('button', { name: 'Place a hold' }).click()
    await dialog.getByRole('radio', { name: 'Everything about dev' }).check()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Asked for by the police')
    await dialog.getByRole('button', { name: 'Hold', exact: true }).click()
    await page.getByText(/^dev is held since .*: Asked for by the police$/u).waitFor()
    await inBoth(officer, 'incident-followed')
    await page.getByRole('button', { name: 'Lift the hold on dev' }).click()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The police are done')
    await officer.keyboard.press('Enter')
    await page.getByText('Nothing holds it').waitFor()
  })

  it('[PL1, PL2, PL5] parents are told in one act with the route’s action, and a letter is finished, issued and taken out', async () => {
    const page = incident(officer)
    const parents = page.getByRole('region', { name: 'Parents and letters' })
    const dialog = officer.getByRole('dialog')
    await parents.getByText('Nobody has told them yet').waitFor()
    expect(await page.locator('[data-action="parents"]').getByRole('button').count()).toBe(0)
    await parents.getByRole('button', { name: 'Parents were told' }).click()
    await dialog.getByRole('textbox', { name: 'Who was told' }).fill('Mother')
    await dialog.getByRole('textbox', { name: 'What was said' }).fill('Will talk at home')
    await looked(officer, 'parents-tell')
    await dialog.getByRole('button', { name: 'Write it down' }).click()
    await page.locator('[data-action="parents"][data-done]').waitFor()
    await parents.getByText(/^Mother: told by Test officer, telephone, .*Will talk at home$/u).waitFor()

    await parents.getByRole('button', { name: 'Write a letter' }).click()
    await officer.getByRole('menuitem', { name: 'A concern' }).click()
    await parents.getByRole('button', { name: 'Open the letter' }).click()
    await dialog.getByText(/^Still to fill in: .*\[telephone number\]/u).waitFor()
    expect(await dialog.getByRole('textbox', { name: 'To' }).inputValue()).toBe('The parents or carers of Dev Patel')
    await inBoth(officer, 'letter-draft')
    await dialog.getByRole('textbox', { name: 'Text' }).fill('Dear parent of Dev Patel,\n\nHe played with Ben Thomas.')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('textbox', { name: 'Who was told' }).fill('Both parents')
    await dialog.getByRole('button', { name: 'Issue' }).click()
    await dialog.getByText('Take out: Ben Thomas').waitFor()
    await dialog.getByRole('textbox', { name: 'Text' }).fill('Dear parent of Dev Patel,\n\nPlease call me: 01234 567890.')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('textbox', { name: 'Who was told' }).fill('Both parents')
    await dialog.getByRole('button', { name: 'Issue' }).click()
    await dialog.waitFor({ state: 'detached' })
    await parents.getByText('Both parents: told by Test officer, letter 1').waitFor()
    const [download] = await Promise.all([
      officer.waitForEvent('download'),
      parents.getByRole('button', { name: 'Letter 1 as PDF' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('letter-1.pdf')
    expect(await pdfText(new Uint8Array(await readFile(await download.path())))).toContain('Please call me: 01234 567890.')
    await inBoth(officer, 'parents-told')
    await officer.getByRole('button', { name: 'Register of parents told' }).click()
    await dialog.getByText('Both parents: told by').waitFor()
    await looked(officer, 'parents-register')
    await officer.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('[PL6] a letter that asks for it is approved by the head, who finds it on the page of incidents', async () => {
    const parents = incident(officer).getByRole('region', { name: 'Parents and letters' })
    await parents.getByRole('button', { name: 'Write a letter' }).click()
    await officer.getByRole('menuitem', { name: 'Internet access removed' }).click()
    await parents.getByRole('button', { name: 'Open the letter' }).click()
    const dialog = officer.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Text' }).fill('Dear parent of Dev Patel,\n\nAccess comes back on Monday.')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('button', { name: 'Ask the head to approve' }).click()
    await parents.getByText('Waits for the head').waitFor()
    const head = await openPage('head')
    await head.getByRole('link', { name: 'Incidents' }).click()
    await head.getByRole('button', { name: 'Incident 1: Internet access at school' }).click()
    await incident(head).getByRole('button', { name: 'Open the letter' }).click()
    await looked(head, 'letter-approve')
    await head.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
    await parents.getByText('Approved', { exact: true }).waitFor()
    await expect.poll(() => head.getByText('waits for your approval').count()).toBe(0)
    await head.close()
  })

  it('[QU1] pictures are sealed away by one act, and the page says what to do and whom to call', async () => {
    const [breachId = ''] = await tell({ category: 'sexual-content', grade: 4, user: 'dev', breachId: randomUUID() })
    expect((await agent.say('snapshot:deliver', snapshotOf(breachId, 'match'))).ok).toBe(true)
    await officer.getByRole('link', { name: /Concerns/u }).click()
    await officer.locator(`[data-breach-id="${breachId}"]`).click()
    const page = officer.getByRole('article', { name: 'The concern at hand' })
    await page.getByRole('button', { name: 'Show a quarter of an hour' }).click()
    await page.getByText('Other concerns about the same person').waitFor()
    await page.getByRole('button', { name: 'Seal pictures away' }).click()
    const dialog = officer.getByRole('dialog')
    await dialog.getByRole('textbox').fill('May show a child')
    await dialog.getByRole('button', { name: 'Seal away' }).click()
    await page.getByText('Nobody can open them here').waitFor()
    await page.getByText('report.iwf.org.uk').waitFor()
    expect(await page.getByRole('button', { name: 'Show pictures' }).count()).toBe(0)
    await inBoth(officer, 'concern-sealed')
  })

  it('[RO1] the routes are changed by the officer and read by the head, who changes no incident', async () => {
    await officer.getByRole('link', { name: 'Routes' }).click()
    await officer.getByRole('checkbox', { name: /Unauthorised use of non-educational.*: Inform parents/u }).check()
    await officer.getByRole('button', { name: 'Save routes' }).click()
    await officer.getByText('Saved.').waitFor()
    await inBoth(officer, 'routes')
    await officer.getByRole('tab', { name: 'Coursework and contacts' }).click()
    expect(await accessFindings(officer)).toEqual([])
    await keepPicture(officer, 'routes-contacts')
    const head = await openPage('head')
    await head.getByRole('link', { name: 'Routes' }).click()
    await head.getByText('Only an e-safety officer changes the routes').waitFor()
    expect(await head.getByRole('button', { name: 'Save routes' }).count()).toBe(0)
    await head.getByRole('link', { name: 'Incidents' }).click()
    await head.locator('[data-incident-id]').first().click()
    await incident(head).getByText('Games in Computing').waitFor()
    expect(
      await incident(head)
        .getByRole('button', { name: /Resolve|Take out|done/u })
        .count(),
    ).toBe(0)
    expect(troubles.flat()).toEqual([])
  })
})
