import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breachFact, numberedFacts, snapshotOf } from '../support/breaches'
import { accessFindings, startBrowser } from '../support/browser'
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
    expect([...officer.trouble, ...head.trouble]).toEqual([])
  })
})
