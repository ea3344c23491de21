import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breachFact } from '../support/breaches'
import { accessFindings, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'
import { keepPicture, openStaffPage, rendererFolder, type StaffPage } from '../support/staff-page'

/** An officer, the head and one pupil PC: the school's policies, from the click to the PC. */
describe('the policies in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let pc: SimulatedAgent
  let officer: StaffPage
  let head: StaffPage

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    browser = await startBrowser()
    pc = await hub.simulateAgent({ hostname: 'PC-1' })
    const from = Date.now() - 60_000
    const usage = {
      kind: 'usage' as const,
      user: 'aisha',
      application: 'chromium',
      title: 'Unblocked games online',
      from,
      until: from + 5_000,
    }
    await pc.say('outbox:deliver', { facts: [{ number: 1, fact: usage }] })
    officer = await openStaffPage(browser, hub, hub.accounts.officer)
    head = await openStaffPage(browser, hub, hub.accounts.head)
    for (const { page } of [officer, head]) page.setDefaultTimeout(10_000)
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  const open = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { name, exact: true }).waitFor()
  }

  it('pupils are added from lines, and what does not fit is named by its line', async () => {
    const { page } = officer
    await open(page, 'Pupils')
    await page.getByText('No pupils yet').waitFor()
    await page.getByRole('button', { name: 'Add pupils' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Pupils, one a line').fill('aisha, Aisha Khan, Year 7, 7B | Chess club\nben, Ben Thomas, Year 20')
    await dialog.getByText('Line 2: the year is none of Reception and Year 1 to 13').waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'pupils-import')
    await dialog.getByRole('button', { name: 'Add 1 pupil' }).click()
    await page.getByRole('cell', { name: 'Aisha Khan', exact: true }).waitFor()
    expect(await accessFindings(page)).toEqual([])
  })

  it('[PO1][PO8] a pack is limited to years after it was tried on the past, and the PC is told', async () => {
    const { page } = officer
    await open(page, 'Policies')
    await page.getByText('held by 1 of the 1 PCs that are on').waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'policies-packs')
    await page.getByRole('button', { name: 'Change Games in lessons' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Some years or groups, or at some hours').check()
    expect(await dialog.getByRole('button', { name: 'Put in force' }).isDisabled()).toBe(true)
    await dialog.getByText('Year 12', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Add others, or other hours' }).click()
    expect(await dialog.getByRole('button', { name: 'Put in force' }).isDisabled()).toBe(true)
    const second = dialog.getByRole('group', { name: 'For whom, 2', exact: true })
    await second.getByText('Year 13', { exact: true }).click()
    await second.getByLabel('Only at these hours').check()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'policies-scopes')
    await dialog.getByRole('button', { name: 'Try it' }).click()
    await dialog.getByText('1 texts looked at: 0 would newly be flagged, 1 no longer, 1 as before.').waitFor()
    await dialog.getByText('1 no longer flagged').click()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'policies-limit')
    await dialog.getByRole('textbox', { name: 'Why' }).fill('Sixth form has a free period')
    await dialog.getByRole('button', { name: 'Put in force' }).click()
    await page.getByRole('row', { name: /Games in lessons.*Year 12 and Year 13 \(/u }).waitFor()
    await pc.until(
      () =>
        pc.schoolPolicies
          .at(-1)
          ?.set.limits[0]?.on.map(({ yearGroups }) => yearGroups.join())
          .join(' ') === '12 13',
    )
  })

  it('[PO3] a locked pack has no way to change it', async () => {
    const row = officer.page.getByRole('row', { name: /Illegal content/u }).first()
    await row.getByText('nobody in school can change this').waitFor()
    expect(await row.getByRole('button').count()).toBe(0)
  })

  it('[PO6, PO9] what takes from a safeguarding pack waits for the head, whose rail says so, and who approves it', async () => {
    const { page } = officer
    await page.getByRole('button', { name: 'Change Self-harm' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Nobody: switch it off').check()
    await dialog.getByText('waits until somebody else approves it').waitFor()
    await dialog.getByRole('textbox', { name: 'Why' }).fill('A pack of the county takes its place')
    await dialog.getByRole('button', { name: 'Propose' }).click()
    await page.getByText('It waits for somebody else to approve it').waitFor()

    // [PO9] The rail says so wherever the head is; who proposed it is not asked.
    await head.page.getByRole('link', { name: 'Concerns' }).click()
    await head.page.getByRole('link', { name: 'Policies 1 change waits for your decision' }).waitFor()
    expect(await page.getByText('waits for your decision').count()).toBe(0)
    await keepPicture(head.page, 'rail-approvals')
    await head.page.getByRole('link', { name: 'Policies' }).click()
    await head.page.getByRole('heading', { name: 'Policies', exact: true }).waitFor()
    await head.page.getByText('A pack of the county takes its place').waitFor()
    expect(await accessFindings(head.page)).toEqual([])
    await keepPicture(head.page, 'policies-log')
    await head.page.getByRole('button', { name: 'Approve' }).click()
    await head.page.getByRole('row', { name: /Self-harm.*Test officer.*Test head.*In force/u }).waitFor()
    await pc.until(() => pc.schoolPolicies.at(-1)?.set.limits.some(({ target }) => target === 'self-harm') === true)
    await head.page.getByText('waits for your decision').first().waitFor({ state: 'detached' })
  })

  it('[PO2] a phrase of the school’s own is added, and one that cannot be read is refused with the reason', async () => {
    const { page } = officer
    await page.getByRole('tab', { name: 'Own phrases' }).click()
    await page.getByRole('button', { name: 'Add a phrase' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Phrase' }).fill('rate (my teacher')
    await dialog.getByLabel('What it means').fill('A page on which pupils mock their teachers.')
    await dialog.getByRole('textbox', { name: 'Why' }).fill('seen three times this week')
    await dialog.getByRole('button', { name: 'Put in force' }).click()
    await dialog.getByText('The phrase is not understood').waitFor()
    await dialog.getByRole('textbox', { name: 'Phrase' }).fill('rate my teacher')
    await dialog.getByRole('button', { name: 'Put in force' }).click()
    await page.getByRole('row', { name: /rate my teacher/u }).waitFor()
    await keepPicture(page, 'policies-phrases')
  })

  it('[PO2] a false alarm is excepted from the concern itself, on its site, with a reason, and the PC is told', async () => {
    const { page } = officer
    const match = { before: '', text: 'unblocked games', after: ' for maths' }
    const rule = { pack: 'games', version: 1, id: 'games/game-pages' }
    const fact = breachFact({ category: 'games', grade: 1, rule, match, url: 'https://nrich.maths.org/games', pictures: 0 })
    await pc.say('outbox:deliver', { facts: [{ number: 2, fact }] })
    await page.getByRole('link', { name: /^Concerns/u }).click()
    await page.locator(`[data-breach-id="${fact.breachId}"]`).click()
    await page.getByRole('button', { name: 'Never for this phrase here' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('will not flag these words on nrich.maths.org again; elsewhere it still will').waitFor()
    expect(await dialog.getByRole('textbox', { name: 'Phrase' }).inputValue()).toBe('unblocked games')
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'policies-except')
    await dialog.getByRole('textbox', { name: 'Why' }).fill('A page of exercises')
    await dialog.getByRole('button', { name: 'Put in force' }).click()
    await dialog.waitFor({ state: 'detached' })
    const made = { target: 'games/game-pages', phrase: 'unblocked games', domain: 'nrich.maths.org' }
    await pc.until(() => pc.schoolPolicies.at(-1)?.set.exceptions.some((one) => one.domain === made.domain) === true)
    expect(pc.schoolPolicies.at(-1)?.set.exceptions).toMatchObject([made])
    await open(page, 'Policies')
  })

  it('[PO5] what applies to a pupil is looked up, with why', async () => {
    const { page } = officer
    await page.getByRole('tab', { name: 'For a pupil' }).click()
    await page.getByLabel('Pupil', { exact: true }).first().fill('aisha')
    await page.getByRole('button', { name: 'Look up' }).click()
    await page.getByRole('heading', { name: 'Aisha Khan' }).waitFor()
    await page.getByRole('row', { name: /Games in lessons.*Off.*Year 12.*Sixth form has a free period/u }).waitFor()
    expect(await accessFindings(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    await keepPicture(page, 'policies-applies-dark')
    await page.getByRole('tab', { name: 'Options' }).click()
    await page.getByLabel('Look at what pupils type into web pages').waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'policies-options-dark')
  })

  it('[BC6] typed text is off until the school switches it on, which says what that asks of it', async () => {
    const { page } = officer
    expect(pc.schoolPolicies.some(({ set }) => set.typedText)).toBe(false)
    const box = page.getByLabel('Look at what pupils type into web pages')
    expect(await box.isChecked()).toBe(false)
    await page.getByText('never a password, card or PIN field. Pupils and parents must be told').waitFor()
    await box.check()
    await page.getByRole('textbox', { name: 'Why' }).fill('In the assessment of this term')
    await page.getByRole('button', { name: 'Put in force' }).click()
    await pc.until(() => pc.schoolPolicies.at(-1)?.set.typedText === true)
  })

  it('[BR10] a private site is added, told to the PC, taken out and brought back; the head reads it', async () => {
    const { page } = officer
    await page.getByRole('tab', { name: 'Private sites' }).click()
    await page.getByText('20 more come with Classwarden and cannot be taken out').click()
    await page.getByText('childline.org.uk').waitFor()
    await page.getByLabel('A private site').fill('clinic')
    await page.getByRole('button', { name: 'Add to the private sites' }).click()
    await page.getByText('“clinic”', { exact: false }).or(page.getByRole('alert')).first().waitFor()
    await page.getByLabel('A private site').fill('https://clinic.example.org/')
    await page.getByRole('button', { name: 'Add to the private sites' }).click()
    await page.getByRole('cell', { name: 'clinic.example.org', exact: true }).waitFor()
    await pc.until(() => pc.privacyLists.at(-1)?.sites.join() === 'clinic.example.org')
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'policies-privacy-dark')
    await page.getByRole('button', { name: 'Remove clinic.example.org' }).click()
    await pc.until(() => pc.privacyLists.at(-1)?.sites.length === 0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('cell', { name: 'clinic.example.org', exact: true }).waitFor()
    await page.emulateMedia({ colorScheme: 'light' })
    await keepPicture(page, 'policies-privacy')

    await head.page.getByRole('tab', { name: 'Private sites' }).click()
    await head.page.getByRole('cell', { name: 'clinic.example.org', exact: true }).waitFor()
    expect(await head.page.getByRole('button', { name: 'Remove clinic.example.org' }).count()).toBe(0)
    expect(await accessFindings(head.page)).toEqual([])
  })

  it('nothing went wrong on either page', () => {
    expect([...officer.trouble, ...head.trouble]).toEqual([])
  })
})
