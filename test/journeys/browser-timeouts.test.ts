import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { timeoutOwner } from '#shared/model/timeout'
import { accessFindings, startBrowser, watchTrouble } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { plainPicture } from '../support/pictures'
import type { SimulatedAgent } from '../support/simulated-agent'

const rendererFolder = path.resolve(import.meta.dirname, '../../out/renderer')
const picturesFolder = process.env['CLASSWARDEN_PICTURES']

/** A technician, a teacher and three pupil PCs: when sessions end, and what is seen of it. */
describe('session times in the browser', () => {
  let hub: TestHub
  let browser: Browser
  const agents: SimulatedAgent[] = []
  const troubles: (readonly string[])[] = []

  const openPage = async (role: 'technician' | 'teacher', colorScheme: 'light' | 'dark' = 'light'): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1_280, height: 900 },
      ignoreHTTPSErrors: true,
      reducedMotion: 'reduce',
      colorScheme,
    })
    const page = await context.newPage()
    troubles.push(await watchTrouble(page))
    await page.goto(`https://127.0.0.1:${hub.hub.consolePort}/`)
    await page.getByLabel('Sign-in name').fill(hub.accounts[role].signInName)
    await page.getByRole('textbox', { name: 'Password' }).fill(hub.accounts[role].password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    return page
  }
  const openTimes = async (page: Page): Promise<void> => {
    await page.getByRole('link', { name: 'Session times' }).click()
    await page.getByRole('heading', { name: 'Session times' }).waitFor()
  }
  const picture = async (page: Page, name: string): Promise<void> => {
    if (picturesFolder !== undefined) await page.screenshot({ path: path.join(picturesFolder, `${name}.png`) })
  }
  const agent = (index: number): SimulatedAgent => {
    const found = agents[index]
    if (found === undefined) throw new Error('no such PC')
    return found
  }

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    browser = await startBrowser()
    for (const [index, displayName] of ['Aisha Khan', 'Ben Thomas', 'Cai Owen'].entries()) {
      const pc = await hub.simulateAgent({ hostname: `PC-${index + 1}` })
      agents.push(pc)
      await pc.say('display:state', { state: 'ready' })
      await pc.say('session:user', { name: `pupil${index}`, displayName, guest: false, sessionStartedAt: Date.now() })
      await pc.say('screen:thumbnail', plainPicture(['#2f7a8c', '#3f8c5a', '#8c6a3f'][index] ?? '#444444'))
    }
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  it('[SE1][SE10] a technician sets the school’s times, and a teacher those of her room once she may', async () => {
    const technician = await openPage('technician')
    await openTimes(technician)
    await technician.getByText('Sessions do not end by themselves.').waitFor()
    await technician.getByLabel('End a session nobody uses, after').check()
    await technician.getByLabel('Minutes without keyboard and mouse').fill('1')
    await technician.getByText('Whole minutes up to 240, more than the last warning.').waitFor()
    await technician.getByLabel('Minutes without keyboard and mouse').fill('15')
    await technician.getByLabel('End every session, after').check()
    await technician.getByLabel('Allow sessions at these hours only').check()
    await technician.getByText('The PCs may be used Mon to Fri 08:00 to 17:00.').waitFor()
    await technician.getByRole('button', { name: 'Add hours' }).click()
    await technician.getByText('Each needs a day, and an end after its beginning.').waitFor()
    const second = technician.getByRole('group', { name: 'Hours 2' })
    await second.getByText('Sat').click()
    await second.getByLabel('Until').fill('12:30')
    await technician.getByRole('img', { name: 'Open Mon to Fri 08:00 to 17:00 and Sat 08:00 to 12:30' }).waitFor()
    await technician.getByLabel('Teachers may set the times of their own rooms').check()
    await technician.getByText('Pupils are warned 5 minutes and 1 minute before.').waitFor()
    expect(await accessFindings(technician)).toEqual([])
    await picture(technician, 'timeouts-school')
    await technician.getByRole('button', { name: 'Save for the school' }).click()
    await technician.getByText('In force', { exact: true }).waitFor()
    await agent(0).until(() => agent(0).policies.at(-1)?.rule.allowedHours?.length === 2)
    expect(agent(0).policies.at(-1)?.rule).toMatchObject({ idleMinutes: 15, longestMinutes: 60, action: 'lock', warnMinutes: [5, 1] })

    const teacher = await openPage('teacher', 'dark')
    await openTimes(teacher)
    await teacher.getByRole('button', { name: 'Lab 1 As the whole school' }).waitFor()
    await teacher.getByLabel('Its own times').check()
    await teacher.getByLabel('Minutes of the longest session').fill('40')
    await teacher.getByText('Sign the pupil out').click()
    await teacher.getByText('Then the pupil is signed out').waitFor()
    expect(await accessFindings(teacher)).toEqual([])
    await picture(teacher, 'timeouts-room-dark')
    await teacher.getByRole('button', { name: 'Save for this room' }).click()
    await teacher.getByText('In force', { exact: true }).waitFor()
    await agent(0).until(() => agent(0).policies.at(-1)?.rule.action === 'log-off')
    await teacher.getByRole('button', { name: /^Whole school/u }).click()
    await teacher.getByText('Technicians and the head set the times of the whole school.').waitFor()
    expect(await teacher.getByRole('button', { name: 'Save for the school' }).count()).toBe(0)
  })

  it('[SE8][SE9] tile and panel show when a session ends and the PC’s own lock; a teacher gives time and unlocks', async () => {
    const now = Date.now()
    await agent(0).say('timeout:state', { ends: { at: now + 4 * 60_000, why: 'longest' }, lock: null })
    await agent(1).say('timeout:state', { ends: { at: now + 90 * 60_000, why: 'hours' }, lock: null })
    const lease = {
      leaseId: randomUUID(),
      kind: 'lock' as const,
      owner: timeoutOwner,
      reason: 'idle for 15 min',
      text: '',
      lessonId: null,
      from: now,
      until: now + 3_600_000,
    }
    await agent(2).say('timeout:state', { ends: null, lock: { lease, state: 'applied', failure: null, stateAt: now } })
    const teacher = await openPage('teacher')
    const tile = (index: number) => teacher.locator(`[data-device-id="${agent(index).deviceId}"]`)
    await tile(0).getByText('4 min left').waitFor()
    await tile(2).getByText('session over').waitFor()
    expect(await tile(1).getByText('left').count()).toBe(0)
    expect(await accessFindings(teacher)).toEqual([])
    await picture(teacher, 'timeouts-tiles')

    await tile(0).dblclick()
    await teacher.getByText(/The longest session ends at/u).waitFor()
    expect(await accessFindings(teacher)).toEqual([])
    await picture(teacher, 'timeouts-panel')
    await teacher.getByRole('button', { name: 'Give a new session' }).click()
    await agent(0).until(() => agent(0).renewals.length === 1)
    expect(agent(0).renewals).toEqual([null])
    await teacher.getByRole('button', { name: 'Close' }).click()

    await tile(2).dblclick()
    await teacher.getByText('Why: idle for 15 min', { exact: false }).waitFor()
    await teacher.getByRole('button', { name: 'End it' }).click()
    await agent(2).until(() => agent(2).renewals.length === 1)
    expect(agent(2).renewals).toEqual([lease.leaseId])
    await agent(2).say('timeout:state', { ends: null, lock: null })
    await tile(2).and(teacher.locator('[data-state="live"]')).waitFor()
  })

  it('does nothing its pages should not', () => {
    expect(troubles.flat()).toEqual([])
  })
})
