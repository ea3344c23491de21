import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent'
import { collectClosers } from '../support/classroom/closers'
import { type ConsoleProgram, startConsole } from '../support/classroom/console-program'
import { foundSchool, must, newPassword } from '../support/classroom/school'
import { signIn } from '../support/classroom/teacher'
import { type Desktop, startDesktop } from '../support/desktop'
import { type ManagedBrowsers, prepareManagedBrowsers } from '../support/managed-browsers'
import { keepPicture } from '../support/staff-page'

/** The whole way with real parts: a pupil's Chromium, the agent, the hub inside the Electron console, and the officer at it. */
describe('a concern from a pupil’s desktop to the officer’s', () => {
  const closers = collectClosers()
  let console: ConsoleProgram
  let pupil: Desktop
  let browsers: ManagedBrowsers
  let agent: TestAgent

  beforeAll(async () => {
    const office = closers.add(await startDesktop({ width: 1_400, height: 900 }), (one) => one.stop())
    pupil = closers.add(await startDesktop({ width: 1_280, height: 800 }), (one) => one.stop())
    console = closers.add(await startConsole({ display: office.display }), (one) => one.stop())
    const school = await foundSchool(console.hub, 'Lab 2', 1)
    const officer = { signInName: 'm.reed', password: newPassword() }
    must(
      'making the officer',
      await school.technician.ask('staff:create', { ...officer, displayName: 'Mo Reed', role: 'officer', roomIds: null, expiresAt: null }),
    )
    must('leaving the second factor out', await school.technician.ask('setting:write', { secondFactorRequired: false }))
    school.technician.close()
    browsers = closers.add(await prepareManagedBrowsers(['find.test']), (one) => one.stop())
    const hub = { issueBundle: () => Promise.resolve(school.bundle) }
    agent = closers.add(await startAgent({ hub, desktop: pupil, prepare: browsers.install }), (one) => one.stop())
    await signIn(console.page, officer)
  })
  afterAll(() => closers.closeAll())

  it('[BC1, BC3, CN1, CN4] is at the console with its words, and its pictures once the officer says why', async () => {
    const { page } = console
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
    browsers.open(pupil, 'chromium', browsers.address('find.test', '/fractions'))
    // Linked by then: what is seen of a browser before that is another place, its window.
    await expect.poll(async () => (await agent.status()).browsers?.tabs ?? 0, { timeout: 60_000, interval: 500 }).toBeGreaterThan(0)
    browsers.open(pupil, 'chromium', browsers.address('find.test', '/search?q=how+to+kill+myself'))
    const row = page.locator('[data-breach-id]').first()
    await row.waitFor({ timeout: 60_000 })
    expect(await row.textContent()).toContain('Suicide')
    await row.click()
    const detail = page.getByRole('article', { name: 'The concern at hand' })
    await detail.locator('mark').filter({ hasText: 'kill myself' }).waitFor()
    await detail.getByText('find.test/search').first().waitFor()
    // The picture after the match is taken two seconds later.
    await expect.poll(() => detail.locator('[data-part]').count(), { timeout: 20_000 }).toBe(3)
    expect(await detail.locator('canvas').count()).toBe(0)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('textbox').fill('To see whose words these are')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => detail.locator('[data-part]').evaluateAll((frames) => frames.map((frame) => frame.getAttribute('data-shown'))))
      .toEqual(['drawn', 'drawn', 'drawn'])
    const sizes = await detail
      .locator('canvas')
      .evaluateAll((canvases) => canvases.map((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.width : 0)))
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(640)
    await keepPicture(page, 'concern-on-desktops')
    expect(await page.locator('[data-breach-id]').count()).toBe(1)
  })
})
