import { type ChildProcess, execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import jpegTurbo from '@julusian/jpeg-turbo'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PowerWish } from '#shared/model/power'
import { noTimeouts, type TimeoutRule } from '#shared/model/timeout'
import { noticeColours } from '../../agent/platform/notice-spec'
import { restrictionLift, restrictionOrder } from '../support/hub'
import { countPixels, takeScreenshot } from '../support/screenshot'
import { compileForWindows } from '../support/windows/wine-desktop'
import { startWindowsPupil, winePatience, type WindowsPupil } from '../support/windows/windows-pupil'

/* A lesson at a Windows PC: the whole agent under Wine and a real hub, on one boot for all cases. */

let pc: WindowsPupil
/** A program of the pupil's, as Linux has it. */
let probe: string

/** One program of a pupil's on its Windows. */
interface Program {
  /** Letters typed into it, `!` for a click, `?` for a wish that it close. */
  typed(): string
  runs(): boolean
  kill(): void
}

beforeAll(async () => {
  ;[pc, probe] = await Promise.all([startWindowsPupil('power'), compileForWindows('probe')])
  await mkdir(onDrive('power'))
  await copyFile(await compileForWindows('power'), onDrive('power', 'power.exe'))
  // A window that opens below the mouse is input to Wine.
  await pc.wine.screen.run('xdotool', ['mousemove', '5', '700'])
}, 180_000)
afterAll(() => pc.stop())

const until = (look: () => unknown): Promise<void> => vi.waitFor(async () => void (await look()), winePatience)
const onDrive = (...names: string[]): string => path.join(pc.wine.drive, ...names)
const order = (kind: Parameters<typeof restrictionOrder>[2], more: Partial<ReturnType<typeof restrictionOrder>> = {}) =>
  pc.teacher.must('restriction:order', { ...restrictionOrder(pc.hub.room.roomId, [pc.deviceId], kind), ...more })
const lift = (...kinds: Parameters<typeof restrictionOrder>[2][]) =>
  pc.teacher.must('restriction:lift', restrictionLift(pc.hub.room.roomId, [pc.deviceId], kinds))
const states = (): string[] => pc.view()?.restrictions.map(({ state }) => state) ?? []
const untilStates = (...wanted: string[]): Promise<void> => until(async () => expect(states(), await pc.log()).toEqual(wanted))
const flags = (kind: string): readonly string[] => pc.teacher.flags.filter(({ tamper }) => tamper === kind).map(({ detail }) => detail)

/** Colours of windows; nothing of ours has them. */
const magenta = 0xff00ff
const lime = 0x00ff00
const cyan = 0x00ffff
const pixels = async (colour: number): Promise<number> => countPixels(await takeScreenshot(pc.wine.screen), (one) => one === colour)
const bannerRows = async (): Promise<number> => (await pixels(noticeColours.bannerGround)) / 1_000

const covered = (): Promise<void> =>
  until(async () => expect([(await pixels(noticeColours.lockText)) > 1_000, await pixels(magenta)], await pc.log()).toEqual([true, 0]))
const uncovered = (): Promise<void> => until(async () => expect(await pixels(magenta), await pc.log()).toBeGreaterThan(10_000))

/** A program of the pupil's, once its window is on the screen; `file` as Windows names it. */
async function open(file: string, title: string, colour: number, ...more: string[]): Promise<Program> {
  expect(await pixels(colour), 'windows that an earlier case left').toBe(0)
  const place = colour === lime ? ['500', '400'] : ['40', '300']
  const child = pc.wine.spawn(file, [title, colour.toString(16).padStart(6, '0'), ...place, '300', '200', ...more], 'pipe')
  let typed = ''
  child.stdout?.on('data', (chunk: Buffer) => (typed += chunk.toString('latin1')))
  await until(async () => expect(await pixels(colour), `window of ${file}`).toBeGreaterThan(10_000))
  return { typed: () => typed, runs: () => runs(child), kill: () => void child.kill('SIGKILL') }
}
const end = async (program: Program): Promise<void> => {
  program.kill()
  await until(() => expect(program.runs()).toBe(false))
}
const runs = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null
const untilEnded = (program: Program): Promise<void> => until(async () => expect(program.runs(), await pc.log()).toBe(false))

const sessionRule = async (more: Partial<TimeoutRule>): Promise<void> => {
  const technician = await pc.hub.signIn('technician')
  await technician.must('timeout:write-room', { roomId: pc.hub.room.roomId, rule: { ...noTimeouts, ...more } })
  technician.close()
}
const warned = (isWarned: boolean): Promise<void> => until(async () => expect((await bannerRows()) > 10, await pc.log()).toBe(isWarned))

const powerWish: PowerWish = { action: 'shut-down', warnSeconds: 0, spareInUse: false, putOffMinutes: 0 }
const powerTarget = () => ({ roomId: pc.hub.room.roomId, deviceIds: [pc.deviceId], orderId: randomUUID() })
const orderPower = (changes: Partial<PowerWish> = {}) => pc.teacher.must('power:order', { ...powerTarget(), ...powerWish, ...changes })
const untilPower = (...wanted: readonly (string | null)[]): Promise<void> =>
  until(async () => expect([pc.view()?.power?.state, pc.view()?.power?.why], await pc.log()).toEqual(wanted))
const poweredBy = (): Promise<string> => readFile(onDrive('power', 'asked'), 'latin1').catch(() => '')

it('[PW2] [PW4] warns, is called off by staff, and spares a PC that somebody uses', async () => {
  await orderPower({ warnSeconds: 300 })
  await untilPower('warned', null)
  await until(async () => expect(await bannerRows()).toBeGreaterThan(10))
  await pc.teacher.must('power:cancel', powerTarget())
  await untilPower('cancelled', 'staff')
  await until(async () => expect(await bannerRows()).toBe(0))
  await orderPower({ spareInUse: true })
  await untilPower('spared', 'in-use')
  expect(await poweredBy()).toBe('')
})

describe('application rules', () => {
  const rule = (access: 'only' | 'all-but', ...applications: string[]) =>
    pc.teacher.must('restriction:order', {
      ...restrictionOrder(pc.hub.room.roomId, [pc.deviceId], 'application'),
      reason: 'Coursework',
      application: { access, applications },
    })
  const installed = 'C:\\Program Files\\Puzzles\\puzzle.exe'
  const brought = 'C:\\Users\\Public\\homework.exe'
  beforeAll(async () => {
    const puzzle = await compileForWindows('probe', 'exe', 'puzzle')
    await mkdir(onDrive('Program Files', 'Puzzles'))
    await copyFile(puzzle, onDrive('Program Files', 'Puzzles', 'puzzle.exe'))
    await copyFile(puzzle, onDrive('users', 'Public', 'homework.exe'))
  })
  beforeEach(async () => {
    await lift('application')
    await untilStates()
  })
  /** As a program can be started too: `PROGRA~1`. */
  const shortName = async (file: string): Promise<string> => {
    const [command, ...before] = pc.wine.command('cmd')
    const listed = (await promisify(execFile)(command, [...before, '/c', 'dir', '/x', 'C:\\'])).stdout
    const short = /(\S+~\S+) +Program Files\r/u.exec(listed)?.[1] ?? ''
    return file.replace('Program Files', short)
  }

  it('[AP2] [AP5] closes what is named, a copy under another name too: asked, told why, and ended when it stays', async () => {
    const stays = await open(await shortName(installed), 'A', magenta, 'stays')
    const copy = await open(brought, 'B', lime)
    await rule('all-but', 'C:\\PROGRAM FILES\\puzzles', 'Puzzle.exe')
    await untilEnded(copy)
    await until(async () => expect(await bannerRows()).toBeGreaterThan(10))
    expect(stays.runs()).toBe(true)
    await untilEnded(stays)
    expect(stays.typed()).toMatch(/^\?\?/u)
    await untilStates('applied')
    await until(() =>
      expect(flags('application-stopped').toSorted()).toEqual([
        expect.stringContaining('homework.exe was closed: '),
        expect.stringContaining('puzzle.exe was closed: '),
      ]),
    )
    // Started again, it ends again.
    const again = pc.wine.spawn(installed, ['A', 'ff00ff', '40', '300', '300', '200'])
    await until(() => expect(runs(again)).toBe(false))
  })

  it('[AP3] [AP4] leaves only what is named a window, by the name its maker gave it; the desktop and the agent stay', async () => {
    const named = await open(installed, 'A', magenta)
    const copy = await open(brought, 'B', lime)
    await rule('only', 'Block Puzzle')
    await untilEnded(copy)
    await untilStates('applied')
    expect([named.runs(), pc.view()?.presence.state]).toEqual([true, 'live'])
    await rule('only', 'winword')
    await untilEnded(named)
    await untilStates('applied')
  })

  it('[AP3] knows the program inside a frame of the Store, closes that, and leaves the frame’s own', async () => {
    const store = await compileForWindows('store-program')
    const folder = ['Program Files', 'WindowsApps', 'Contoso.Sums_1.0.0.0_x64__abc']
    await mkdir(onDrive(...folder), { recursive: true })
    await copyFile(store, onDrive(...folder, 'Sums.exe'))
    await copyFile(store, onDrive('windows', 'system32', 'ApplicationFrameHost.exe'))
    const core = `C:\\${folder.join('\\')}\\Sums.exe`
    const framed = async (): Promise<boolean> => (await pixels(cyan)) > 10_000
    const frame = pc.wine.spawn('C:\\windows\\system32\\ApplicationFrameHost.exe', ['frame', core, '40', '300', '300', '200'])
    await until(async () => expect([await framed(), pc.view()?.foreground?.application]).toEqual([true, 'Sums']))
    await rule('only', 'contoso.sums')
    await untilStates('applied')
    expect([await framed(), runs(frame)]).toEqual([true, true])
    await rule('only', 'winword')
    await until(() => expect(flags('application-stopped')).toContainEqual(expect.stringContaining('Sums.exe was closed: ')))
    await until(async () => expect([runs(frame), await framed()], await pc.log()).toEqual([false, false]))
  })

  it('[AP6] closes what lies where a pupil can write, unless that is approved', async () => {
    const technician = await pc.hub.signIn('technician')
    const approve = (stopElsewhere: boolean, ...folders: string[]) =>
      technician.must('setting:write', { programFolders: { stopElsewhere, folders } })
    const named = await open(installed, 'A', magenta)
    const copy = await open(brought, 'B', lime)
    await approve(true)
    await untilEnded(copy)
    await until(() => expect(flags('program-elsewhere')).toContain('homework.exe was closed: it lies in C:\\users\\Public.'))
    await approve(true, 'C:\\USERS\\public')
    const approved = await open(brought, 'B', lime)
    // A look at the programs comes every second: one that is closed lets time pass.
    await copyFile(onDrive('users', 'Public', 'homework.exe'), onDrive('other.exe'))
    const other = pc.wine.spawn('C:\\other.exe', ['C', '0000ff', '40', '600', '300', '100'])
    await until(() => expect(runs(other)).toBe(false))
    expect([named.runs(), approved.runs(), pc.view()?.presence.state]).toEqual([true, true, 'live'])
    expect(flags('program-elsewhere').filter((detail) => /^(?:classwarden|puzzle)/u.test(detail))).toEqual([])
    await approve(false)
    await Promise.all([named, approved].map(end))
  })
})

describe('power', () => {
  it('[PW5] asks every program to close, waits for one that has work to save, and then sends the PC down, once', async () => {
    const [saves, ends] = [await open(probe, 'A', magenta, 'stays'), await open(probe, 'B', lime)]
    await orderPower({ action: 'restart' })
    await untilEnded(ends)
    await until(() => expect(saves.typed()).toBe('?'))
    expect([await poweredBy(), pc.view()?.power?.state]).toEqual(['', 'acting'])
    await untilPower('done', null)
    expect(await poweredBy()).toBe('restart\r\n')
    expect(saves.runs()).toBe(true)
    await end(saves)
  })
})

describe('session times', () => {
  it('[SE4] [SE5] [SE9] warns who leaves the PC alone, locks it, and lets go when staff say so; the mouse tells that somebody is back', async () => {
    const essay = await open(probe, 'Essay', magenta)
    await until(() => expect(pc.view()?.idle?.idle).toBe(true))
    await sessionRule({ idleMinutes: 0.1, warnMinutes: [0.08] })
    await warned(true)
    expect(pc.view()?.sessionEnds?.why).toBe('idle')
    await covered()
    await until(() => expect(pc.view()?.restrictions[0]?.lease.reason).toBe('idle for 0.1 min'))
    await lift('lock')
    await uncovered()
    await sessionRule({})
    await pc.wine.screen.run('xdotool', ['mousemove', '500', '700'])
    await until(() => expect([pc.view()?.idle?.idle, pc.view()?.sessionEnds]).toEqual([false, null]))
    await end(essay)
  }, 150_000)
})

describe('messages and covers', () => {
  /** A click may come before the banner hears it. */
  const clickAway = (): Promise<unknown> => pc.wine.screen.run('xdotool', ['mousemove', '512', '60', 'click', '1'])

  it('shows messages one at a time, and says which of them were seen', async () => {
    await order('message', { text: 'Save your work' })
    await order('message', { text: 'Hands up who needs a printer' })
    await untilStates('applied', 'asked')
    await until(async () => {
      if (states()[0] === 'applied') await clickAway()
      expect(states()).toEqual(['seen', 'applied'])
    })
    await lift('message')
    await untilStates()
    await until(async () => expect(await bannerRows()).toBe(0))
  })

  it('[LE5] [LE7] changes the words of a lock, blanks over it, and brings it back', async () => {
    const essay = await open(probe, 'Essay', magenta)
    const letters = (): Promise<number> => pixels(noticeColours.lockText)
    await order('lock', { text: 'Eyes on me' })
    await covered()
    const few = await letters()
    await order('lock', { text: 'Eyes on me, please, all of you, until everybody has put the pens down' })
    await until(async () => expect(await letters()).toBeGreaterThan(few * 1.2))
    await order('blank')
    await untilStates('applied', 'applied')
    await until(async () => expect([await letters(), await pixels(magenta)]).toEqual([0, 0]))
    await lift('blank')
    await covered()
    await lift('lock')
    await uncovered()
    await end(essay)
  })
})

describe('a concern', () => {
  it('[BC1] [BC3] of a window’s title comes with pictures from before, then and after', async () => {
    const officer = await pc.hub.signIn('officer')
    const title = 'how to kill myself without pain'
    const askedAt = Date.now()
    const window = await open(probe, title, magenta)
    const shownAt = Date.now()
    const summary = async () => (await officer.must('breach:list', { before: null, limit: 10 })).breaches[0]
    await until(async () => expect((await summary())?.pictures, await pc.log()).toBe(3))
    const breach = await officer.must('breach:get', { breachId: (await summary())?.breachId ?? '' })
    expect(breach).toMatchObject({ category: 'suicide', grade: 5, source: 'title', window: { title }, inFront: 'window', count: 1 })
    expect(breach.window?.application).toMatch(/^probe/u)
    const picture = async (part: 'before' | 'match' | 'after') => {
      const { takenAt, jpeg } = await officer.must('breach:picture', { breachId: breach.breachId, part, reason: 'welfare' })
      const { data, width, height } = jpegTurbo.decompressSync(Buffer.from(jpeg), { format: jpegTurbo.FORMAT_BGRX })
      expect([width, height]).toEqual([1_024, 768])
      let count = 0
      for (let at = 0; at < data.length; at += 4)
        if ((data[at] ?? 0) > 220 && (data[at + 1] ?? 255) < 40 && (data[at + 2] ?? 0) > 220) count++
      return { takenAt, isMagenta: count > 30_000 }
    }
    const [before, match, after] = [await picture('before'), await picture('match'), await picture('after')]
    expect([match.isMagenta, after.isMagenta]).toEqual([true, true])
    expect(before.takenAt).toBeLessThanOrEqual(match.takenAt - 1_000)
    expect(after.takenAt).toBeGreaterThan(match.takenAt)
    // A busy machine may see a window later than a second after it came.
    const mayBe = before.takenAt < askedAt ? [false] : before.takenAt > shownAt ? [true] : [false, true]
    expect(mayBe).toContain(before.isMagenta)
    await end(window)
  })
})

describe('without the hub', () => {
  it('[SE1] [LE4] [LE8] [LE13] a lock outlives the agent, ends at its time whatever the clock says, and the session after it', async () => {
    const essay = await open(probe, 'Essay', magenta)
    await order('lock', { minutes: 0.25 })
    await untilStates('applied')
    await sessionRule({ longestMinutes: 0.02, warnMinutes: [0.06] })
    await pc.hub.restart(async () => {
      await until(async () => expect(await pc.log()).toContain('No link'))
      await pc.moveWall(-86_400_000)
      await pc.kill()
      await covered()
      await pc.start(false)
      await uncovered()
      await warned(true)
      await covered()
    })
    const teacher = await pc.hub.signIn('teacher')
    const room = await teacher.watch(pc.hub.room.roomId)
    await until(() =>
      expect(room.devices.get(pc.deviceId)?.restrictions.map(({ lease, state }) => `${lease.owner.displayName} ${state}`)).toEqual([
        'Session times applied',
      ]),
    )
    // That it was ended is known by its mark, of the same start of this Windows.
    await until(() => expect(teacher.flags.map(({ tamper }) => tamper)).toEqual(expect.arrayContaining(['agent-killed', 'clock-moved'])))
    await teacher.must('restriction:lift', restrictionLift(pc.hub.room.roomId, [pc.deviceId], ['lock']))
    await uncovered()
    await end(essay)
  }, 150_000)
})
