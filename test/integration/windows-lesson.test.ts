import { type ChildProcess, execFile } from 'node:child_process'
import { copyFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { noticeColours } from '../../agent/platform/notice-spec'
import { restrictionLift, restrictionOrder } from '../support/hub'
import { countPixels, takeScreenshot } from '../support/screenshot'
import { compileForWindows } from '../support/windows/wine-desktop'
import { startWindowsPupil, winePatience, type WindowsPupil } from '../support/windows/windows-pupil'

/* A lesson at a Windows PC: the whole agent under Wine and a real hub, on one boot for all cases. */

let pc: WindowsPupil

/** One program of a pupil's on its Windows. */
interface Program {
  /** Letters typed into it, `!` for a click, `?` for a wish that it close. */
  typed(): string
  runs(): boolean
}

beforeAll(async () => {
  pc = await startWindowsPupil('power')
}, 180_000)
afterAll(() => pc.stop())

const until = (look: () => unknown): Promise<void> => vi.waitFor(async () => void (await look()), winePatience)
const onDrive = (...names: string[]): string => path.join(pc.wine.drive, ...names)
const lift = (...kinds: Parameters<typeof restrictionOrder>[2][]) =>
  pc.teacher.must('restriction:lift', restrictionLift(pc.hub.room.roomId, [pc.deviceId], kinds))
const states = (): string[] => pc.view()?.restrictions.map(({ state }) => state) ?? []
const untilStates = (...wanted: string[]): Promise<void> => until(async () => expect(states(), await pc.log()).toEqual(wanted))
const flags = (kind: string): readonly string[] => pc.teacher.flags.filter(({ tamper }) => tamper === kind).map(({ detail }) => detail)

/** Colours of windows; nothing of ours has them. */
const magenta = 0xff00ff
const lime = 0x00ff00
const pixels = async (colour: number): Promise<number> => countPixels(await takeScreenshot(pc.wine.screen), (one) => one === colour)
const bannerRows = async (): Promise<number> => (await pixels(noticeColours.bannerGround)) / 1_000

/** A program of the pupil's, once its window is on the screen; `file` as Windows names it. */
async function open(file: string, title: string, colour: number, ...more: string[]): Promise<Program> {
  const place = colour === lime ? ['500', '400'] : ['40', '300']
  const child = pc.wine.spawn(file, [title, colour.toString(16).padStart(6, '0'), ...place, '300', '200', ...more], 'pipe')
  let typed = ''
  child.stdout?.on('data', (chunk: Buffer) => (typed += chunk.toString('latin1')))
  await until(async () => expect(await pixels(colour), `window of ${file}`).toBeGreaterThan(10_000))
  return { typed: () => typed, runs: () => runs(child) }
}
const runs = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null
const untilEnded = (program: Program): Promise<void> => until(async () => expect(program.runs(), await pc.log()).toBe(false))

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
  })
})
