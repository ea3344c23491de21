import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PowerState, PowerWish } from '#shared/model/power'
import { readProcesses } from '../../agent/platform/linux/process-table'
import { startAgent, type TestAgent } from '../support/agent'
import type { ConsoleClient } from '../support/console-client'
import { startDesktop, until, type Desktop } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { powerPrograms, type PowerPrograms } from '../support/power-programs'
import { startSession, type PupilSession } from '../support/session'
import { countPixels, takeScreenshot } from '../support/screenshot'
import { noticeColours } from '../../agent/platform/notice-spec'

/** A real hub and a real agent on the real desktop of an ordinary user; only the programs that would send this machine down are stand-ins. */
describe('a PC and its power', () => {
  const closers: (() => Promise<unknown>)[] = []
  let hub: TestHub
  let desktop: Desktop
  let session: PupilSession
  let programs: PowerPrograms
  let agent: TestAgent
  let teacher: ConsoleClient
  let room: Awaited<ReturnType<ConsoleClient['watch']>>

  const wish: PowerWish = { action: 'shut-down', warnSeconds: 0, spareInUse: false, putOffMinutes: 0 }
  const order = (changes: Partial<PowerWish> = {}) =>
    teacher.must('power:order', { roomId: hub.room.roomId, deviceIds: [agent.deviceId], orderId: randomUUID(), ...wish, ...changes })
  const cancel = () => teacher.must('power:cancel', { roomId: hub.room.roomId, deviceIds: [agent.deviceId], orderId: randomUUID() })
  const power = (): PowerState | null => room.devices.get(agent.deviceId)?.power ?? null
  const untilPower = (state: PowerState['state'], why: PowerState['why'] = null): Promise<void> =>
    until(
      `${state} ${why ?? ''}, it is ${power()?.state ?? 'none'} ${power()?.why ?? ''}`,
      () => power()?.state === state && power()?.why === why,
      40_000,
    )
  const watch = async (): Promise<void> => {
    teacher = await hub.signIn('teacher')
    room = await teacher.watch(hub.room.roomId)
    await until('the PC and its user', () => {
      const pc = room.devices.get(agent.deviceId)
      return pc?.presence.state === 'live' && pc.display.state === 'ready' && pc.user !== null
    })
  }
  const bannerPixels = async (): Promise<number> =>
    countPixels(await takeScreenshot(desktop), (colour) => colour === noticeColours.bannerGround)
  const untilBanner = (shown: boolean): Promise<void> =>
    until(shown ? 'the warning' : 'no warning', async () => (await bannerPixels()) > 20_000 === shown, 40_000)
  const foreground = async (): Promise<string> => (await desktop.run('xprop', ['-root', '_NET_ACTIVE_WINDOW'])).stdout.toString()

  beforeEach(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-power-'))
    closers.push(() => rm(folder, { recursive: true, force: true }))
    await chmod(folder, 0o755)
    programs = await powerPrograms(path.join(folder, 'programs'))
    ;[hub, desktop] = await Promise.all([startTestHub(), startDesktop({ width: 1024, height: 768, windowManager: false })])
    closers.push(
      () => desktop.stop(),
      () => hub.stop(),
    )
    session = await startSession(desktop)
    session.spawn('xterm', ['-T', 'essay'])
    agent = await startAgent({ hub, desktop, powerPrograms: programs.folder })
    closers.push(() => agent.stop())
    await watch()
  })
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })

  it('[PW2, PW8] warns on the screen without taking the focus, is put off by a click and stopped from the console', async () => {
    const before = await foreground()
    await order({ warnSeconds: 300, putOffMinutes: 10 })
    await untilPower('warned')
    await untilBanner(true)
    expect(await foreground()).toBe(before)
    const moment = power()?.actsAt ?? 0
    await desktop.run('xdotool', ['mousemove', '512', '60', 'click', '1'])
    await untilPower('put-off')
    expect(power()?.actsAt).toBe(moment + 10 * 60_000)
    await untilBanner(false)
    await order({ warnSeconds: 600, action: 'restart' })
    await untilBanner(true)
    await cancel()
    await untilPower('cancelled', 'staff')
    await untilBanner(false)
    expect(await programs.asked()).toEqual([])
  })

  it('[PW1, PW5] goes on over a killed agent and a restarted hub, and goes down once', async () => {
    await order({ warnSeconds: 300 })
    await untilPower('warned')
    await agent.kill()
    await hub.restart()
    agent.start()
    await watch()
    await untilPower('warned')
    await untilBanner(true)
    await cancel()
    await untilPower('cancelled', 'staff')

    await order()
    await untilPower('done')
    expect(await programs.asked()).toEqual(['systemctl poweroff'])
    await agent.kill()
    agent.start()
    await watch()
    await untilPower('done')
    expect(await programs.asked()).toEqual(['systemctl poweroff'])
  })

  it('[PW4] is spared while somebody uses it', async () => {
    await desktop.run('xdotool', ['mousemove', '300', '300'])
    await order({ spareInUse: true })
    await untilPower('spared', 'in-use')
    expect(await programs.asked()).toEqual([])
  })

  it('[PW6] logs its user off, and says why it could not', async () => {
    await order({ action: 'log-off' })
    await untilPower('done')
    expect((await readProcesses()).filter(({ uid, display }) => uid === session.uid && display === desktop.display)).toEqual([])

    await powerPrograms(programs.folder, { systemctl: 'refuses', shutdown: 'refuses' })
    await order({ action: 'restart' })
    await untilPower('failed', 'refused')
  })
})
