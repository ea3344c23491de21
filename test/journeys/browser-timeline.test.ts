import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#shared/model/staff'
import { accessFindings, findingsInBothThemes, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { plainPicture } from '../support/pictures'
import type { SimulatedAgent } from '../support/simulated-agent'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'

const minuteMs = 60_000
const pcs = 40

/** What four pupils of forty had in front, as the hub learned it. */
const afternoon: readonly (readonly [application: string, title: string, minutes: number])[][] = [
  [
    ['LibreOffice Writer', 'Essay on rivers', 14],
    ['Chromium', 'Rivers of Wales', 6],
    ['LibreOffice Writer', 'Essay on rivers', 18],
    ['Calculator', 'Calculator', 1],
  ],
  [
    ['Scratch', 'Maze', 30],
    ['Chromium', 'Scratch help', 4],
    ['Scratch', 'Maze', 10],
  ],
  [
    ['Chromium', 'Cool games', 25],
    ['LibreOffice Writer', 'Untitled', 3],
    ['Chromium', 'Cool games', 12],
  ],
  [['GIMP', 'River.xcf', 35]],
]

describe('the timeline in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let page: Page
  const agents: SimulatedAgent[] = []
  const troubles: (readonly string[])[] = []
  const begun = Date.now() - 50 * minuteMs

  const openPage = async (role: Role): Promise<Page> => {
    const { page: opened, trouble } = await openStaffPage(browser, hub, hub.accounts[role])
    troubles.push(trouble)
    return opened
  }
  const details = () => page.getByTestId('bar-details').textContent()
  const looks = async (): Promise<readonly string[]> => {
    const head = await hub.signIn('head')
    const entries = await head.must('audit:list', { beforeAuditId: null, limit: 200 })
    head.close()
    return entries.filter(({ action }) => action === 'usage:view').map(({ subject, staffName }) => `${staffName}: ${subject}`)
  }

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    browser = await startBrowser()
    for (const [index, spans] of afternoon.entries()) {
      const agent = await hub.simulateAgent({ hostname: `PC-${index + 1}` })
      agents.push(agent)
      await agent.say('display:state', { state: 'ready' })
      let from = begun + index * minuteMs
      const facts = spans.map(([application, title, minutes], at) => {
        const fact = { kind: 'usage' as const, user: `pupil${index}`, application, title, from, until: from + minutes * minuteMs }
        from = fact.until
        return { number: at + 1, fact }
      })
      await agent.say('outbox:deliver', { facts })
      await agent.say('screen:thumbnail', plainPicture('#2f7a8c'))
    }
    for (let index = afternoon.length; index < pcs; index += 1) await hub.enrol(`PC-${index + 1}`)
    page = await openPage('teacher')
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  it('shows the class over the last hour: names written, totals, only the rows in sight, exact times under the pointer', async () => {
    await page.getByRole('link', { name: 'Timeline' }).click()
    const chart = page.getByRole('grid', { name: /Applications over time/u })
    await chart
      .getByRole('gridcell', { name: /LibreOffice Writer/u })
      .first()
      .waitFor()
    expect(await chart.getAttribute('aria-rowcount')).toBe(String(pcs))
    expect(await chart.getByRole('row').count()).toBeLessThan(pcs)
    const longest = page.getByRole('region', { name: 'By application' }).getByRole('listitem').first()
    expect(await longest.textContent()).toContain('Chromium47 min')
    await chart
      .getByRole('gridcell', { name: /Scratch/u })
      .first()
      .hover()
    await expect.poll(details).toMatch(/^pupil1 \(PC-2\): Scratch, “Maze”, \d\d:\d\d:\d\d to \d\d:\d\d:\d\d, 30 min$/u)
    expect(await looks()).toEqual(['Test teacher: Lab 1'])
  })

  it('is walked by the keyboard, and says the same', async () => {
    const chart = page.getByRole('grid', { name: /Applications over time/u })
    await chart.focus()
    await page.mouse.move(0, 0)
    await expect.poll(details).toMatch(/^pupil0 \(PC-1\): LibreOffice Writer/u)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect.poll(details).toMatch(/^pupil1 \(PC-2\): Chromium, “Scratch help”/u)
    expect(await page.locator(`#${(await chart.getAttribute('aria-activedescendant')) ?? ''}`).getAttribute('aria-label')).toBe(
      await details(),
    )
  })

  it('has no finding of axe as chart and as table, light and dark', async () => {
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `timeline-${theme}`))).toEqual([])
    await page.getByRole('switch', { name: 'As a table' }).click()
    await page.getByRole('table', { name: 'Timeline in words' }).getByRole('cell', { name: 'GIMP' }).waitFor()
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `timeline-words-${theme}`))).toEqual([])
    await page.getByRole('switch', { name: 'As a table' }).click()
  })

  it('looks at one pupil alone, which is noted with the PC, and back', async () => {
    await page.getByRole('button', { name: 'pupil2' }).click()
    await page.getByRole('button', { name: 'Whole class' }).waitFor()
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe('1')
    await page.getByRole('switch', { name: 'As a table' }).click()
    const rows = page.getByRole('table', { name: 'Timeline in words' }).getByRole('row')
    await expect.poll(() => rows.count()).toBe(4)
    expect(await rows.nth(2).textContent()).toContain('3 minLibreOffice WriterUntitledpupil2')
    expect((await looks())[0]).toBe('Test teacher: PC-3')
    await page.getByRole('button', { name: 'Whole class' }).click()
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(pcs))
  })

  it('says why there is nothing: not used, or deleted by now; and when times make no sense', async () => {
    await page.getByRole('combobox', { name: 'Which time' }).click()
    await page.getByRole('option', { name: 'Another time' }).click()
    await page.getByLabel('From', { exact: true }).fill('10:00')
    await page.getByLabel('Until', { exact: true }).fill('09:00')
    await page.getByText('“Until” must be after “From”.').waitFor()
    expect(await page.getByRole('button', { name: 'Show', exact: true }).isDisabled()).toBe(true)
    await page.getByLabel('Until', { exact: true }).fill('11:00')
    await page.getByLabel('Day', { exact: true }).fill('2026-01-09')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.getByText('Your school keeps this history for 30 days').waitFor()
    const yesterday = new Date(Date.now() - 24 * 60 * minuteMs).toISOString().slice(0, 10)
    await page.getByLabel('Day', { exact: true }).fill(yesterday)
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.getByText('Nobody used a PC of this class in that time').waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'timeline-nothing')
  })

  it('opens in the panel only when asked for, and then says which PC was looked at', async () => {
    await page.getByRole('link', { name: 'Class' }).click()
    await page.locator(`[role="gridcell"][data-device-id="${agents[0]?.deviceId ?? ''}"]`).dblclick()
    const section = page.getByRole('dialog').getByRole('region', { name: 'Timeline' })
    const before = (await looks()).length
    await section.getByRole('button', { name: 'Show the last hour' }).click()
    await section.getByRole('gridcell', { name: /Calculator/u }).waitFor()
    expect(await looks()).toHaveLength(before + 1)
    await section.scrollIntoViewIfNeeded()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'timeline-panel')
    await page.keyboard.press('Escape')
  })

  it('begins with the lesson where there is one, and hides names and titles while presenting', async () => {
    const teacher = await hub.signIn('teacher')
    await teacher.must('lesson:start', { roomId: hub.room.roomId, title: '9B', minutes: 30 })
    await agents[1]?.say('session:user', { name: 'pupil1', displayName: 'Ben', guest: false, sessionStartedAt: Date.now() - minuteMs })
    await agents[1]?.say('window:foreground', { title: 'Secret', application: 'Scratch', process: null, since: Date.now() - minuteMs })
    await page.getByRole('switch', { name: 'Presenting' }).click()
    await page.getByRole('link', { name: 'Timeline' }).click()
    await page.getByRole('combobox', { name: 'Which time' }).and(page.locator('[value="This lesson"]')).waitFor()
    const bar = page.getByRole('gridcell', { name: /Scratch/u })
    await bar.waitFor()
    expect(await bar.getAttribute('aria-label')).toMatch(/^PC-2: Scratch, \d/u)
  })

  it('[ST4] is not the officer’s', async () => {
    const officer = await openPage('officer')
    expect(await officer.getByRole('navigation').textContent()).not.toContain('Timeline')
    await officer.goto(`https://127.0.0.1:${hub.hub.consolePort}/#/timeline`)
    await officer.getByText('It belongs to a teacher or the head').waitFor()
  })

  it('no page met an error or broke its content policy', () => {
    expect(troubles.flat()).toEqual([])
  })
})
