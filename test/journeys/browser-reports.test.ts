import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breachFact, numberedFacts, snapshotOf } from '../support/breaches'
import { accessFindings, findingsInBothThemes, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { pdfText } from '../support/pdf-text'
import { keepPicture, openStaffPage, rendererFolder, type StaffPage } from '../support/staff-page'

/** The papers of the officer, and the head's look at who looked. */
describe('reports and oversight in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let officer: StaffPage
  let head: StaffPage

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    browser = await startBrowser()
    const pc = await hub.simulateAgent({ hostname: 'PC-1' })
    const fact = breachFact()
    await pc.say('outbox:deliver', numberedFacts(1, fact, breachFact({ takenAt: Date.now() - 1_000 })))
    await pc.say('snapshot:deliver', snapshotOf(fact.breachId, 'match'))
    const client = await hub.signIn('officer')
    const picture = { breachId: fact.breachId, part: 'match' as const, reason: 'Is it the pupil’s own words?' }
    await client.must('breach:picture', picture)
    officer = await openStaffPage(browser, hub, hub.accounts.officer)
    head = await openStaffPage(browser, hub, hub.accounts.head)
    for (const { page } of [officer, head]) page.setDefaultTimeout(15_000)
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  const inBoth = async (page: Page, name: string): Promise<void> => {
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `${name}-${theme}`))).toEqual([])
  }
  const open = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { name, exact: true }).first().waitFor()
  }

  it('[RP1] the officer makes the report for governors and takes it out as a file', async () => {
    const { page } = officer
    await open(page, 'Reports')
    await page.getByText('No report yet').waitFor()
    expect(await accessFindings(page)).toEqual([])
    await page.getByLabel('Name of the school').fill('Ysgol Tŷ Ffynnon')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('In force').waitFor()
    await page.getByRole('button', { name: 'Make report' }).click()
    await page.getByRole('row', { name: /Report for governors.*Test officer/u }).waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'reports')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^Download classwarden-governors/u }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^classwarden-governors-\w+-\d{4}\.pdf$/u)
    const text = await pdfText(await readFile(await download.path()))
    expect(text).toContain('Ysgol Tŷ Ffynnon')
    expect(text).toContain('Concerns in all 1 to 4')
    expect(text).not.toContain('By category')
  })

  it('[RP4] the self-check is answered where only the school can', async () => {
    const { page } = officer
    await page.getByRole('tab', { name: 'Self-check' }).click()
    await page.getByText('questions wait for the school’s answer').waitFor()
    await page.getByLabel(/^Answer: Who is the designated safeguarding lead/u).fill('Ms Example')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' })
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'reports-self-check')
  })

  it('[OV1] the head sees who looked, why, and what was taken out; the self-check is read, not answered', async () => {
    const { page } = head
    await open(page, 'Oversight')
    await page.getByRole('row', { name: /Test officer.*E-safety officer/u }).waitFor()
    await page.getByText('Is it the pupil’s own words?').waitFor()
    await page.getByRole('row', { name: /Test officer.*Report taken out/u }).waitFor()
    await page.getByText('No concern waits longer than its grade may').waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'oversight')
    await page.emulateMedia({ colorScheme: 'dark' })
    await keepPicture(page, 'oversight-dark')
    await open(page, 'Reports')
    await keepPicture(page, 'reports-dark')
    await page.getByRole('tab', { name: 'Self-check' }).click()
    await page.getByText('Ms Example').waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    expect(await accessFindings(page)).toEqual([])
  })

  it('[RT4, RT5] the officer sees what goes next, holds a person, and lifts that; the head only reads', async () => {
    const { page } = officer
    await open(page, 'Records')
    await page.getByRole('row', { name: /^Concerns 365 days/u }).waitFor()
    await page.getByText('Nothing is held.').waitFor()
    await page.getByRole('button', { name: 'Place a hold' }).click()
    const dialog = page.getByRole('dialog')
    const hold = dialog.getByRole('button', { name: 'Hold', exact: true })
    await dialog.getByLabel('Its number').fill('99')
    expect(await hold.isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill('Asked for by the police')
    await hold.click()
    await dialog.getByText('There is none of this number for you').waitFor()
    await dialog.getByText('Person', { exact: true }).click()
    await dialog.getByLabel('Account of the person').fill('aisha')
    await keepPicture(page, 'records-hold')
    await hold.click()
    await page.getByRole('row', { name: /^aisha Asked for by the police Test officer, .* In force/u }).waitFor()
    await open(head.page, 'Records')
    await head.page.getByRole('row', { name: /^aisha.*In force/u }).waitFor()
    expect(await head.page.getByRole('button', { name: /hold/iu }).count()).toBe(0)
    await page.getByRole('button', { name: 'Lift the hold on aisha' }).click()
    await dialog.getByLabel('Reason').fill('The police are done')
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: /^aisha.*Lifted by Test officer, .*: The police are done/u }).waitFor()
    await inBoth(page, 'records')
  })

  it('[SG4, SG7] monitoring of staff is asked for by one, approved by another, and ended; the head alone takes anybody off the list', async () => {
    const { page } = officer
    await open(page, 'Staff monitoring')
    await page.getByText('Nobody is authorised to monitor a member of staff.').waitFor()
    const who = page.getByRole('form', { name: 'Who counts as staff' })
    await who.getByLabel('Account', { exact: true }).fill('*')
    await who.getByText('one * at the end.').waitFor()
    await who.getByLabel('Account', { exact: true }).fill('staff-*')
    await who.getByRole('button', { name: 'Add' }).click()
    await who.getByText('staff-*', { exact: true }).waitFor()
    expect(await who.getByRole('button', { name: /^Take out/u }).count()).toBe(0)
    await page.getByRole('button', { name: 'Ask for an authorisation' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Account' }).fill('mjones')
    await dialog.getByLabel('Purpose').fill('A complaint that exam papers were sent out.')
    await dialog.getByLabel('Why it is necessary').fill('Talking did not settle it; one week of one account is the least that can.')
    await dialog.getByLabel('How they were consulted').fill('The union’s representative was asked at a meeting.')
    expect(await dialog.getByRole('button', { name: 'Ask' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Consulted on').fill('2026-01-05')
    await inBoth(page, 'gate-ask')
    await dialog.getByRole('button', { name: 'Ask' }).click()
    await page.getByRole('row', { name: /^mjones.*Waits for somebody else/u }).waitFor()
    expect(await page.getByRole('button', { name: 'Approve: mjones' }).count()).toBe(0)

    await open(head.page, 'Staff monitoring')
    await head.page.getByRole('button', { name: 'Approve: mjones' }).click()
    await head.page.getByRole('dialog').getByLabel('Note').fill('One week, and no longer')
    await keepPicture(head.page, 'gate-approve')
    await head.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
    await head.page.getByRole('row', { name: /^mjones.*In force.*One week, and no longer.*nobody has looked/u }).waitFor()
    await head.page.getByRole('button', { name: 'Take out staff-*' }).click()
    await head.page.getByText('Nobody is named yet').waitFor()
    await inBoth(head.page, 'gate')
    await head.page.getByRole('button', { name: 'End now: mjones' }).click()
    await head.page.getByRole('row', { name: /^mjones.*Ended early/u }).waitFor()
    expect([...officer.trouble, ...head.trouble]).toEqual([])
  })
})
