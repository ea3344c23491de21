import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DurableFact } from '#shared/model/outbox'
import type { Role } from '#shared/model/staff'
import { accessFindings, findingsInBothThemes, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { plainPicture } from '../support/pictures'
import type { SimulatedAgent } from '../support/simulated-agent'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'

const pupils = ['Aisha Khan', 'Ben Thomas', 'Cai Owen'] as const
const minuteMs = 60_000

const usage = (user: string, application: string, title: string, from: number, until: number): DurableFact => ({
  kind: 'usage',
  user,
  application,
  title,
  from,
  until,
})
const tamper = (kind: 'clock-moved' | 'capture-blocked', from: number, detail: string): DurableFact => ({
  kind: 'tamper',
  tamper: kind,
  from,
  until: kind === 'clock-moved' ? from : null,
  detail,
})

/** What PCs tell later than it happened, as teacher, technician, officer and head read it. */
describe('flags in the browser', () => {
  let hub: TestHub
  let browser: Browser
  const agents: SimulatedAgent[] = []
  const troubles: (readonly string[])[] = []

  const openPage = async (role: Role): Promise<Page> => {
    const { page, trouble } = await openStaffPage(browser, hub, hub.accounts[role])
    troubles.push(trouble)
    return page
  }
  const rows = (page: Page) => page.locator('[data-flag-id]')
  const tile = (page: Page, index: number) => page.locator(`[role="gridcell"][data-device-id="${agents[index]?.deviceId ?? ''}"]`)
  const tell = (index: number, first: number, ...facts: DurableFact[]) =>
    agents[index]?.say('outbox:deliver', { facts: facts.map((fact, offset) => ({ number: first + offset, fact })) })

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    browser = await startBrowser()
    for (const [index, displayName] of pupils.entries()) {
      const agent = await hub.simulateAgent({ hostname: `PC-${index + 1}` })
      agents.push(agent)
      const now = Date.now()
      await agent.say('display:state', { state: 'ready' })
      await agent.say('session:user', { name: `pupil${index}`, displayName, guest: false, sessionStartedAt: now - 90 * minuteMs })
      await agent.say('window:foreground', { title: `Essay ${index}`, application: 'Writer', process: null, since: now })
      await agent.say('screen:thumbnail', plainPicture(['#2f7a8c', '#3f8c5a', '#8c6a3f'][index] ?? '#444444'))
    }
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  it('[OB4] says that there are none, then each new one at once: on the rail, the tile, the page, and aloud', async () => {
    const page = await openPage('teacher')
    await page.getByRole('link', { name: 'Flags' }).click()
    await page.getByRole('heading', { name: 'No flags' }).waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'flags-none')

    const from = Date.now() - 70 * minuteMs
    await tell(
      0,
      1,
      usage('pupil9', 'Writer', 'Essay', from - 2 * minuteMs, from + minuteMs),
      tamper('clock-moved', from, 'The clock was set 120 min forward.'),
    )
    await rows(page).first().waitFor()
    expect(await page.getByTestId('flag-news').textContent()).toBe('New flag: The PC’s clock was changed, PC-1')
    // Who sat there when it happened, not who does now.
    expect(await rows(page).first().textContent()).toContain('pupil9')
    expect(await rows(page).first().textContent()).toContain('Learned at')
    await page.getByRole('link', { name: /Flags.*1 not seen/u }).waitFor()
    await page.getByRole('link', { name: 'Class' }).click()
    await tile(page, 0).getByText('1 flag').waitFor()
    await tell(1, 1, tamper('capture-blocked', Date.now(), 'The screen cannot be read: no XDamage.'))
    await tile(page, 1).getByText('1 flag').waitFor()
    expect(await tile(page, 1).getAttribute('aria-label')).toBe('Ben T, PC-2, Writer, 1 flag')
    await keepPicture(page, 'flags-tile')
  })

  it('[OB4] a PC that falls silent among others is flagged in the open console, and the flag ends when it is back', async () => {
    const page = await openPage('teacher')
    const leaver = await hub.simulateAgent({ hostname: 'PC-4' })
    leaver.socket.io.engine.close()
    await page.getByRole('link', { name: 'Flags' }).click()
    const row = rows(page).filter({ hasText: 'PC-4' })
    await row.getByText('Classwarden was ended by force').waitFor()
    await row.getByText('not back yet').waitFor()
    expect(await row.textContent()).toContain('nobody')
  })

  it('has no finding of axe on tile, panel and page, light and dark', async () => {
    const page = await openPage('teacher')
    const inBoth = async (name: string): Promise<void> => {
      expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `${name}-${theme}`))).toEqual([])
    }
    await tile(page, 0).getByText('1 flag').waitFor()
    await tile(page, 0).dblclick()
    await page.getByRole('dialog').getByRole('region', { name: 'Flags' }).getByText('The PC’s clock was changed').waitFor()
    await inBoth('flags-panel')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Flags' }).click()
    await rows(page).nth(2).waitFor()
    await inBoth('flags')
  })

  it('hides flags while presenting', async () => {
    const page = await openPage('teacher')
    await tile(page, 0).getByText('1 flag').waitFor()
    await page.getByRole('switch', { name: 'Presenting' }).click()
    await tile(page, 0).getByText('1 flag').waitFor({ state: 'detached' })
    expect(await page.getByRole('navigation').textContent()).not.toContain('not seen')
  })

  it('[RM3, ST4] roles: the technician sees the PC and not the pupil, the head looks and marks nothing', async () => {
    const technician = await openPage('technician')
    await technician.getByRole('link', { name: 'Flags' }).click()
    await rows(technician).nth(2).waitFor()
    expect(await technician.getByRole('table').textContent()).not.toContain('pupil9')
    const head = await openPage('head')
    await head.getByRole('link', { name: 'Flags' }).click()
    await rows(head).nth(2).waitFor()
    expect(await head.getByRole('table').textContent()).toContain('pupil9')
    expect(await head.getByRole('button', { name: 'Mark as seen' }).count()).toBe(0)
    await technician.context().close()
    await head.context().close()
  })

  it('is worked off by keyboard: seen at every console, kept in place, then gone from those not seen', async () => {
    const officer = await openPage('officer')
    await officer.getByRole('link', { name: 'Flags' }).click()
    await officer.getByRole('heading', { name: 'Flags', level: 1 }).waitFor()
    const teacher = await openPage('teacher')
    await teacher.getByRole('link', { name: 'Flags' }).click()
    await rows(teacher).nth(2).waitFor()
    await officer.getByRole('combobox', { name: 'What happened' }).click()
    await officer.getByRole('option', { name: 'The screen could not be pictured' }).click()
    await expect.poll(() => rows(officer).count()).toBe(1)
    await officer.getByRole('combobox', { name: 'What happened' }).click()
    await officer.getByRole('option', { name: 'Everything that happened' }).click()
    await expect.poll(() => rows(officer).count()).toBe(3)
    await officer.getByRole('button', { name: 'Mark as seen' }).first().focus()
    for (const left of [2, 1, 0]) {
      await officer.keyboard.press('Enter')
      await expect.poll(() => officer.getByRole('button', { name: 'Mark as seen' }).count()).toBe(left)
    }
    expect(await rows(officer).count()).toBe(3)
    await teacher.getByRole('heading', { name: 'Nothing to look at' }).waitFor()
    await keepPicture(teacher, 'flags-all-seen')
    await teacher.getByRole('button', { name: 'Show all flags' }).click()
    await expect.poll(() => rows(teacher).count()).toBe(3)
    await rows(teacher).first().getByText('Seen by Test officer').waitFor()
    expect(await teacher.getByRole('navigation').textContent()).not.toContain('not seen')
  })

  it('over a lost link the flags stay, nothing can be marked, and what came meanwhile is there afterwards', async () => {
    const page = await openPage('teacher')
    await tell(2, 1, tamper('capture-blocked', Date.now(), 'again'))
    await page.getByRole('link', { name: 'Flags' }).click()
    await rows(page).first().waitFor()
    const restarting = hub.restart()
    await page.getByRole('alert').getByText('The link to the hub is lost').waitFor()
    expect(await page.getByRole('button', { name: 'Mark as seen' }).first().isDisabled()).toBe(true)
    await restarting
    await expect.poll(() => page.getByRole('button', { name: 'Mark as seen' }).first().isDisabled(), { timeout: 20_000 }).toBe(false)
  })

  it('no page broke its content policy', () => {
    expect(troubles.flat().filter((line) => line.startsWith('policy'))).toEqual([])
  })
})
