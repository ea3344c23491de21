import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessFindings, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { plainPicture } from '../support/pictures'
import type { SimulatedAgent } from '../support/simulated-agent'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'
import { until } from '../support/until'

const pupils = ['Aisha Khan', 'Ben Thomas', 'Cai Owen'] as const

/** Two teachers, the technician and the head, each at a browser of their own, over one class. */
describe('a lesson in the browser', () => {
  let hub: TestHub
  let browser: Browser
  const agents: SimulatedAgent[] = []
  const troubles: (readonly string[])[] = []

  const openPage = async (signInName: string, password: string): Promise<Page> => {
    const { page, trouble } = await openStaffPage(browser, hub, { signInName, password })
    troubles.push(trouble)
    return page
  }
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const states = (page: Page) =>
    page.locator('[data-device-id]').evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-state')))
  const allAre = (page: Page, state: string) =>
    page.waitForFunction((wanted) => {
      const tiles = [...document.querySelectorAll('[data-device-id]')]
      return tiles.length === 3 && tiles.every((tile) => tile.getAttribute('data-state') === wanted)
    }, state)

  const lee = { signInName: 'lee', password: 'a long word for tests 4' }

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    const technician = await hub.signIn('technician')
    await technician.must('staff:create', { ...lee, displayName: 'Mrs Lee', role: 'teacher', roomIds: null, expiresAt: null })
    browser = await startBrowser()
    for (const [index, displayName] of pupils.entries()) {
      const agent = await hub.simulateAgent({ hostname: `PC-${index + 1}` })
      agents.push(agent)
      await agent.say('display:state', { state: 'ready' })
      await agent.say('session:user', { name: `pupil${index}`, displayName, guest: false, sessionStartedAt: Date.now() })
      await agent.say('screen:thumbnail', plainPicture(['#2f7a8c', '#3f8c5a', '#8c6a3f'][index] ?? '#444444'))
    }
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  it('starts, locks until its end, is lengthened, taken over by a colleague, and is told to its teacher', async () => {
    const hers = await openPage(lee.signInName, lee.password)
    await button(hers, 'Start lesson').click()
    await hers.getByRole('textbox', { name: 'Class' }).fill('9B Computing')
    expect(await accessFindings(hers)).toEqual([])
    await keepPicture(hers, 'lesson-start')
    await hers.getByRole('dialog').getByRole('button', { name: 'Start lesson' }).click()
    await hers.getByTestId('lesson').getByText('9B Computing').waitFor()
    await button(hers, 'Lock all 3').click()
    await allAre(hers, 'locked')
    const before = agents[0]?.leaseSets.at(-1)?.leases[0]?.until ?? 0
    await button(hers, '5 minutes longer').click()
    await until(() => agents.every(({ leaseSets }) => leaseSets.at(-1)?.leases[0]?.until === before + 300_000))
    expect(await accessFindings(hers)).toEqual([])
    await keepPicture(hers, 'lesson-bar')

    const his = await openPage('teacher', hub.accounts.teacher.password)
    await his.getByTestId('lesson').getByText('Mrs Lee’s lesson').waitFor()
    await his.keyboard.press('b')
    await his
      .getByRole('dialog', { name: 'Take over?' })
      .getByText(/Mrs Lee has a lesson here until/u)
      .waitFor()
    expect(await states(his)).toEqual(['locked', 'locked', 'locked'])
    expect(await accessFindings(his)).toEqual([])
    await keepPicture(his, 'take-over')
    await button(his, 'Take over').click()
    await allAre(his, 'blanked')

    await hers.getByRole('alert').getByText('Your lesson there has ended').waitFor()
    await button(hers, 'Start lesson').waitFor()
    await allAre(hers, 'blanked')
    expect(await accessFindings(hers)).toEqual([])
    await keepPicture(hers, 'handed-over')
    await hers.getByRole('alert').getByRole('button', { name: 'Close' }).click()

    // What a colleague blanked stands in the way of a lesson too; the same button then takes over.
    await button(hers, 'Start lesson').click()
    await hers.getByRole('dialog').getByRole('button', { name: 'Start lesson' }).click()
    await hers.getByRole('alert').getByText('Another teacher has this class').waitFor()
    await keepPicture(hers, 'lesson-held')
    await button(hers, 'Take over and start').click()
    await allAre(hers, 'live')
    await button(hers, 'Lock all 3').click()
    await allAre(hers, 'locked')
    await hers.getByTestId('lesson').getByRole('button', { name: 'End' }).click()
    await button(hers, 'End lesson').click()
    await allAre(hers, 'live')
    expect(agents.map(({ leaseSets }) => leaseSets.at(-1)?.leases)).toEqual([[], [], []])
  })

  it('a head clears the class, and a technician clears the room and sets the longest restriction', async () => {
    const teacher = await openPage('teacher', hub.accounts.teacher.password)
    const head = await openPage('head', hub.accounts.head.password)
    await button(teacher, 'Lock all 3').click()
    await allAre(head, 'locked')
    await button(head, 'Clear all 3').click()
    await allAre(head, 'live')
    await button(teacher, 'Blank all 3').click()
    await allAre(teacher, 'blanked')
    const technician = await openPage('technician', hub.accounts.technician.password)
    await button(technician, 'Clear all restrictions').click()
    await allAre(teacher, 'live')

    await technician.getByRole('link', { name: 'Settings' }).click()
    const field = technician.getByLabel('Longest restriction (minutes)')
    await field.fill('3')
    await technician.getByText('A whole number of minutes from 5 to 240.').waitFor()
    await field.fill('20')
    expect(await accessFindings(technician)).toEqual([])
    await keepPicture(technician, 'settings')
    const rule = technician.locator('form').filter({ has: field })
    await rule.getByRole('button', { name: 'Save' }).click()
    await rule.getByText('In force', { exact: true }).waitFor()
    const asked = Date.now()
    await button(teacher, 'Lock all 3').click()
    await allAre(teacher, 'locked')
    const end = agents[0]?.leaseSets.at(-1)?.leases[0]?.until ?? Infinity
    expect(end - asked).toBeLessThan(21 * 60_000)
  })

  it('no page met an error or broke its content policy', () => {
    expect(troubles.flat()).toEqual([])
  })
})
