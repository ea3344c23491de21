import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#shared/model/staff'
import { accessFindings, startBrowser, watchTrouble } from '../support/browser'
import { until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'

const rendererFolder = path.resolve(import.meta.dirname, '../../out/renderer')
const picturesFolder = process.env['CLASSWARDEN_PICTURES']

/** Shutting a class down, stopping it again, and what is done by the clock. */
describe('power in the browser', () => {
  let hub: TestHub
  let browser: Browser
  const agents: SimulatedAgent[] = []
  const troubles: (readonly string[])[] = []

  const openPage = async (role: Role, colorScheme: 'light' | 'dark'): Promise<Page> => {
    const viewport = { width: 1_280, height: 800 }
    const context = await browser.newContext({ viewport, ignoreHTTPSErrors: true, reducedMotion: 'reduce', colorScheme })
    const page = await context.newPage()
    troubles.push(await watchTrouble(page))
    await page.goto(`https://127.0.0.1:${hub.hub.consolePort}/`)
    await page.getByLabel('Sign-in name').fill(role)
    await page.getByRole('textbox', { name: 'Password' }).fill(hub.accounts[role].password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    return page
  }
  const picture = async (page: Page, name: string): Promise<void> => {
    if (picturesFolder !== undefined) await page.screenshot({ path: path.join(picturesFolder, `${name}.png`) })
  }

  beforeAll(async () => {
    ;[hub, browser] = await Promise.all([startTestHub({ rendererFolder }), startBrowser()])
    for (const hostname of ['PC-01', 'PC-02', 'PC-03', 'PC-04']) {
      const host = hostname.slice(-1)
      const networks = hostname === 'PC-03' ? [] : [{ mac: `02:00:00:00:00:0${host}`, address: `10.9.0.${host}`, prefix: 24 }]
      const agent = await hub.simulateAgent({ hostname, networks })
      await agent.say('display:state', { state: 'ready' })
      agents.push(agent)
    }
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  it('a teacher is asked first, sees each PC’s word on its tile, and stops it', async () => {
    const page = await openPage('teacher', 'light')
    await page.locator('[role="gridcell"]').nth(3).waitFor()
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await picture(page, 'power-menu-light')
    await page.getByRole('menuitem', { name: 'Shut down…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('5 min').click()
    await dialog.getByLabel('Leave PCs in use alone').check()
    expect(agents.flatMap(({ powerOrders }) => powerOrders)).toEqual([])
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'power-dialog-light')
    await dialog.getByRole('button', { name: 'Shut down 4' }).click()
    await page.locator('[data-state="power"]').nth(3).waitFor()
    const [first, second, third] = agents
    const order = first?.powerOrders[0]
    if (order === undefined || first === undefined || second === undefined || third === undefined) throw new Error('no order came')
    expect(order).toMatchObject({ action: 'shut-down', warnSeconds: 300, spareInUse: true, putOffMinutes: 0 })
    const word = { order, actsAt: order.from + 300_000, at: order.from }
    await second.say('power:state', { ...word, state: 'spared', why: 'in-use' })
    await third.say('power:state', { ...word, state: 'failed', why: 'no-program' })
    await page.getByText('Left on').waitFor()
    await page.getByText('Not shut down').waitFor()
    await picture(page, 'power-tiles-light')
    expect(await accessFindings(page)).toEqual([])

    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Stop it on 2 PCs' }).click()
    await until('the stop', () => first.powerCancels.length === 1)
    expect(second.powerCancels).toEqual([])
    const dark = await openPage('teacher', 'dark')
    await dark.getByText('Not shut down').waitFor()
    await picture(dark, 'power-tiles-dark')

    await page.locator(`[data-device-id="${third.deviceId}"]`).dblclick()
    const here = page.getByRole('dialog').getByRole('region', { name: 'Power of this PC' })
    await here.getByText('Not shut down (the PC has no program for it)').waitFor()
    await here.getByRole('button', { name: 'Restart…' }).click()
    await page.getByRole('dialog', { name: 'Restart 1 PC?' }).getByRole('button', { name: 'Restart 1' }).click()
    await here.getByText(/^Restarts at \d\d:\d\d: the pupil is warned$/u).waitFor()
    await page.getByRole('dialog', { name: 'Restart 1 PC?' }).waitFor({ state: 'detached' })
    expect(third.powerOrders.at(-1)).toMatchObject({ action: 'restart' })
    expect(first.powerOrders).toHaveLength(1)
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'power-panel-light')
    await here.getByRole('button', { name: 'Stop it' }).click()
    await here.getByText('Restart: stopped (by staff)').waitFor()
    await until('the stop of one', () => third.powerCancels.length > 0)
  })

  it('a technician sets what is done by the clock, with the next run written out, and removes it', async () => {
    const page = await openPage('technician', 'dark')
    await page.getByRole('link', { name: 'Power' }).click()
    await page.getByText('No schedules yet').waitFor()
    await picture(page, 'power-none-dark')
    await page.getByRole('button', { name: 'Add a schedule' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Rooms' }).click()
    await page.getByRole('option', { name: 'Lab 1' }).click()
    await dialog.getByLabel('Time').fill('16:45')
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'power-schedule-dialog-dark')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText(/^(Mon|Tues|Wednes|Thurs|Fri)day \d+ \w+ at 16:45$/u).waitFor()
    await page.getByText('Mon to Fri, 16:45').waitFor()
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'power-schedules-dark')
    const light = await openPage('technician', 'light')
    await light.getByRole('link', { name: 'Power' }).click()
    await light.getByText('Mon to Fri, 16:45').waitFor()
    await picture(light, 'power-schedules-light')
    await light.getByRole('link', { name: 'Devices' }).click()
    await light.getByText('PC-04').waitFor()
    await picture(light, 'power-devices-light')

    await page.getByRole('button', { name: 'Change…' }).click()
    const change = page.getByRole('dialog', { name: 'Change a schedule' })
    expect(await change.getByLabel('Time').inputValue()).toBe('16:45')
    await change.getByLabel('Time').fill('17:15')
    await change.getByLabel('Leave PCs in use alone').uncheck()
    await change.getByLabel('Fri').uncheck()
    await picture(page, 'power-schedule-change-dark')
    await change.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Mon to Thu, 17:15').waitFor()
    await page.getByText('PCs in use too').waitFor()
    await picture(page, 'power-schedules-changed-dark')

    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('No schedules yet').waitFor()
    expect(troubles.flat()).toEqual([])
  })

  it('[SF1] a technician tests a room and reads where the way ended; the head reads it too', async () => {
    const page = await openPage('technician', 'light')
    await page.getByRole('link', { name: 'Self-tests' }).click()
    await page.getByText('No self-test yet').waitFor()
    await page.getByRole('button', { name: 'Test a room…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Test a room now?' })
    await dialog.waitFor()
    expect(await accessFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Test now' }).click()
    for (const agent of agents) {
      await until('the order', () => agent.selfTestOrders.length === 1)
      const testId = agent.selfTestOrders[0]?.testId ?? ''
      const passed = (stage: 'window' | 'sensor') => ({ stage, state: 'passed' as const, afterMs: 40, why: null })
      const failed = { stage: 'policy' as const, state: 'failed' as const, afterMs: 3_040, why: 'rule-missing' as const }
      await agent.say('self-test:report', { testId, stages: [passed('window'), passed('sensor'), failed] })
    }
    await page.getByText('they are old or damaged').nth(3).waitFor()
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'self-tests-light')
    const head = await openPage('head', 'dark')
    await head.getByRole('link', { name: 'Self-tests' }).click()
    await head.getByText('Failed', { exact: true }).nth(3).waitFor()
    expect(await head.getByRole('button', { name: 'Test a room…' }).count()).toBe(0)
    expect(await accessFindings(head)).toEqual([])
    await picture(head, 'self-tests-dark')
  })

  it('[WL3][WL5] a teacher wakes the silent PCs of a class and sees who sent the signal; a technician has it done by the clock', async () => {
    const [first, , third, fourth] = agents
    third?.close()
    fourth?.close()
    const page = await openPage('teacher', 'light')
    await page.locator('[data-state="silent"]').nth(1).waitFor()
    await page.getByRole('button', { name: 'More', exact: true }).click()
    const item = page.getByRole('menuitem', { name: 'Wake 2 silent PCs' })
    await item.waitFor()
    await picture(page, 'wake-menu-light')
    await item.click()
    await page
      .getByText('1 PC is being woken, by PC-01. It may take up to 3 minutes. 1 PC not woken: its network address is not known yet.')
      .waitFor()
    await page.getByText('Waking…').waitFor()
    expect(first?.wakeOrders).toMatchObject([{ cards: [{ mac: '02:00:00:00:00:04' }] }])
    expect(await accessFindings(page)).toEqual([])
    await picture(page, 'wake-class-light')

    const technician = await openPage('technician', 'dark')
    await technician.getByRole('link', { name: 'Devices' }).click()
    await technician.getByText('Being woken by PC-01').waitFor()
    await technician.getByText('Not woken: its network address is not known yet').waitFor()
    expect(await accessFindings(technician)).toEqual([])
    await picture(technician, 'wake-devices-dark')
    await technician.getByRole('link', { name: 'Power' }).click()
    await technician.getByRole('button', { name: 'Add a schedule' }).click()
    const dialog = technician.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'What' }).click()
    await technician.getByRole('option', { name: 'Wake' }).click()
    await dialog.getByText('A PC that is off starts').waitFor()
    expect(await dialog.getByLabel('Leave PCs in use alone').count()).toBe(0)
    await dialog.getByRole('combobox', { name: 'Rooms' }).click()
    await technician.getByRole('option', { name: 'Lab 1' }).click()
    await dialog.getByLabel('Time').fill('08:15')
    await picture(technician, 'wake-schedule-dialog-dark')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await technician.getByText('Mon to Fri, 08:15').waitFor()
    expect(await technician.getByText('warned 5 min before').count()).toBe(0)
    await picture(technician, 'wake-schedules-dark')
    expect(troubles.flat()).toEqual([])
  })
})
