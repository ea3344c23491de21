import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leadTo, startAgent, type TestAgent } from '../support/agent'
import { startBrowser } from '../support/browser'
import { type Cable, layCable } from '../support/cable'
import { until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { openStaffPage, rendererFolder } from '../support/staff-page'

/** Two real agents in one room, one of them behind a cable that is pulled, and a teacher at the page of flags. */
describe('real agents that are cut off or killed, as the console shows it', () => {
  let hub: TestHub
  let browser: Browser
  let page: Page
  let cable: Cable
  let agents: readonly [TestAgent, TestAgent]

  const row = (words: string) => page.locator('[data-flag-id]').filter({ hasText: words })
  const live = async (): Promise<number> => {
    const head = await hub.signIn('head')
    const [room] = await head.must('room:list', {})
    head.close()
    return room?.live ?? 0
  }

  beforeAll(async () => {
    // A pulled cable is found out in 3 s, not in 35.
    hub = await startTestHub({ rendererFolder, bounds: { pingEveryMs: 1_000, pingWithinMs: 2_000 } })
    agents = await Promise.all([startAgent({ hub, desktop: null }), startAgent({ hub, desktop: null })])
    cable = await layCable(hub.hub.agentPort)
    await leadTo(agents[0], cable.port)
    browser = await startBrowser()
    page = (await openStaffPage(browser, hub, hub.accounts.teacher)).page
    await page.getByRole('link', { name: 'Flags' }).click()
    await until('both to be live', async () => (await live()) === 2, 30_000)
  })
  afterAll(async () => {
    await browser.close()
    await Promise.all(agents.map((agent) => agent.stop()))
    await cable.close()
    await hub.stop()
  })

  it('[OB4] the cable of one is pulled: its link is lost among others, and the flag ends when it is back', async () => {
    cable.pull()
    // A link is known to be dead only after a ping without an answer (LK8).
    await row('The PC lost its link').getByText('not back yet').waitFor()
    cable.plug()
    await expect.poll(live, { timeout: 60_000 }).toBe(2)
    await row('The PC lost its link').getByText('not back yet').waitFor({ state: 'detached' })
    expect(await row('The PC lost its link').count()).toBe(1)
    const head = await hub.signIn('head')
    const { flags } = await head.must('flag:list', { roomId: null, before: null, limit: 10 })
    head.close()
    const lost = flags.filter(({ tamper }) => tamper === 'link-lost')
    expect(lost).toMatchObject([{ deviceId: agents[0].deviceId }])
    expect(lost[0]?.until).toBeGreaterThan(lost[0]?.from ?? Infinity)
  })

  it('[OB4] one is killed: flagged at once, and completed by its own word when it is back', async () => {
    await agents[1].kill()
    await row('Classwarden was ended by force').getByText('not back yet').waitFor()
    agents[1].start()
    await row('Classwarden was ended by force')
      .getByText(/while the PC ran on/u)
      .waitFor()
    expect(await row('Classwarden was ended by force').count()).toBe(1)
  })
})
