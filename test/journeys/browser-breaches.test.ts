import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#shared/model/staff'
import { breachFact, numberedFacts, snapshotOf } from '../support/breaches'
import { accessFindings, findingsInBothThemes, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { mailAccount, startMailServer, type TestMailServer } from '../support/mail-server'
import type { SimulatedAgent } from '../support/simulated-agent'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'

const games = { category: 'games', grade: 1, rule: { pack: 'games', version: 1, id: 'games/unblocked' }, pictures: 0 } as const
const minuteMs = 60_000

/** Concerns as officer, head, teacher and technician meet them. */
describe('concerns in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let agent: SimulatedAgent
  let officer: Page
  let mailServer: TestMailServer
  let delivered = 0
  const troubles: (readonly string[])[] = []
  const grave = breachFact({ takenAt: Date.now() - 2 * minuteMs })

  const openPage = async (role: Role): Promise<Page> => {
    const { page, trouble } = await openStaffPage(browser, hub, hub.accounts[role])
    troubles.push(trouble)
    return page
  }
  const tell = async (...facts: Parameters<typeof numberedFacts>[1][]): Promise<void> => {
    expect((await agent.say('outbox:deliver', numberedFacts(delivered + 1, ...facts))).ok).toBe(true)
    delivered += facts.length
  }
  const rows = (page: Page) => page.locator('[data-breach-id]')
  const detail = (page: Page) => page.getByRole('article', { name: 'The concern at hand' })
  const inBoth = async (page: Page, name: string): Promise<void> => {
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `${name}-${theme}`))).toEqual([])
  }

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    browser = await startBrowser()
    mailServer = await startMailServer()
    agent = await hub.simulateAgent({ hostname: 'PC-7' })
    officer = await openPage('officer')
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
    await mailServer.stop()
  })

  it('[CN1] the officer begins at the concerns; a new one is there at once, counted on the rail and said aloud without its words', async () => {
    await officer.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
    await keepPicture(officer, 'concerns-none')
    await tell(grave)
    await rows(officer).first().waitFor()
    expect(await officer.getByTestId('breach-news').textContent()).toBe('New concern: Suicide, grade 5')
    await officer.getByRole('link', { name: /Concerns.*1 waiting/u }).waitFor()
    await tell({ kind: 'breach-repeat', breachId: grave.breachId, count: 40, until: Date.now() })
    await rows(officer).first().getByText('40 times').waitFor()
    expect(await rows(officer).count()).toBe(1)
  })

  it('[CN4] shows the match in its surroundings; pictures are covered until a reason is given, once', async () => {
    for (const [part, colour] of [
      ['before', '#2f7a8c'],
      ['match', '#8c2f3f'],
      ['after', '#3f8c5a'],
    ] as const)
      await agent.say('snapshot:deliver', snapshotOf(grave.breachId, part, colour))
    await rows(officer).first().click()
    const page = detail(officer)
    expect(await page.getByRole('region', { name: 'What was seen' }).getByRole('blockquote').textContent()).toBe(
      'what is the easiest way to die without it hurting',
    )
    await expect.poll(() => page.locator('[data-part]').count()).toBe(3)
    expect(await page.locator('canvas').count()).toBe(0)
    await keepPicture(officer, 'concern-covered')
    await page.getByRole('button', { name: 'Show pictures' }).click()
    const dialog = officer.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Show pictures' }).isDisabled()).toBe(true)
    await keepPicture(officer, 'concern-reason')
    expect(await accessFindings(officer)).toEqual([])
    await dialog.getByRole('textbox').fill('To see whose words these are')
    await dialog.getByRole('button', { name: 'Show pictures' }).click()
    await expect.poll(() => page.locator('[data-shown="drawn"]').count()).toBe(3)
    const colour = await page
      .locator('[data-part="match"] canvas')
      .evaluate((canvas: HTMLCanvasElement) => [...(canvas.getContext('2d')?.getImageData(10, 10, 1, 1).data ?? [])].slice(0, 3))
    expect(colour.map((channel, index) => Math.abs(channel - ([0x8c, 0x2f, 0x3f][index] ?? 0)) < 12)).toEqual([true, true, true])
    await inBoth(officer, 'concern-revealed')
    await page.getByRole('button', { name: 'Cover again' }).click()
    expect(await page.locator('canvas').count()).toBe(0)
    await page.getByRole('button', { name: 'Show pictures' }).click()
    await expect.poll(() => page.locator('[data-shown="drawn"]').count()).toBe(3)
    await page.getByRole('button', { name: 'Enlarge: After' }).click()
    await officer.getByRole('dialog', { name: 'After' }).locator('canvas').waitFor()
    await officer.keyboard.press('Escape')
  })

  it('[CN5] is worked off by keys alone: down, decide with a note, undo', async () => {
    const more = [1, 2, 3].map((hour) =>
      breachFact({ category: 'bullying', grade: hour + 1, takenAt: Date.now() - hour * 60 * minuteMs, pictures: 0, user: `pupil${hour}` }),
    )
    await tell(...more)
    await expect.poll(() => rows(officer).count()).toBe(4)
    await rows(officer).first().focus()
    await officer.keyboard.press('Enter')
    for (const key of ['j', 'j', 'k']) await officer.keyboard.press(key)
    expect(await rows(officer).nth(1).getAttribute('aria-current')).toBe('true')
    await detail(officer).getByText('pupil2').waitFor()
    await officer.keyboard.press('n')
    await officer.keyboard.type('A quote from the play in class. fj')
    await officer.keyboard.press('Shift+Tab')
    await rows(officer).nth(1).focus()
    await officer.keyboard.press('f')
    await rows(officer).nth(1).getByText('False positive').waitFor()
    // The next one that waits is at hand, and the decided one keeps its place.
    await expect.poll(() => rows(officer).nth(2).getAttribute('aria-current')).toBe('true')
    await officer.keyboard.press('4')
    await rows(officer).nth(2).getByText('Escalated').waitFor()
    await officer.keyboard.press('z')
    await rows(officer).nth(2).getByText('New').waitFor()
    await rows(officer).nth(1).click()
    await detail(officer).getByText('A quote from the play in class. fj').waitFor()
    await inBoth(officer, 'concerns-decided')
    await officer.getByRole('link', { name: /Concerns.*3 waiting/u }).waitFor()
  })

  it('[CN6] narrows the list by state, grade, category and words, and says when nothing is like that', async () => {
    await officer.getByRole('combobox', { name: 'Where it stands' }).click()
    await officer.getByRole('option', { name: 'False positive' }).click()
    await expect.poll(() => rows(officer).count()).toBe(1)
    await officer.getByRole('combobox', { name: 'Where it stands' }).click()
    await officer.getByRole('option', { name: 'All', exact: true }).click()
    await expect.poll(() => rows(officer).count()).toBe(4)
    await officer.getByRole('combobox', { name: 'Grade' }).click()
    await officer.getByRole('option', { name: 'Grade 4 and up' }).click()
    await expect.poll(() => rows(officer).count()).toBe(2)
    await officer.getByRole('textbox', { name: 'Search words, names, PCs' }).fill('pupil3')
    await expect.poll(() => rows(officer).count()).toBe(1)
    await officer.getByRole('textbox', { name: 'Search words, names, PCs' }).fill('nothing like this')
    await officer.getByRole('heading', { name: 'No concern like that' }).waitFor()
    await keepPicture(officer, 'concerns-none-so')
  })

  it('[CN3] a teacher gets what the school shares; a technician has no such page; the head decides nothing', async () => {
    await tell(breachFact({ ...games, match: { before: '', text: 'unblocked games', after: ' 76' } }))
    const teacher = await openPage('teacher')
    await teacher.getByRole('link', { name: /Concerns.*1 waiting/u }).click()
    await rows(teacher).first().click()
    await detail(teacher).getByText('The school does not share pictures').waitFor()
    expect(await rows(teacher).count()).toBe(1)
    expect(await detail(teacher).getByRole('button').count()).toBe(0)
    await keepPicture(teacher, 'concerns-teacher')
    await teacher.getByRole('link', { name: 'Class' }).click()
    await teacher.getByRole('switch', { name: 'Presenting' }).click()
    expect(await teacher.getByRole('navigation').textContent()).not.toContain('waiting')
    const head = await openPage('head')
    await head.getByRole('link', { name: /Concerns/u }).click()
    await rows(head).first().click()
    await detail(head).getByText('Decision').waitFor()
    expect(await detail(head).getByRole('button', { name: 'Resolve' }).count()).toBe(0)
    const technician = await openPage('technician')
    expect(await technician.getByRole('link', { name: 'Concerns' }).count()).toBe(0)
    await technician.goto(`${technician.url().split('#')[0] ?? ''}#/breaches`)
    await technician.getByText('Your account does not have this page').waitFor()
    for (const page of [teacher, head, technician]) await page.context().close()
  })

  it('[CN5] a row of concerns is worked off by keys alone: looked at, decided with and without a note, marked, undone', async () => {
    const counter = await hub.signIn('officer')
    const waiting = async (): Promise<number> => (await counter.must('breach:count', {})).waiting
    const before = await waiting()
    await tell(...Array.from({ length: 12 }, (_, index) => breachFact({ ...games, user: `player${index}` })))
    const page = await openPage('officer')
    const atHand = () => page.locator('[data-breach-id][aria-current]').getAttribute('data-breach-id')
    expect(await waiting()).toBe(before + 12)
    await rows(page).first().focus()
    await page.keyboard.press('Enter')
    for (let done = 0; done < 8; done += 1) {
      const id = await atHand()
      await detail(page)
        .getByText(`player${11 - done}`)
        .first()
        .waitFor()
      if (done % 5 === 0) {
        await page.keyboard.press('n')
        await page.keyboard.type('A page of games. df')
        await page.keyboard.press('Escape')
      }
      await page.keyboard.press(['f', 'd', 'f', 'r'][done % 4] ?? 'f')
      await expect.poll(atHand, { interval: 20 }).not.toBe(id)
    }
    // The last four together: marked one after the other, decided by one key, and that is taken back and done again.
    for (let mark = 0; mark < 4; mark += 1) for (const key of mark === 0 ? ['x'] : ['j', 'x']) await page.keyboard.press(key)
    await page.keyboard.press('f')
    await page.getByText('4 concerns decided').waitFor()
    await page.keyboard.press('z')
    await expect.poll(waiting, { timeout: 15_000 }).toBe(before + 4)
    // Taken back on the page too, not only in the hub's count: keys that come before that find nothing to mark.
    await expect.poll(() => page.getByText('4 concerns decided').count(), { timeout: 15_000 }).toBe(0)
    for (let mark = 0; mark < 4; mark += 1) for (const key of mark === 0 ? ['x'] : ['k', 'x']) await page.keyboard.press(key)
    await page.keyboard.press('f')
    await expect.poll(waiting, { timeout: 15_000 }).toBe(before)
    await page.close()
  })

  it('[CN3, CN9] the officer says what teachers see and where grade 5 is told', async () => {
    await officer.getByRole('button', { name: 'Set up' }).click()
    await officer.getByRole('menuitem', { name: 'What class teachers see' }).click()
    await officer.getByRole('dialog').getByRole('switch', { name: 'Pictures too' }).click()
    await keepPicture(officer, 'concerns-sharing')
    expect(await accessFindings(officer)).toEqual([])
    await officer.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await officer.getByRole('dialog').waitFor({ state: 'detached' })
    await officer.getByRole('button', { name: 'Set up' }).click()
    await officer.getByRole('menuitem', { name: 'E-mail for grade 5' }).click()
    const dialog = officer.getByRole('dialog')
    await dialog.getByLabel('To', { exact: true }).fill('lead@school.test')
    await officer.keyboard.press('Enter')
    await dialog.getByLabel('From').fill('classwarden@school.test')
    await dialog.getByLabel('Mail server').fill('localhost')
    await dialog.getByLabel('Port').fill('1')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('button', { name: 'Send a test' }).click()
    await dialog.getByText('The mail server did not take the e-mail').waitFor()
    await keepPicture(officer, 'concerns-mail')
    expect(await accessFindings(officer)).toEqual([])

    // A real server that asks for STARTTLS and an account.
    await dialog.getByRole('textbox', { name: 'Mail server' }).fill('127.0.0.1')
    await dialog.getByRole('textbox', { name: 'Port' }).fill(String(mailServer.port))
    await dialog.getByRole('textbox', { name: 'Account' }).fill(mailAccount.user)
    await dialog.getByLabel('Password', { exact: true }).fill(mailAccount.password)
    await dialog.getByLabel('Certificate of the server’s authority').fill(mailServer.authorityPem)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('The hub has one. Type another to replace it.').waitFor()
    await dialog.getByRole('button', { name: 'Send a test' }).click()
    await dialog.getByText('The mail server took the test.').waitFor()
    expect(mailServer.received).toMatchObject([{ to: ['lead@school.test'], encrypted: true }])
    await keepPicture(officer, 'concerns-mail-sent')
    await officer.keyboard.press('Escape')
  })

  it('over a lost link the concerns stay and nothing can be decided; what came meanwhile is there afterwards', async () => {
    const page = await openPage('officer')
    await rows(page).first().click()
    await detail(page).getByRole('button', { name: 'Resolve' }).waitFor()
    const restarting = hub.restart()
    await page.getByRole('alert').getByText('The link to the hub is lost').waitFor()
    expect(await detail(page).getByRole('button', { name: 'Resolve' }).isDisabled()).toBe(true)
    await restarting
    await expect.poll(() => detail(page).getByRole('button', { name: 'Resolve' }).isDisabled(), { timeout: 20_000 }).toBe(false)
  })

  it('no page broke its content policy', () => {
    expect(troubles.flat().filter((line) => line.startsWith('policy'))).toEqual([])
  })
})
