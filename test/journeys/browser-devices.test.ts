import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { accessFindings, findingsInBothThemes, startBrowser } from '../support/browser'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import { keepPicture, openStaffPage, rendererFolder } from '../support/staff-page'

/** A school's PCs from a table to their seats, and the class as it sits. */
describe('devices in the browser', () => {
  let hub: TestHub
  let browser: Browser
  let page: Page
  let technician: ConsoleClient
  let trouble: readonly string[]

  beforeAll(async () => {
    ;[hub, browser] = await Promise.all([startTestHub({ rendererFolder }), startBrowser()])
    for (const hostname of ['PC-01', 'PC-02', 'PC-03']) {
      const agent = await hub.simulateAgent({ hostname })
      await agent.say('display:state', { state: 'ready' })
    }
    technician = await hub.signIn('technician')
    ;({ page, trouble } = await openStaffPage(browser, hub, hub.accounts.technician))
    await page.getByRole('link', { name: 'Devices' }).click()
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  const seats = async () => {
    const all = await technician.must('room:seats', { roomId: hub.room.roomId })
    return Object.fromEntries(all.flatMap(({ name, seat }) => (seat === null ? [] : [[name, [seat.row, seat.column]]])))
  }

  it('[DV7] a table shows every line that does not fit, and is written once it is mended', async () => {
    await page.getByRole('tab', { name: 'Register' }).click()
    await page.getByRole('button', { name: 'Import…' }).click()
    const lines = Array.from(
      { length: 297 },
      (_line, index) => `exp-${String(index + 1).padStart(3, '0')},Lab ${1 + (index % 9)},T-${index}`,
    )
    const dialog = page.getByRole('dialog')
    const table = dialog.getByLabel('Table of PCs')
    await table.fill(['name,room,asset tag', ...lines, ',Lab 1,', 'nowhere,,'].join('\n'))
    await dialog.getByText('2 lines do not fit').waitFor()
    await dialog.getByText('Line 300: it needs a room').waitFor()
    expect(await dialog.getByRole('button', { name: 'Write 297 changes' }).isDisabled()).toBe(true)
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `devices-import-${theme}`))).toEqual([])
    expect(await technician.must('device:list', {})).toHaveLength(3)
    await table.fill(['name,room,asset tag', ...lines].join('\n'))
    await dialog.getByText('8 new rooms are made').waitFor()
    await dialog.getByRole('button', { name: 'Write 297 changes' }).click()
    await page.getByText('300 PCs', { exact: true }).waitFor()
    expect(await technician.must('device:list', {})).toHaveLength(300)
  })

  it('[DV3] many are chosen with shift, and named by a pattern that is shown first', async () => {
    await page.getByLabel('Filter by name, tag, serial or group').fill('pc-')
    await page.getByText('3 PCs', { exact: true }).waitFor()
    await page.getByRole('checkbox', { name: 'Choose PC-01' }).click()
    await page.getByRole('checkbox', { name: 'Choose PC-03' }).click({ modifiers: ['Shift'] })
    await page.getByText('3 of 3 chosen').waitFor()
    await page.getByRole('button', { name: 'Rename…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Lab 1-03').waitFor()
    await keepPicture(page, 'devices-rename')
    expect(await accessFindings(page)).toEqual([])
    await dialog.getByLabel('Pattern').fill('same')
    expect(await dialog.getByRole('button', { name: 'Rename 3 PCs' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Pattern').fill('{name}')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByLabel('Filter by name, tag, serial or group').fill('')
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `devices-register-${theme}`))).toEqual([])
  })

  it('[DV9] PCs are seated by keys and by pointer, and it can be undone', async () => {
    await page.getByRole('tab', { name: 'Seating plan' }).click()
    const pc = (name: string) => page.getByRole('button', { name, exact: true })
    const place = (seat: string) => page.locator(`[data-seat="${seat}"]`)
    await pc('PC-01').hover()
    await page.mouse.down()
    const target = await place('B2').boundingBox()
    if (target === null) throw new Error('the seat is not in sight')
    await page.mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 8 })
    await page.locator('[data-seat="B2"][data-over]').waitFor()
    await page.mouse.up()
    await vi.waitFor(async () => expect(await seats()).toEqual({ 'PC-01': [1, 1] }), { interval: 250, timeout: 10_000 })
    // Nothing is moved while the last move is on its way.
    await page.locator('button:enabled', { hasText: 'Undo' }).waitFor()
    await pc('PC-01').focus()
    await page.keyboard.press('Space')
    await page.getByText('PC-01 is over seat B2.').waitFor({ state: 'attached' })
    // The library listens to keys a moment after it has taken the PC up: one that came before is pressed again.
    await vi.waitFor(
      async () => {
        await page.keyboard.press('ArrowRight')
        await page.getByText('PC-01 is over seat B3.').waitFor({ state: 'attached', timeout: 2_000 })
      },
      { timeout: 20_000 },
    )
    await keepPicture(page, 'devices-seats-dragged')
    await page.keyboard.press('Space')
    await vi.waitFor(async () => expect(await seats()).toEqual({ 'PC-01': [1, 2] }), { interval: 250, timeout: 10_000 })
    await page.getByRole('button', { name: 'Undo' }).click()
    await vi.waitFor(async () => expect(await seats()).toEqual({ 'PC-01': [1, 1] }), { interval: 250, timeout: 10_000 })
    expect(await findingsInBothThemes(page, (theme) => keepPicture(page, `devices-seats-${theme}`))).toEqual([])
  })

  it('[DV9] a teacher sees the class as it sits', async () => {
    const known = await technician.must('room:seats', { roomId: hub.room.roomId })
    const idOf = (name: string): string => known.find((one) => one.name === name)?.deviceId ?? ''
    const arranged = [
      { deviceId: idOf('PC-01'), seat: { row: 1, column: 4 } },
      { deviceId: idOf('PC-02'), seat: { row: 1, column: 1 } },
    ]
    const opened = await openStaffPage(browser, hub, hub.accounts.teacher)
    const teacher = opened.page
    await teacher.locator('[role="gridcell"]').nth(2).waitFor()
    await technician.must('room:arrange', { roomId: hub.room.roomId, seats: arranged })
    await teacher.getByText('Front of the room').waitFor()
    const words = await teacher.locator('[role="row"]').first().locator('[role="gridcell"]').allInnerTexts()
    expect(words.map((text) => /PC-\d+/u.exec(text)?.[0] ?? '')).toEqual(['PC-02', '', '', 'PC-01'])
    expect(await findingsInBothThemes(teacher, (theme) => keepPicture(teacher, `devices-class-${theme}`))).toEqual([])
    expect([...trouble, ...opened.trouble]).toEqual([])
  })
})
