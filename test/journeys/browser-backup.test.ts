import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '#shared/clock'
import { restoreHub } from '../../main/hub/backup/restore'
import { findingsInBothThemes, startBrowser } from '../support/browser'
import { startTestHub, type TestHub } from '../support/hub'
import { must } from '../support/outcome'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'

describe('the technician’s settings in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let page: Page
  let place: string

  beforeAll(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'classwarden-backup-'))
    hub = await startTestHub({ rendererFolder })
    browser = await startBrowser()
    page = (await openStaffPage(browser, hub, hub.accounts.technician)).page
    page.setDefaultTimeout(30_000)
    await page.getByRole('link', { name: 'Settings' }).click()
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
    await rm(place, { recursive: true, force: true })
  })

  it('[BK3, BK5] backups are set up, the key is shown once, one is made, and it opens with the key that was shown', async () => {
    const card = page.getByRole('region', { name: 'Backup' })
    const rail = page.getByRole('navigation', { name: 'Pages' })
    await rail.getByRole('link', { name: /^Settings .*No backups/u }).waitFor()
    await card.getByText('No backups: a broken disk would take every record along').waitFor()
    const folder = path.join(place, 'disk')
    await card.getByLabel('Folder on the hub’s computer').fill(folder)
    await card.getByRole('button', { name: 'Save where backups go' }).click()
    await card.getByRole('button', { name: 'Make the recovery key' }).click()
    const shown = (await card.getByText(/^AGE-SECRET-KEY-1/u).textContent()) ?? ''
    const done = card.getByRole('button', { name: 'Done, hide it' })
    expect(await done.isDisabled()).toBe(true)
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `backup-key-${theme}`))).toEqual([])
    await card.getByLabel('I have it on paper or in a safe place').check()
    await done.click()
    await card.getByRole('button', { name: 'Make one now' }).click()
    await card.getByText('Backups are good').waitFor()
    expect(await page.getByText(shown).count()).toBe(0)
    await card.scrollIntoViewIfNeeded()
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `backup-${theme}`))).toEqual([])
    const file = (await readdir(folder)).find((name) => name.endsWith('.age')) ?? ''
    const restored = await restoreHub({
      file: path.join(folder, file),
      recoveryKey: shown,
      dataFolder: path.join(place, 'spare'),
      currentKey: null,
      clock: systemClock,
    })
    expect(must(restored)).toMatchObject({ accounts: 4 })
    // Whoever is on another page is told no more either.
    await rail.getByRole('link', { name: 'Devices' }).click()
    await rail.getByRole('link', { name: 'Settings', exact: true }).click()
    await card.getByText('Backups are good').waitFor()
  })

  it('[PS1, HD2] a setting is found by any word for it, here or on its own page, and the hub says how it is', async () => {
    await page
      .getByRole('region', { name: 'Health of the hub' })
      .getByRole('row', { name: /Address .* answers as this hub/u })
      .first()
      .waitFor()
    const find = page.getByLabel('Find a setting')
    await find.fill('log-off idle')
    await page.getByRole('link', { name: 'Session times', exact: true }).last().waitFor()
    await find.fill('governors')
    await page.getByText('On the page Reports, for: ').waitFor()
    await find.fill('smtp')
    await page.getByRole('button', { name: 'E-mail', exact: true }).click()
    await find.fill('no such thing')
    await page.getByText('No setting fits these words.').waitFor()
    await find.fill('retention')
    await page.getByRole('button', { name: 'How long records are kept' }).waitFor()
    await find.scrollIntoViewIfNeeded()
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `settings-search-${theme}`))).toEqual([])
  })
})
