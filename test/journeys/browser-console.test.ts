import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LeaseSet } from '#shared/model/lease'
import type { Role } from '#shared/model/staff'
import { until } from '../support/until'
import { findingsInBothThemes, startBrowser, watchTrouble } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { plainPicture } from '../support/pictures'
import type { SimulatedAgent } from '../support/simulated-agent'

const rendererFolder = path.resolve(import.meta.dirname, '../../out/renderer')
const pupils = ['Aisha Khan', 'Ben Thomas', 'Cai Owen', 'Dev Patel'] as const

/** The PC whose other program holds the keyboard. */
const grabRefused = (set: LeaseSet) => ({
  revision: set.revision,
  states: set.leases.map(({ leaseId }) => ({ leaseId, state: 'failed' as const, failure: 'grab-refused' as const, at: set.hubNow })),
})

describe('the console in a browser', () => {
  let hub: TestHub
  let browser: Browser
  let context: BrowserContext | undefined
  let page: Page
  let trouble: readonly string[]
  const agents: SimulatedAgent[] = []

  const signIn = async (role: Role): Promise<void> => {
    await page.getByLabel('Sign-in name').fill(role)
    await page.getByRole('textbox', { name: 'Password' }).fill(hub.accounts[role].password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  }
  const tile = (index: number) => page.locator(`[data-device-id="${agents[index]?.deviceId ?? ''}"]`)
  const stateOf = (index: number) => tile(index).getAttribute('data-state')
  const colourAt = (index: number) =>
    tile(index)
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => [...(canvas.getContext('2d')?.getImageData(10, 10, 1, 1).data ?? [])].slice(0, 3))

  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder })
    browser = await startBrowser()
    for (const [index, displayName] of pupils.entries()) {
      const agent = await hub.simulateAgent({
        hostname: `PC-${index + 1}`,
        reconnection: true,
        ...(index === 3 ? { applyLeases: grabRefused } : {}),
      })
      agents.push(agent)
      const now = Date.now()
      await agent.say('display:state', { state: 'ready' })
      await agent.say('session:user', { name: `pupil${index}`, displayName, guest: false, sessionStartedAt: now })
      await agent.say('window:foreground', { title: `Essay ${index}`, application: 'Writer', process: null, since: now })
    }
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  beforeEach(async () => {
    await context?.close()
    context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, ignoreHTTPSErrors: true, reducedMotion: 'reduce' })
    page = await context.newPage()
    trouble = await watchTrouble(page)
    await page.goto(`https://127.0.0.1:${hub.hub.consolePort}/`)
  })

  it('says what is wrong with a sign-in, and takes a right one', async () => {
    await page.getByLabel('Sign-in name').fill('teacher')
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('Name, password or code is wrong').waitFor()
    await signIn('teacher')
    await page.getByText('4 of 4 here').waitFor()
    expect(trouble).toEqual([])
  })

  it('shows each PC live: who, what is open, and the picture in its colours', async () => {
    await signIn('teacher')
    await tile(0).getByText('Aisha K').waitFor()
    expect(await tile(1).getAttribute('aria-label')).toBe('Ben T, PC-2, Writer')
    await until(() => (agents[0]?.paces.at(-1)?.width ?? 0) > 0)
    await agents[0]?.say('screen:thumbnail', plainPicture('#ff0000'))
    await tile(0).locator('canvas').waitFor()
    await expect.poll(() => colourAt(0)).toEqual([254, 0, 0])
    await agents[0]?.say('window:foreground', { title: 'A new page', application: 'Writer', process: null, since: Date.now() })
    await tile(0).getByText('A new page').waitFor()
    expect(trouble).toEqual([])
  })

  it('locks a selection: asked at once, then applied or failed by the PC’s own word, and undone', async () => {
    await signIn('teacher')
    await tile(0).click()
    await tile(3).click({ modifiers: ['Control'] })
    await page.getByRole('button', { name: 'Lock 2', exact: true }).click()
    await expect.poll(() => stateOf(0)).toBe('locked')
    await expect.poll(() => stateOf(3)).toBe('failed')
    expect(await tile(3).textContent()).toContain('another program holds the keyboard')
    expect(await stateOf(1)).toBe('live')
    await page.getByText('1 locked').waitFor()
    await expect.poll(() => agents[0]?.leaseSets.at(-1)?.leases.map(({ kind }) => kind)).toEqual(['lock'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => stateOf(0)).toBe('live')
    await expect.poll(() => agents[3]?.leaseSets.at(-1)?.leases).toEqual([])
  })

  it('works by keyboard alone', async () => {
    await signIn('teacher')
    await tile(0).waitFor()
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+ArrowRight')
    await page.getByRole('button', { name: 'Lock 2', exact: true }).waitFor()
    await page.keyboard.press('b')
    await expect.poll(() => stateOf(1)).toBe('blanked')
    await expect.poll(() => stateOf(2)).toBe('blanked')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('u')
    await expect.poll(() => stateOf(2)).toBe('live')
    await page.keyboard.press('m')
    await page.getByRole('textbox', { name: 'Message' }).fill('Please listen')
    await page.keyboard.press('Control+Enter')
    await expect
      .poll(() => agents[2]?.leaseSets.at(-1)?.leases.map(({ kind, text }) => [kind, text]))
      .toEqual([['message', 'Please listen']])
    await page.keyboard.press('/')
    await page.keyboard.type('cai')
    await expect.poll(() => page.getByRole('gridcell').count()).toBe(1)
  })

  it('opens a PC: larger picture, windows, facts; and asks no more of it afterwards', async () => {
    await signIn('teacher')
    await tile(2).dblclick()
    const panel = page.getByRole('dialog')
    await panel.getByRole('region', { name: 'Last windows' }).getByText('Essay 2').waitFor()
    await panel.getByText('Simulated', { exact: true }).waitFor()
    const grid = 320
    await expect.poll(() => agents[2]?.paces.at(-1)?.width ?? 0).toBeGreaterThan(grid)
    await page.keyboard.press('Escape')
    await expect.poll(() => agents[2]?.paces.at(-1)?.width).toBe(grid)
  })

  it('says how long and why a PC is silent, and keeps its last picture', async () => {
    const leaver = await hub.simulateAgent({ hostname: 'PC-9' })
    await signIn('teacher')
    await until(() => (leaver.paces.at(-1)?.width ?? 0) > 0)
    await leaver.say('screen:thumbnail', plainPicture('#00ff00'))
    const silent = page.locator(`[data-device-id="${leaver.deviceId}"]`)
    await silent.locator('canvas').waitFor()
    leaver.close()
    await expect.poll(() => silent.getAttribute('data-state')).toBe('silent')
    expect(await silent.textContent()).toContain('Cable, Wi-Fi or asleep?')
    expect(await silent.textContent()).toContain('Last picture')
    expect(await silent.locator('canvas').count()).toBe(1)
  })

  it('keeps the last pictures over a lost link, takes no orders meanwhile, and comes back by itself', async () => {
    await signIn('teacher')
    await tile(0).waitFor()
    const restarting = hub.restart()
    await page.getByRole('alert').getByText('The link to the hub is lost').waitFor()
    expect(await page.getByRole('button', { name: /^Lock all/ }).isDisabled()).toBe(true)
    expect(await tile(0).count()).toBe(1)
    await restarting
    await expect.poll(() => page.getByRole('button', { name: /^Lock all/ }).isDisabled(), { timeout: 20_000 }).toBe(false)
  })

  it('[ST4] says who has a page that this role has not', async () => {
    await signIn('teacher')
    await page.goto(`https://127.0.0.1:${hub.hub.consolePort}/#/audit`)
    await page.getByRole('heading', { name: 'Your account does not have this page' }).waitFor()
    await page.getByText('It belongs to the head or the e-safety officer').waitFor()
    expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual([
      'Class',
      'Now',
      'Timeline',
      'Concerns',
      'Flags',
      'Internet',
      'Web lists',
      'Session times',
    ])
  })

  it('has no finding of axe on any view, light and dark', async () => {
    const findings: string[] = []
    const check = async (view: string): Promise<void> => {
      findings.push(...(await findingsInBothThemes(page)).map((finding) => `${view}: ${finding}`))
    }
    const visit = async (view: string, heading: string): Promise<void> => {
      await page.goto(`https://127.0.0.1:${hub.hub.consolePort}/#/${view}`)
      await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor()
      await check(view)
    }
    const signOut = async (role: Role): Promise<void> => {
      await page.getByRole('button', { name: `Test ${role}` }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    }
    await page.getByLabel('Sign-in name').waitFor()
    await check('sign-in')
    await signIn('teacher')
    await tile(0).click()
    await page.getByRole('button', { name: 'Lock 1', exact: true }).click()
    await expect.poll(() => stateOf(0)).toBe('locked')
    await check('grid')
    await tile(0).dblclick()
    await page.getByRole('dialog').getByText('Simulated', { exact: true }).waitFor()
    await check('panel')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('m')
    await page.getByRole('dialog').waitFor()
    await check('message')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Unlock/ }).click()
    await expect.poll(() => agents[0]?.leaseSets.at(-1)?.leases.some(({ kind }) => kind === 'lock')).toBe(false)
    await visit('account', 'Your account')
    await visit('audit', 'Your account does not have this page')
    await signOut('teacher')
    await signIn('technician')
    await visit('devices', 'Devices')
    await visit('inventory', 'Inventory')
    await visit('deploy', 'Deploy')
    await visit('staff', 'Staff')
    await signOut('technician')
    await signIn('head')
    await visit('audit', 'Audit')
    expect(findings).toEqual([])
    expect(trouble).toEqual([])
  })
})
