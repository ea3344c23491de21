import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultConsoleSettings } from '#shared/bridge'
import { emptyEnrolmentProperty } from '#shared/model/site-installer'
import { enrolmentBundleSchema } from '#shared/protocol/enrolment'
import { encodeJpeg } from '../../agent/platform/jpeg'
import { installerNameOf, makeConsoleBuild, uploadConsoleBuild } from '../support/console-builds'
import { placeOf, startConsole, type TestConsole } from '../support/console'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { fetchAuthority } from '../support/hub-authority'
import { enrolAgent, type SimulatedAgent, simulateAgent } from '../support/simulated-agent'
import { countAnswers, recordInstallation } from '../support/recorded-installation'
import { stageConsole } from '../support/staged-console'
import { keepPicture, signInAs } from '../support/staff-page'
import { makeSigningPair } from '../support/update-builds'

const password = 'four words make one'

/** Faults of WCAG 2.2 A and AA that axe finds in what the window shows. */
async function findBarriers({ page }: TestConsole): Promise<string[]> {
  // Other modes open a second page, which the console refuses.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** A whole picture in one colour. */
const plainPicture = (red: number, green: number, blue: number) => {
  const [width, height] = [320, 180]
  const pixels = new Int32Array(width * height).fill((red << 16) | (green << 8) | blue)
  const whole = { x: 0, y: 0, width, height }
  return { monitor: 0, keyframe: true, width, height, parts: [{ ...whole, jpeg: encodeJpeg(pixels, width, whole, 80) }] }
}

describe('the console with its own hub', () => {
  let desktop: Desktop
  let console: TestConsole
  const agents: SimulatedAgent[] = []
  const { click, fill, see } = {
    click: (role: 'button' | 'link' | 'menuitem' | 'option', name: string | RegExp) =>
      console.page.getByRole(role, { name }).first().click(),
    fill: (label: string, text: string) => console.page.getByLabel(label, { exact: true }).fill(text),
    see: (text: string | RegExp) => console.page.getByText(text).first().waitFor(),
  }
  const linkSign = () => console.page.getByTestId('link').getAttribute('data-link')
  const tileStates = () =>
    console.page.locator('[data-device-id]').evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-state')))

  beforeAll(async () => {
    desktop = await startDesktop({ width: 1_400, height: 900 })
    console = await startConsole({ display: desktop.display })
  })
  afterAll(async () => {
    for (const agent of agents) agent.close()
    await console.stop()
    await desktop.stop()
  })

  it('[ST3] makes the first account with the code it was told', async () => {
    await see('Create the first account')
    expect(await findBarriers(console)).toEqual([])
    expect(await console.page.getByLabel('One-time code').inputValue()).not.toBe('')
    await fill('Name', 'Tess Technician')
    await fill('Sign-in name', 'tess')
    await fill('Password', password)
    await fill('Password again', password)
    await click('button', 'Create account')
    await click('link', 'Devices')
    const place = await placeOf(console)
    expect(place).toMatchObject({ state: 'ready', firstRunCode: null })
  })

  it('lets the technician make a room and save a bundle for its PCs', async () => {
    await click('button', 'New room')
    await fill('Name', 'Lab 2')
    await click('button', 'Create room')
    await click('link', 'Deploy')
    await see('Issued so far')
    expect(await findBarriers(console)).toEqual([])
    await console.page.getByLabel('PCs', { exact: true }).fill('2')
    await click('button', 'Issue bundle')
    await see('The bundle for Lab 2 is ready')

    const file = path.join(console.dataFolder, 'bundle.json')
    await console.app.evaluate(({ session }, savePath) => {
      session.defaultSession.once('will-download', (_event, item) => {
        item.setSavePath(savePath)
      })
    }, file)
    await click('button', 'Download')
    await until('the saved bundle', () =>
      readFile(file, 'utf8').then(
        (text) => text.endsWith('}\n'),
        () => false,
      ),
    )
    const bundle = enrolmentBundleSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    const installer = path.join(console.dataFolder, 'room.msi')
    await console.app.evaluate(({ session }, savePath) => {
      session.defaultSession.once('will-download', (_event, item) => {
        item.setSavePath(savePath)
      })
    }, installer)
    const chosen = { name: 'agent.msi', mimeType: 'application/x-msi', buffer: Buffer.from(emptyEnrolmentProperty) }
    await console.page.getByLabel("The agent's installer as it was built").setInputFiles({ ...chosen, buffer: Buffer.from('MZ') })
    await see('No installer was made')
    await console.page.getByLabel("The agent's installer as it was built").setInputFiles(chosen)
    await see('The installer for Lab 2 is ready')
    expect(await findBarriers(console)).toEqual([])
    await click('button', 'Save installer')
    await until('the saved installer', () =>
      readFile(installer, 'latin1').then(
        (text) => text.length === emptyEnrolmentProperty.length && text.includes(Buffer.from(bundle.token).toString('hex')),
        () => false,
      ),
    )
    await click('button', 'Copy')
    await until('the copied bundle', () =>
      console.app.evaluate(({ clipboard }) => clipboard.readText().includes('classwarden-enrolment-1')),
    )

    const authorityPem = await fetchAuthority(bundle.hubAddresses[0] ?? '', bundle.authorityFingerprint)
    for (const hostname of ['pc-1', 'pc-2']) {
      agents.push(await simulateAgent(await enrolAgent(bundle, authorityPem, hostname), { hostname, reconnection: true }))
    }
  })

  it('lets the technician make a teacher’s account, who signs in', async () => {
    await click('link', 'Staff')
    await click('button', 'New account')
    await fill('Name', 'Mr Tate')
    await fill('Sign-in name', 'tate')
    await fill('First password', password)
    await click('button', 'Create account')
    await see('Mr Tate')
    await click('button', 'Tess Technician')
    await click('menuitem', 'Sign out')
    await see('You are signed out.')
    expect(await findBarriers(console)).toEqual([])
    await fill('Sign-in name', 'tate')
    await fill('Password', password)
    await click('button', 'Sign in')
  })

  it('shows the class live', async () => {
    await see('2 of 2 here')
    await until('a wish for pictures', () => agents.every(({ paces }) => (paces.at(-1)?.width ?? 0) > 0))
    for (const agent of agents) expect(await agent.say('screen:thumbnail', plainPicture(20, 160, 90))).toMatchObject({ ok: true })
    const canvases = console.page.locator('[data-device-id] canvas')
    await until('two drawn tiles', async () => {
      const colours = await canvases.evaluateAll((all) =>
        all.map((canvas) =>
          canvas instanceof HTMLCanvasElement
            ? [...(canvas.getContext('2d')?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data ?? [])]
            : [],
        ),
      )
      return colours.length === 2 && colours.every(([red = 255, green = 0]) => red < 60 && green > 120)
    })
    expect(await findBarriers(console)).toEqual([])
  })

  it('locks the class from the toolbar and says so only by the PCs’ word', async () => {
    await click('button', 'Lock all 2')
    await until('locked tiles', async () => (await tileStates()).every((state) => state === 'locked'))
    expect(agents.map(({ leaseSets }) => leaseSets.at(-1)?.leases.map(({ kind }) => kind))).toEqual([['lock'], ['lock']])
    expect(await findBarriers(console)).toEqual([])
    await click('button', 'Unlock all 2')
    await until('free PCs', () => agents.every(({ leaseSets }) => leaseSets.at(-1)?.leases.length === 0))
    await until('free tiles', async () => (await tileStates()).every((state) => state !== 'locked'))
  })

  it('opens one PC’s panel', async () => {
    await console.page.locator('[data-device-id]').first().dblclick()
    await console.page.getByRole('dialog').getByText('Last windows').waitFor()
    expect(await findBarriers(console)).toEqual([])
    await console.page.keyboard.press('Escape')
    await console.page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('keeps the class on the page while its hub is gone, and goes on when it is back', async () => {
    expect(await linkSign()).toBe('up')
    const pid = await console.app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Classwarden hub')?.pid)
    process.kill(pid ?? expect.fail('there is no hub process'), 'SIGKILL')
    await until('the lost link', async () => (await linkSign()) === 'lost')
    expect(await tileStates()).toHaveLength(2)
    await until('the link again', async () => (await linkSign()) === 'up', 30_000)
    await see('2 of 2 here')
    await click('button', 'Lock all 2')
    await until('locked tiles', async () => (await tileStates()).every((state) => state === 'locked'))
  })
})

describe('the console with a hub elsewhere', () => {
  let desktop: Desktop
  let hub: TestHub

  beforeAll(async () => {
    desktop = await startDesktop({ width: 1_400, height: 900 })
    hub = await startTestHub()
  })
  afterAll(async () => {
    await hub.stop()
    await desktop.stop()
  })

  it('[LK3] talks to no hub but the one whose authority is set, and starts none of its own', async () => {
    const address = `127.0.0.1:${hub.hub.consolePort}`
    const remote = (authorityFingerprint: string) => ({ mode: 'remote' as const, address, authorityFingerprint })
    const wrong = await startConsole({ display: desktop.display, settings: { ...defaultConsoleSettings, hub: remote('ab'.repeat(32)) } })
    try {
      await wrong.page.getByText('This is not the hub this console knows').waitFor()
      expect(await placeOf(wrong)).toMatchObject({ state: 'failed', mode: 'remote', why: 'certificate-refused' })
      expect(await findBarriers(wrong)).toEqual([])
      expect(await wrong.app.evaluate(({ app }) => app.getAppMetrics().filter(({ name }) => name === 'Classwarden hub').length)).toBe(0)

      // It would start itself anew outside this test's reach.
      await wrong.app.evaluate(({ app }) => {
        app.relaunch = () => undefined
      })
      const closed = wrong.app.waitForEvent('close')
      await wrong.page.evaluate((right) => {
        void window.classwarden?.ask('settings:write', { hub: right })
      }, remote(hub.hub.authorityFingerprint))
      await closed
      const right = await startConsole({ display: desktop.display, dataFolder: wrong.dataFolder })
      try {
        await right.page.getByLabel('Sign-in name').fill(hub.accounts.teacher.signInName)
        await right.page.getByLabel('Password', { exact: true }).fill(hub.accounts.teacher.password)
        await right.page.getByRole('button', { name: 'Sign in' }).click()
        await right.page.getByText('No PC has joined this room yet').waitFor()
        expect(await findBarriers(right)).toEqual([])
      } finally {
        await right.stop()
      }
    } finally {
      await wrong.stop()
    }
  })

  it('fetches a newer console from its hub, refuses what the school did not sign, and installs at a person’s wish', async () => {
    const [school, stranger] = [makeSigningPair(), makeSigningPair()]
    const staged = await stageConsole('0.0.1', school.publicPem)
    const technician = await hub.signIn('technician')
    const offer = async (
      version: string,
      { privatePem }: typeof school,
      more: Partial<Parameters<typeof makeConsoleBuild>[0]> = {},
    ): Promise<{ folder: string; buildId: string }> => {
      const folder = await makeConsoleBuild({ version, signingKeyPem: privatePem, ...more })
      const added = await uploadConsoleBuild(technician, folder)
      return { folder, buildId: added.ok ? added.value.buildId : expect.fail(added.detail) }
    }
    // The installer that brought this console, as Windows' installer leaves it, and one that differs in a byte.
    const present = randomBytes(1024 * 1024)
    await offer('0.0.1', school, { installer: present, blockMap: true })
    await mkdir(path.dirname(staged.presentInstaller), { recursive: true })
    await writeFile(staged.presentInstaller, present)
    const changedByte = Buffer.from(present)
    changedByte[500_000] = 1 ^ (changedByte[500_000] ?? 0)
    const first = await offer('9.0.0', school, { installer: changedByte, blockMap: true })
    const settings = {
      ...defaultConsoleSettings,
      hub: { mode: 'remote' as const, address: `127.0.0.1:${hub.hub.consolePort}`, authorityFingerprint: hub.hub.authorityFingerprint },
    }
    const environment = { CLASSWARDEN_UPDATES_AS: 'installed', XDG_CACHE_HOME: staged.cacheFolder }
    const console = await startConsole({ display: desktop.display, settings, appFolder: staged.folder, environment })
    const { page, app } = console
    const installed = await recordInstallation(app, staged.cacheFolder)
    const answers = await countAnswers(app)
    const askAgain = () => page.getByRole('button', { name: 'Ask the hub now' }).click()
    try {
      await signInAs(page, hub.accounts.teacher)
      await page.getByText('Classwarden 9.0.0 is ready. It is installed when you close Classwarden.').waitFor()
      expect(await findBarriers(console)).toEqual([])
      await keepPicture(page, 'console-update-light')
      await page.getByRole('button', { name: 'Dark colours' }).click()
      expect(await findBarriers(console)).toEqual([])
      await keepPicture(page, 'console-update-dark')
      expect(await readFile(staged.pendingFile(installerNameOf('9.0.0')))).toEqual(
        await readFile(path.join(first.folder, installerNameOf('9.0.0'))),
      )

      // Only the block with that byte travelled.
      const fetched = (await answers()).filter(({ url }) => url.endsWith(installerNameOf('9.0.0')))
      expect(fetched.map(({ status }) => status)).toEqual([206])
      expect(fetched[0]?.bytes).toBeLessThan(100_000)

      await page.evaluate(() => (location.hash = '#/account'))
      await page.getByText('This console: Classwarden 0.0.1').waitFor()
      await offer('9.1.0', stranger)
      await askAgain()
      await page.getByText('was not signed with your school’s key').waitFor()
      await page.getByText('Your hub offered a newer console that is not as your school’s key signed it.').waitFor()
      expect(await findBarriers(console)).toEqual([])
      await keepPicture(page, 'console-update-refused')

      // The hub's own disk is no more believed than the hub.
      const changed = await offer('9.2.0', school)
      const place = path.join(hub.dataFolder, 'console-builds', changed.buildId, installerNameOf('9.2.0'))
      const bytes = await readFile(place)
      bytes[9] = 1 ^ (bytes[9] ?? 0)
      await writeFile(place, bytes)
      await askAgain()
      await page.getByText('is not the file that was signed').waitFor()

      // What electron-updater fetches by goes nowhere but to the hub's updates.
      const elsewhere = await app.evaluate(
        ({ session }, origin) =>
          session
            .fromPartition('electron-updater', { cache: false })
            .fetch(`${origin}/index.html`)
            .then(
              () => 'fetched',
              (error: unknown) => String(error),
            ),
        `https://${settings.hub.address}`,
      )
      expect(elsewhere).toContain('ERR_BLOCKED_BY_CLIENT')

      const last = await offer('9.3.0', school)
      await askAgain()
      await page.getByText('Classwarden 9.3.0 is ready.').first().waitFor()
      expect(await installed()).toEqual([])
      const closed = app.waitForEvent('close')
      await page.getByRole('button', { name: 'Restart now' }).first().click()
      await closed
      const [program, installer, ...args] = (await installed())[0] ?? []
      expect([path.basename(program ?? ''), installer, args]).toEqual([
        'elevate.exe',
        staged.pendingFile(installerNameOf('9.3.0')),
        ['--updated', '/S', '--force-run'],
      ])
      expect(await readFile(installer ?? '')).toEqual(await readFile(path.join(last.folder, installerNameOf('9.3.0'))))
    } finally {
      await console.stop()
      await staged.remove()
      technician.close()
      await rm(first.folder, { recursive: true })
    }
  })
})
