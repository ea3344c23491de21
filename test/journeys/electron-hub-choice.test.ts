import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consoleSettingsSchema, type HubSettings } from '#shared/bridge'
import { foundSchool } from '../support/classroom/school'
import { placeOf, startConsole, type TestConsole } from '../support/console'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { keepPicture, signInAs } from '../support/staff-page'

/** The console is to open again by itself; a test opens it by hand, so that nothing is left behind. */
const holdRelaunch = ({ app }: TestConsole): Promise<void> =>
  app.evaluate(({ app: running }) => {
    running.relaunch = () => undefined
  })

describe('the hub of a console', () => {
  let desktop: Desktop
  let hub: TestHub
  let console: TestConsole
  let dataFolder: string
  let elsewhere: { readonly address: string; readonly fingerprint: string }

  const choose = async (address: string, fingerprint: string): Promise<void> => {
    const { page } = console
    await page.getByRole('button', { name: 'Hub of this console' }).click()
    await page.getByRole('radio', { name: 'On another computer' }).click()
    await page.getByLabel('Address of the hub').fill(address)
    await page.getByLabel('Fingerprint of its authority').fill(fingerprint)
    await page.getByRole('button', { name: 'Use this hub' }).click()
  }
  const chosenHub = async (): Promise<HubSettings> =>
    consoleSettingsSchema.pick({ hub: true }).parse(JSON.parse(await readFile(path.join(dataFolder, 'settings.json'), 'utf8'))).hub

  beforeAll(async () => {
    desktop = await startDesktop({ width: 1_400, height: 900 })
    hub = await startTestHub()
    elsewhere = { address: `127.0.0.1:${hub.hub.consolePort}`, fingerprint: hub.hub.authorityFingerprint }
    const first = await startConsole({ display: desktop.display })
    dataFolder = first.dataFolder
    console = first
  })
  afterAll(async () => {
    await console.stop()
    await hub.stop()
    await desktop.stop()
  })

  it('[ST3] a page that offers the first account notices when somebody else has made it', async () => {
    await console.page.getByRole('heading', { name: 'Create the first account' }).waitFor()
    const place = await placeOf(console)
    if (place.state !== 'ready') throw new Error('The hub is not ready.')
    const school = await foundSchool(place, 'Lab 1', 1)
    school.technician.close()
    await console.page.getByText('Somebody has just made the first account of this hub').waitFor()
    await console.page.getByLabel('Sign-in name').waitFor()
    await keepPicture(console.page, 'first-run-done')
  })

  it('is chosen before signing in: wrong words are refused in the form, right ones are kept and the console opens again', async () => {
    const { page } = console
    await choose('no port', elsewhere.fingerprint)
    await page.getByText('Write it as name:port.').waitFor()
    await page.getByLabel('Address of the hub').fill(elsewhere.address)
    await page.getByLabel('Fingerprint of its authority').fill('abc')
    await page.getByRole('button', { name: 'Use this hub' }).click()
    await page.getByText('64 digits and letters a to f.', { exact: true }).waitFor()
    await keepPicture(page, 'hub-choice')
    await holdRelaunch(console)
    const ended = console.app.waitForEvent('close')
    // As somebody reads it from a list: in capitals, with colons.
    await page.getByLabel('Fingerprint of its authority').fill((elsewhere.fingerprint.toUpperCase().match(/../gu) ?? []).join(':'))
    await page.getByRole('button', { name: 'Use this hub' }).click()
    await ended
    expect(await chosenHub()).toEqual({ mode: 'remote', address: elsewhere.address, authorityFingerprint: elsewhere.fingerprint })

    console = await startConsole({ display: desktop.display, dataFolder })
    await signInAs(console.page, hub.accounts.technician)
    await console.page.getByRole('navigation', { name: 'Pages' }).waitFor()
    await console.page.getByRole('link', { name: 'Settings' }).click()
    await console.page.getByText('This is the hub in use.').waitFor()
    expect(await console.page.getByLabel('Address of the hub').inputValue()).toBe(elsewhere.address)
    await keepPicture(console.page, 'hub-choice-settings')
  })

  it('that shows another authority than the one named is not talked to, and another can be chosen there', async () => {
    await console.stop()
    const wrong = { mode: 'remote' as const, address: elsewhere.address, authorityFingerprint: '0'.repeat(64) }
    console = await startConsole({ display: desktop.display, dataFolder, settings: { hub: wrong, theme: 'dark', language: 'en' } })
    await console.page.getByRole('heading', { name: 'This is not the hub this console knows' }).waitFor()
    await console.page.getByRole('button', { name: 'Hub of this console' }).click()
    await console.page.getByRole('radio', { name: 'In this console' }).click()
    await holdRelaunch(console)
    const ended = console.app.waitForEvent('close')
    await console.page.getByRole('button', { name: 'Use this hub' }).click()
    await ended
    await until('the embedded hub to be set', async () => (await chosenHub()).mode === 'embedded')
    console = await startConsole({ display: desktop.display, dataFolder })
    await console.page.getByLabel('Sign-in name').waitFor()
  })
})
