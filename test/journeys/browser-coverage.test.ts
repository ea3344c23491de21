import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeviceHealth } from '#shared/model/health'
import { uploadParts } from '#shared/protocol/scene-orders'
import { findingsInBothThemes, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { simulateAgent, type SimulatedAgent } from '../support/simulated-agent'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'

const calm: DeviceHealth = {
  factsWaiting: 0,
  picturesWaiting: 0,
  diskFreeMb: 41_200,
  capture: 'working',
  lastCaptureAt: Date.now(),
  policyVersion: '1.0.0',
  browsers: [
    { browser: 'chromium', state: 'linked' },
    { browser: 'firefox', state: 'ready' },
  ],
}

/** What is watched and what is not, as a technician sees it. */
describe('coverage in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let page: Page
  let trouble: readonly string[]
  let blocked: SimulatedAgent
  let stranger: SimulatedAgent

  beforeAll(async () => {
    ;[hub, browser] = await Promise.all([startTestHub({ rendererFolder, bounds: { coverageEveryMs: 200 } }), startBrowser()])
    const opened = await openStaffPage(browser, hub, hub.accounts.technician)
    page = opened.page
    trouble = opened.trouble
  })
  afterAll(async () => {
    stranger.close()
    await browser.close()
    await hub.stop()
  })

  const start = async (hostname: string, health: DeviceHealth | null, capabilities?: readonly string[]): Promise<SimulatedAgent> => {
    const agent = await hub.simulateAgent({ hostname, ...(capabilities === undefined ? {} : { capabilities }) })
    await agent.say('display:state', { state: 'ready' })
    if (health !== null) await agent.say('agent:health', health)
    return agent
  }
  /** Written down in the register, and never enrolled. */
  const expectPc = async (line: string): Promise<void> => {
    const technician = await hub.signIn('technician')
    const uploadId = randomUUID()
    const parts = uploadParts(gzipSync(`name,room,groups\n${line}\n`))
    for (const [part, bytes] of parts.entries()) await technician.must('table:upload', { uploadId, part, parts: parts.length, bytes })
    await technician.must('device:import', { uploadId, leaveOut: false })
    technician.close()
  }
  const row = (name: string) => page.locator('[role="row"][data-device-id]').filter({ hasText: name })

  it('an empty school is told what to do', async () => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Coverage' }).click()
    await page.getByRole('heading', { name: 'No PC is expected yet' }).waitFor()
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `coverage-empty-${theme}`))).toEqual([])
  })

  it('[CO2, CO3, CO7] shows what to do first at the top, in words, as it comes about', async () => {
    await expectPc('PC-07,Lab 1,Laptops')
    await row('PC-07').getByText('it was never enrolled').waitFor()
    await start('PC-01', calm)
    blocked = await start('PC-02', {
      ...calm,
      capture: 'blocked',
      lastCaptureAt: null,
      browsers: [{ browser: 'chromium', state: 'unset' }],
    })
    await start('PC-03', null, ['lock'])
    await start('PC-04', { ...calm, diskFreeMb: 210, factsWaiting: 1_204, browsers: null })
    await hub.enrol('PC-05')
    stranger = await simulateAgent(await hub.enrol('PC-06'), { protocol: { major: 2, minor: 0 } })
    await row('PC-06').getByText('speak different versions').waitFor()
    const names = await page.locator('[role="row"][data-device-id] [role="cell"]:first-child strong').allTextContents()
    expect(names).toEqual(['PC-06', 'PC-02', 'PC-04', 'PC-03', 'PC-07', 'PC-05', 'PC-01'])
    await row('PC-02').getByText('Not watched', { exact: true }).waitFor()
    await row('PC-03').getByText('too old to tell how it does').waitFor()
    expect(await row('PC-03').getByText('not told').count()).toBe(4)
    await row('PC-01').getByText('Fine', { exact: true }).waitFor()
    await page.getByRole('button', { name: /Lab 1.*1 fine.*2 to look at.*1 not watched.*3 silent/u }).waitFor()
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `coverage-trouble-${theme}`))).toEqual([])
    await page.setViewportSize({ width: 1_920, height: 1_080 })
    await findingsInBothThemes(page, (theme) => keepPicture(page, `coverage-trouble-1920-${theme}`))
    await page.setViewportSize({ width: 1_280, height: 800 })
  })

  it('[CO5] follows a PC that is well again, filters, and exports what is shown', async () => {
    await blocked.say('agent:health', calm)
    await row('PC-02').getByText('Fine', { exact: true }).waitFor()
    const ofGroup = async (): Promise<void> => {
      await page.getByRole('combobox', { name: 'Group' }).click()
      await page.getByRole('option', { name: 'Laptops' }).click()
    }
    await ofGroup()
    await row('PC-01').waitFor({ state: 'detached' })
    await row('PC-07').waitFor()
    await keepPicture(page, 'coverage-group')
    // Chosen a second time it is let go.
    await ofGroup()
    await row('PC-01').waitFor()
    await page.getByRole('combobox', { name: 'What is wrong' }).click()
    await page.getByRole('option', { name: /^Never seen/u }).click()
    await row('PC-01').waitFor({ state: 'detached' })
    expect(await page.locator('[role="row"][data-device-id]').count()).toBe(1)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as CSV' }).click()])
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/^"PC-05","Lab 1","silent",/u)
  })

  it('[CO6] draws the days', async () => {
    const technician = await hub.signIn('technician')
    const expectedNow = async (): Promise<number | undefined> => (await technician.must('coverage:days', { days: 1 }))[0]?.expected
    await expect.poll(expectedNow, { timeout: 30_000, interval: 250 }).toBe(7)
    technician.close()
    await page.getByRole('tab', { name: 'History' }).click()
    await page.getByRole('cell', { name: 'of 7' }).waitFor()
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `coverage-history-${theme}`))).toEqual([])
    expect(trouble).toEqual([])
  })
})
