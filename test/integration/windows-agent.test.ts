import { once } from 'node:events'
import { stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import jpegTurbo from '@julusian/jpeg-turbo'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DeviceView } from '#shared/model/device'
import { noticeColours } from '../../agent/platform/notice-spec'
import type { ConsoleClient } from '../support/console-client'
import { restrictionLift, restrictionOrder, type TestHub } from '../support/hub'
import { countPixels, takeScreenshot } from '../support/screenshot'
import { compileForWindows, type WineDesktop } from '../support/windows/wine-desktop'
import { startWindowsPupil, winePatience, type WindowsPupil } from '../support/windows/windows-pupil'

const magenta = 0xff00ff

describe('the whole agent on Windows', () => {
  let hub: TestHub
  let wine: WineDesktop
  let teacher: ConsoleClient
  let deviceId: string
  let view: () => DeviceView | undefined
  let typed = ''
  let pc: WindowsPupil

  beforeAll(async () => {
    pc = await startWindowsPupil()
    ;({ hub, wine, teacher, deviceId, view } = pc)
    const probe = wine.spawn(await compileForWindows('probe'), ['Essay', 'ff00ff', '40', '120', '300', '200'], 'pipe')
    probe.stdout?.on('data', (chunk: Buffer) => (typed += chunk.toString('latin1')))
  }, 120_000)
  afterAll(() => pc.stop())

  const pixels = async (colour: number): Promise<number> => countPixels(await takeScreenshot(wine.screen), (one) => one === colour)
  /** A display brings the keys to a window a moment after the click on it: pressed until one arrives. */
  const untilTyped = (key: string): Promise<void> =>
    vi.waitFor(async () => {
      await wine.screen.run('xdotool', ['key', key])
      expect(typed).toContain(key)
    }, winePatience)
  const states = (): readonly string[] => view()?.restrictions.map(({ state }) => state) ?? []

  const lock = (): Promise<unknown> => teacher.must('restriction:order', restrictionOrder(hub.room.roomId, [deviceId], 'lock'))
  const unlock = (): Promise<unknown> => teacher.must('restriction:lift', restrictionLift(hub.room.roomId, [deviceId], ['lock']))
  const click = (): Promise<unknown> => wine.screen.run('xdotool', ['mousemove', '140', '180', 'click', '1'])
  const covered = (): Promise<void> =>
    vi.waitFor(async () => {
      expect(await pixels(noticeColours.lockText)).toBeGreaterThan(1_000)
      expect(await pixels(magenta)).toBe(0)
    }, winePatience)
  const uncovered = (): Promise<void> => vi.waitFor(async () => expect(await pixels(magenta)).toBeGreaterThan(10_000), winePatience)

  it('shows the console who sits there, the window in front, and the screen', async () => {
    await vi.waitFor(
      () => expect([view()?.foreground?.title, view()?.foreground?.application.slice(0, 5)]).toEqual(['Essay', 'probe']),
      winePatience,
    )
    expect(view()?.user).toMatchObject({ guest: false })
    const mine = (): readonly unknown[] => teacher.pictures.filter((picture) => picture.deviceId === deviceId)
    await vi.waitFor(() => expect(mine().length).toBeGreaterThan(0), winePatience)
    expect(mine()[0]).toMatchObject({ thumbnail: { monitor: 0, keyframe: true, width: 320, height: 240 } })
  })

  it('locks by the hub’s order, swallows what is typed, and gives the PC back', async () => {
    await uncovered()
    let sent = 0
    // A click has arrived before any key is pressed: they may take different ways.
    await vi.waitFor(async () => {
      sent++
      await click()
      expect(typed).toContain('!')
    }, winePatience)
    await untilTyped('a')
    await lock()
    await vi.waitFor(() => expect(states()).toEqual(['applied']), winePatience)
    await covered()
    await wine.screen.run('xdotool', ['key', 's', 'e', 'x'])
    await click()
    // By then the display has brought them to whoever would get them.
    await covered()
    await unlock()
    await uncovered()
    await untilTyped('b')
    expect(typed).not.toMatch(/[sex]/u)
    expect(typed.split('!').length - 1).toBeLessThanOrEqual(sent)
  })

  it('[SF3, SF4] carries a self-test the whole way to the officer’s inbox', async () => {
    const [technician, officer] = await Promise.all([hub.signIn('technician'), hub.signIn('officer')])
    const order = { roomId: hub.room.roomId, deviceIds: [deviceId], orderId: crypto.randomUUID(), inUse: true }
    const { testIds } = await technician.must('self-test:run', order)
    const test = await vi.waitFor(async () => {
      const { tests } = await technician.must('self-test:list', { roomId: null, before: null, limit: 50 })
      const found = tests.find(({ testId }) => testId === testIds[0])
      if (found === undefined) throw new Error('not ended')
      return found
    }, winePatience)
    expect(test.stages.map(({ stage, state, why }) => `${stage} ${why ?? state}`)).toEqual([
      ...['window passed', 'sensor passed', 'policy passed', 'snapshot passed', 'browser no-browser'],
      ...['concern passed', 'picture passed', 'inbox passed'],
    ])
    const { jpeg } = await officer.must('breach:picture', { breachId: test.testId, part: 'match', reason: 'look at it' })
    const { data, width, height } = jpegTurbo.decompressSync(Buffer.from(jpeg), { format: jpegTurbo.FORMAT_GRAY })
    const at = (x: number, y: number): number => data[y * width + x] ?? -1
    // The card alone: black beside it, and the probe is not in it.
    expect(Math.max(at(2, 2), at(width - 3, 2), at(2, height - 3), at(width - 3, height - 3), at(140, 300))).toBeLessThan(16)
    expect(data.reduce((sum, value) => sum + (value > 200 ? 1 : 0), 0)).toBeGreaterThan(5_000)
    await vi.waitFor(() => expect(view()?.foreground?.title).toBe('Essay'), winePatience)
  })

  it('[IV1, IV3] tells what the PC is and what is installed, for everybody and for an account', async () => {
    const technician = await hub.signIn('technician')
    const uninstall = 'Microsoft\\Windows\\CurrentVersion\\Uninstall'
    const entry = (key: string, name: string, ...more: string[]): string =>
      `[${key}\\${name}]\r\n"DisplayName"="${name}"\r\n"DisplayVersion"="1.5"\r\n${more.map((line) => `${line}\r\n`).join('')}\r\n`
    const entries = [
      entry(`HKEY_LOCAL_MACHINE\\Software\\${uninstall}`, 'Scratch 3'),
      entry(`HKEY_LOCAL_MACHINE\\Software\\Wow6432Node\\${uninstall}`, 'Audacity'),
      entry(`HKEY_CURRENT_USER\\Software\\${uninstall}`, 'Steam'),
      entry(`HKEY_LOCAL_MACHINE\\Software\\${uninstall}`, 'A part of Windows', '"SystemComponent"=dword:00000001'),
      entry(`HKEY_LOCAL_MACHINE\\Software\\${uninstall}`, 'An update', '"ParentKeyName"="Scratch 3"'),
    ]
    await writeFile(path.join(wine.drive, 'installed.reg'), `REGEDIT4\r\n\r\n${entries.join('')}`)
    const written = wine.spawn('regedit', ['/S', 'C:\\installed.reg'])
    await once(written, 'close')
    await technician.must('inventory:read', { deviceIds: [deviceId] })
    const sheet = await vi.waitFor(async () => {
      const found = await technician.must('inventory:sheet', { deviceId })
      expect(found.software.map(({ name }) => name)).toEqual(['Audacity', 'Scratch 3', 'Steam'])
      return found
    }, winePatience)
    expect(sheet.software[1]).toEqual({ name: 'Scratch 3', version: '1.5' })
    expect(sheet.pc.hardware).toMatchObject({ memoryMb: expect.any(Number) as number, processor: expect.stringMatching(/\w/u) as string })
    expect(sheet.pc.hardware?.memoryMb).toBeGreaterThan(256)
    expect(sheet.pc.system).toMatchObject({ name: expect.stringContaining('Windows') as string, protection: null, updates: null })
    expect(sheet.pc.system?.kernel).toMatch(/^Windows NT 10\.0\.\d+/u)
    expect(sheet.pc.system?.changedAt).toBeGreaterThan(0)
  })

  it('stays locked when the agent is killed, and is unlocked through the next one', async () => {
    await lock()
    await covered()
    await pc.kill()
    // What is on the desktop outlives it, until the next one has taken over.
    await covered()
    await pc.start()
    await vi.waitFor(() => expect(states()).toEqual(['applied']), winePatience)
    await wine.screen.run('xdotool', ['key', 's', 'e', 'x'])
    await covered()
    await unlock()
    await uncovered()
    await untilTyped('c')
    expect(typed).not.toMatch(/[sex]/u)
  })

  it('[AU3] asks whoever signs in to agree, covers what opens meanwhile, and the register says who agreed', async () => {
    const officer = await hub.signIn('officer')
    const userName = view()?.user?.name ?? ''
    const kept = path.join(wine.drive, 'agent/agreements.sealed')
    const changed = (): Promise<number> =>
      stat(kept).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      )
    const learnt = async (act: () => Promise<unknown>): Promise<void> => {
      const before = await changed()
      await act()
      await vi.waitFor(async () => expect(await changed()).toBeGreaterThan(before), winePatience)
    }
    await learnt(() => officer.must('pupil:put', { pupils: [{ userName, displayName: 'Cai Owen', yearGroup: 8, groups: [] }] }))
    const text = 'I am kind.\nI keep my password to myself.'
    await learnt(() => officer.must('agreement:publish', { keyStage: 'ks3', title: 'Using our computers', text }))
    // Nobody signs in anew to Wine: the next agent takes this session for another one.
    await pc.kill()
    await pc.start()
    const asked = (): Promise<void> =>
      vi.waitFor(async () => {
        expect(await pixels(noticeColours.accent)).toBeGreaterThan(10_000)
        expect(await pixels(magenta)).toBe(0)
      }, winePatience)
    await asked()
    const other = wine.spawn(await compileForWindows('probe'), ['Game', 'ff00ff', '0', '0', '1024', '768'])
    await wine.screen.run('xdotool', ['key', 's', 'e', 'x'])
    await asked()
    const entry = async (): Promise<unknown> => (await officer.must('agreement:register', {})).entries[0]
    expect(await entry()).toMatchObject({ userName, standing: 'waiting', at: null })
    // Pressed until they arrive; what comes too early is no answer.
    await vi.waitFor(async () => {
      if ((await pixels(noticeColours.accent)) > 10_000) await wine.screen.run('xdotool', ['key', 'Tab', 'Return'])
      expect(await entry()).toMatchObject({ userName, standing: 'agreed', version: 1, at: expect.any(Number) as number })
    }, winePatience)
    await vi.waitFor(async () => expect(await pixels(magenta)).toBeGreaterThan(500_000), winePatience)
    other.kill()
    expect(typed).not.toMatch(/[sex]/u)
  })
})
