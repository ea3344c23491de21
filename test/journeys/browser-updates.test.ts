import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuildWord } from '#shared/model/agent-build'
import { writeUpdateArchive } from '../../scripts/package/update-archive'
import { accessFindings, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { installerNameOf, makeConsoleBuild } from '../support/console-builds'
import type { BuildOrder } from '../support/agent-answers'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'
import { makeSigningPair } from '../support/update-builds'

/** Fetched at once; the new version works but for this PC's. */
const answerOf =
  (works: boolean) =>
  ({ event, buildId }: BuildOrder): BuildWord => {
    if (event === 'build:install') return { buildId, state: 'ready', why: null, detail: '' }
    return works
      ? { buildId, state: 'installed', why: null, detail: '' }
      : { buildId, state: 'rolled-back', why: 'crashed', detail: 'It ended 3 times without an orderly stop.' }
  }

describe('updates in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'classwarden-updates-'))
    ;[hub, browser] = await Promise.all([startTestHub({ rendererFolder, bounds: { expireEveryMs: 100 } }), startBrowser()])
    for (let number = 1; number <= 10; number += 1)
      await hub.simulateAgent({ hostname: `PC-${String(number).padStart(2, '0')}`, answerBuild: answerOf(number !== 4) })
    await hub.simulateAgent({ hostname: 'PC-11', platform: 'win32-x64', answerBuild: answerOf(true) })
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
    await rm(folder, { recursive: true })
  })

  it('[UP2, UP5] a build is added and rolled out; the page says who has it and who went back, and why', async () => {
    const tree = path.join(folder, 'tree')
    await mkdir(tree)
    await writeFile(path.join(tree, 'classwarden-agent-program.cjs'), 'a newer program')
    const file = path.join(folder, 'agent.cwbuild')
    const signingKeyPem = makeSigningPair().privatePem
    const order = { folder: tree, leaveOut: [], version: '9.1.0', signingKeyPem, nextKeyPem: null }
    await writeUpdateArchive({ ...order, file })
    const windowsFile = path.join(folder, 'windows.cwbuild')
    await writeUpdateArchive({ ...order, target: { platform: 'win32-x64', node: '20.20.2', desktop: null }, file: windowsFile })

    const { page, trouble } = await openStaffPage(browser, hub, hub.accounts.technician)
    await page.getByRole('link', { name: 'Deploy' }).click()
    await page.getByRole('tab', { name: 'Updates' }).click()
    await page.getByText('No build was added yet.').waitFor()
    const spoiled = path.join(folder, 'spoiled.cwbuild')
    await writeFile(spoiled, 'no archive at all')
    await page.locator('input[type="file"]').setInputFiles(spoiled)
    await page.getByText('This is no update archive.').waitFor()
    await page.locator('input[type="file"]').setInputFiles(file)
    await page.getByRole('cell', { name: '9.1.0' }).waitFor()
    await page.getByRole('button', { name: 'Roll out' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 PCs at most.').waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'updates-dialog-light')
    await dialog.getByRole('slider').press('End')
    await dialog.getByText('11 PCs at most.').waitFor()
    await dialog.getByRole('button', { name: 'Begin' }).click()

    await page.getByText('9 updated · 1 went wrong · 0 under way · 0 waiting').waitFor()
    // The same version for the school's other PCs, beside the first.
    await page.locator('input[type="file"]').setInputFiles(windowsFile)
    const windows = page.getByRole('row').filter({ hasText: '9.1.0' }).filter({ hasText: 'Windows' })
    await windows.getByRole('button', { name: 'Roll out' }).click()
    await dialog.getByRole('button', { name: 'Begin' }).click()
    const onWindows = page.getByRole('region', { name: 'Version 9.1.0 on the PCs with Windows' })
    await onWindows.getByText('1 updated · 0 went wrong · 0 under way · 0 waiting').waitFor()
    const onLinux = page.getByRole('region', { name: 'Version 9.1.0 on the PCs with Linux' })
    await onLinux.getByText('9 updated · 1 went wrong').waitFor()
    const first = onLinux.locator('[data-standing]').first()
    expect(await first.textContent()).toContain('PC-04')
    expect(await first.textContent()).toContain('The new version kept ending.')
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'updates-light')
    await page.getByRole('button', { name: 'Dark colours' }).click()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'updates-dark')
    await onLinux.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Nothing more happens until you resume.').waitFor()
    expect(trouble).toEqual([])
  })

  it('a build of the console is added by its files, and offered to consoles', async () => {
    const signingKeyPem = makeSigningPair().privatePem
    const filesOf = async (version: string): Promise<string[]> => {
      const build = await makeConsoleBuild({ version, signingKeyPem })
      const name = installerNameOf(version)
      return ['latest.yml', 'latest.yml.sig', name, `${name}.blockmap`].map((file) => path.join(build, file))
    }
    const { page, trouble } = await openStaffPage(browser, hub, hub.accounts.technician)
    await page.getByRole('link', { name: 'Deploy' }).click()
    await page.getByRole('tab', { name: 'Consoles' }).click()
    await page.getByText('No build was added yet.').waitFor()
    const files = page.getByLabel('Files of the build')
    const newer = await filesOf('9.2.0')
    await files.setInputFiles(newer.slice(1))
    await page.getByText('Choose one of latest.yml or latest-linux.yml').waitFor()
    await files.setInputFiles(newer)
    await page.getByRole('cell', { name: '9.2.0' }).waitFor()
    const older = await filesOf('9.1.0')
    await files.setInputFiles(older)
    await page.getByText('9.1.0 is older than 9.2.0').waitFor()
    await page.getByLabel('Even if it is older than what is offered').check()
    await files.setInputFiles(older)
    await page.getByRole('cell', { name: '9.1.0' }).waitFor()
    expect(await page.getByText('Offered', { exact: true }).count()).toBe(1)
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'console-builds-light')
    await page.getByRole('button', { name: 'Dark colours' }).click()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'console-builds-dark')
    await page.getByRole('row', { name: '9.1.0' }).getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('cell', { name: '9.1.0' }).waitFor({ state: 'detached' })
    expect(await page.getByText('Offered', { exact: true }).count()).toBe(1)
    expect(trouble).toEqual([])
  })
})
