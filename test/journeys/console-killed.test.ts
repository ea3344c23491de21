import { rm } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent'
import { collectClosers } from '../support/classroom/closers'
import { foundSchool, type School } from '../support/classroom/school'
import { placeOf, startConsole, type TestConsole } from '../support/console'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { magentaPixels, openMagentaWindow } from '../support/pupil'
import { signInAs } from '../support/staff-page'

const closers = collectClosers()
let consoleDesktop: Desktop
let desktop: Desktop
let agent: TestAgent
let console: TestConsole
let school: School
let ports: { readonly consolePort: number; readonly agentPort: number }

const isOpen = async (): Promise<boolean> => (await magentaPixels(desktop)) > 0
const portOf = (address: string | undefined): number => Number(address?.split(':').at(-1))
const locked = (page: Page) => page.locator('[role="gridcell"][data-state="locked"]')

beforeAll(async () => {
  ;[consoleDesktop, desktop] = await Promise.all([startDesktop({ width: 1_400, height: 900 }), startDesktop({ width: 800, height: 600 })])
  closers.add(consoleDesktop, (one) => one.stop())
  closers.add(desktop, (one) => one.stop())
  console = await startConsole({ display: consoleDesktop.display })
  const { dataFolder } = console
  closers.add(dataFolder, (folder) => rm(folder, { recursive: true, force: true }))
  closers.add(null, () => console.stop())
  await console.page.getByText('Create the first account').waitFor()
  const place = await placeOf(console)
  if (place.state !== 'ready') throw new Error(`The console has no hub: ${place.state}`)
  school = await foundSchool(place, 'Lab 2', 1)
  ports = { consolePort: portOf(place.address), agentPort: 0 }
  await openMagentaWindow(desktop)
  agent = closers.add(await startAgent({ hub: { issueBundle: () => Promise.resolve(school.bundle) }, desktop }), (one) => one.stop())
  await console.page.locator('input[autocomplete="current-password"]').waitFor()
})
afterAll(() => closers.closeAll())

it('[LS1, LE9] a console killed in a lesson with its hub frees nobody, and the next one shows lesson and lock', async () => {
  await signInAs(console.page, school.teacher)
  const { page } = console
  await page.getByRole('button', { name: 'Start lesson' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start lesson' }).click()
  await page.getByTestId('lesson').waitFor()
  await page.getByRole('button', { name: 'Lock all 1', exact: true }).click()
  await locked(page).waitFor()
  expect(await isOpen()).toBe(false)
  const { link, leases: before } = await agent.status()
  ports = { ...ports, agentPort: portOf(link.state === 'live' ? link.address : undefined) }

  const gone = console.app.waitForEvent('close')
  console.app.process().kill('SIGKILL')
  await gone
  await until('the PC to be without a hub', async () => (await agent.status()).link.state === 'waiting')
  expect(await isOpen()).toBe(false)
  expect((await agent.status()).leases).toEqual(before)

  console = await startConsole({ display: consoleDesktop.display, dataFolder: console.dataFolder, ports })
  await signInAs(console.page, school.teacher)
  await console.page.getByTestId('lesson').waitFor()
  await locked(console.page).waitFor({ timeout: 60_000 })
  await until('the PC to be back', async () => (await agent.status()).link.state === 'live', 60_000)
  expect(await isOpen()).toBe(false)
  expect((await agent.status()).leases).toEqual(before)
  await console.page.getByTestId('lesson').getByRole('button', { name: 'End' }).click()
  await console.page.getByRole('button', { name: 'End lesson', exact: true }).click()
  await until('the desktop', isOpen)
  expect((await agent.status()).leases).toEqual([])
})
