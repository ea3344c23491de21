import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
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

  it('[BK9] is made of a backup on its first page: a wrong file and a wrong key change nothing, and the right ones bring the hub back', async () => {
    await console.stop()
    const place = await mkdtemp(path.join(tmpdir(), 'classwarden-restore-'))
    const technician = await hub.signIn('technician')
    await technician.must('backup:write', {
      on: false,
      folder: place,
      time: '01:30',
      keep: { daily: 1, weekly: 0, monthly: 0 },
      mailTo: [],
    })
    const { recoveryKey } = await technician.must('backup:make-key', {})
    await technician.must('backup:run', {})
    const backup = await vi.waitFor(
      async () => {
        const file = (await technician.must('backup:read', {})).lastGood?.file
        if (file == null) throw new Error('There is no backup yet.')
        return file
      },
      { timeout: 30_000, interval: 250 },
    )
    const other = path.join(place, 'letter.age')
    await writeFile(other, 'Dear parents')

    const fresh = path.join(place, 'console')
    console = await startConsole({ display: desktop.display, dataFolder: fresh })
    const { page, app } = console
    const choose = async (file: string): Promise<void> => {
      // The system's own window is nobody's to click in a test.
      await app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
      }, file)
      await page.getByRole('button', { name: 'Choose the file' }).click()
      await page.getByText(path.basename(file)).waitFor()
    }
    const tryKey = async (key: string): Promise<void> => {
      await page.getByLabel('Recovery key', { exact: true }).fill(key)
      await page.getByRole('button', { name: 'Restore', exact: true }).click()
    }
    await page.getByRole('heading', { name: 'Create the first account' }).waitFor()
    await page.getByRole('button', { name: 'Restore from a backup' }).click()
    await page.getByRole('heading', { name: 'Restore from a backup' }).waitFor()
    await choose(other)
    await tryKey(recoveryKey)
    await page.getByText('This file is no backup of Classwarden.').waitFor()
    await keepPicture(page, 'restore-refused')
    await page.getByRole('button', { name: 'Do not restore' }).click()
    await page.getByRole('heading', { name: 'Create the first account' }).waitFor()

    await page.getByRole('button', { name: 'Restore from a backup' }).click()
    await choose(path.join(place, backup))
    await tryKey(recoveryKey.slice(0, -1))
    await page.getByText('This is no recovery key').waitFor()
    await tryKey(recoveryKey.toLowerCase())
    await page.getByRole('heading', { name: 'The hub is restored' }).waitFor()
    await keepPicture(page, 'restore-done')
    await holdRelaunch(console)
    const ended = app.waitForEvent('close')
    await page.getByRole('button', { name: 'Open Classwarden again' }).click()
    await ended
    expect(console.output()).not.toContain(recoveryKey)

    console = await startConsole({ display: desktop.display, dataFolder: fresh })
    await signInAs(console.page, hub.accounts.technician)
    await console.page.getByRole('navigation', { name: 'Pages' }).waitFor()
    // The authority that the school's PCs have pinned.
    expect(await placeOf(console)).toMatchObject({ state: 'ready', authorityFingerprint: elsewhere.fingerprint })
    await console.stop()
    await rm(place, { recursive: true })
  })
})
