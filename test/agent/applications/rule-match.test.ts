import { describe, expect, it } from 'vitest'
import type { Application, ApplicationRule } from '#shared/model/application'
import { forbiddenBy, programsElsewhere } from '../../../agent/applications/rule-match'
import type { RunningProgram } from '../../../agent/platform/platform'
import { runningProgram } from '../../support/running-program'

const name = (words: string): Application => ({ by: 'name', name: words })
const closedBy = (
  access: ApplicationRule['access'],
  applications: readonly Application[],
  programs: readonly RunningProgram[],
  hashes: Readonly<Record<number, string>> = {},
): number[] => forbiddenBy({ access, applications: [...applications] }, programs, ({ pid }) => hashes[pid] ?? null).map(({ pid }) => pid)

const minetest = runningProgram({ pid: 10, executable: '/usr/games/minetest', windows: ['minetest'] })
const writer = runningProgram({
  pid: 11,
  executable: '/usr/lib/libreoffice/program/soffice.bin',
  command: 'soffice.bin',
  windows: ['libreoffice-writer'],
})
const gimp = runningProgram({ pid: 12, executable: '/usr/bin/gimp-2.10', windows: ['gimp'] })
const panel = runningProgram({ pid: 13, executable: '/usr/bin/xfce4-panel', spared: true })
const service = runningProgram({ pid: 14, executable: '/usr/lib/evolution/evolution-alarm-notify' })
const all = [minetest, writer, gimp, panel, service]

describe('what a rule closes', () => {
  it.each([
    ['the name of the file', name('minetest'), [10]],
    ['a folder it is installed in', name('libreoffice'), [11]],
    ['the class of its window', name('libreoffice-writer'), [11]],
    ['a name without its version', name('gimp'), [12]],
    ['a path', { by: 'path', path: '/usr/games/minetest' } as const, [10]],
    ['a folder', { by: 'path', path: '/usr/games' } as const, [10]],
    ['no folder that merely begins so', { by: 'path', path: '/usr/game' } as const, []],
    ['no part of a name', name('mine'), []],
    ['a hash', { by: 'hash', sha256: 'a'.repeat(64) } as const, [12]],
  ])('[AP2] [AP3] by %s', (_how, application, closed) => {
    expect(closedBy('all-but', [application], all, { 12: 'a'.repeat(64) })).toEqual(closed)
  })

  it('[AP2] a name is closed whatever it calls itself, and wherever it lies', () => {
    const script = runningProgram({ pid: 20, executable: '/usr/bin/python3.11', command: 'snake' })
    const brought = runningProgram({ pid: 21, executable: '/home/cai/Minetest-5.AppImage', origin: 'own' })
    expect(closedBy('all-but', [name('snake')], [script])).toEqual([20])
    expect(closedBy('all-but', [name('minetest')], [brought])).toEqual([21])
  })

  it('[AP4] what is spared is never closed, whatever names it', () => {
    expect(closedBy('all-but', [{ by: 'path', path: '/usr' }, name('xfce4-panel')], [panel])).toEqual([])
    expect(closedBy('only', [name('thonny')], [{ ...panel, windows: ['panel'] }])).toEqual([])
  })
})

describe('what only some applications leave', () => {
  it('[AP3] windows of the named alone; what shows none goes on', () => {
    expect(closedBy('only', [name('libreoffice')], all)).toEqual([10, 12])
  })

  it('[AP2] a name that the pupil could have given allows nothing; a path and a hash do', () => {
    const fake = runningProgram({ pid: 30, executable: '/home/cai/gimp', origin: 'own', windows: ['gimp'] })
    const called = runningProgram({ pid: 31, executable: '/usr/games/minetest', command: 'gimp', windows: ['gimp'] })
    const elsewhere = runningProgram({ pid: 32, executable: '/usr/bin/gimp-2.10', origin: 'hidden', windows: ['gimp'] })
    expect(closedBy('only', [name('gimp')], [fake, called, elsewhere])).toEqual([30, 31, 32])
    expect(closedBy('only', [{ by: 'path', path: '/home/cai/gimp' }], [fake])).toEqual([])
    expect(closedBy('only', [{ by: 'path', path: '/usr/bin' }], [elsewhere])).toEqual([32])
    expect(closedBy('only', [{ by: 'hash', sha256: 'b'.repeat(64) }], [elsewhere], { 32: 'b'.repeat(64) })).toEqual([])
  })

  it('[AP3] what the named start stays, through a shell too, and past a process that is gone', () => {
    const thonny = runningProgram({ pid: 40, executable: '/usr/bin/thonny', windows: ['thonny'] })
    const shell = runningProgram({ pid: 41, parentPid: 40, executable: '/usr/bin/dash', spared: true })
    const turtle = runningProgram({ pid: 42, parentPid: 41, executable: '/usr/bin/python3.11', windows: ['tk'] })
    const stray = runningProgram({ pid: 43, parentPid: 39, executable: '/usr/bin/python3.11', windows: ['tk'] })
    expect(closedBy('only', [name('thonny')], [thonny, shell, turtle, stray])).toEqual([43])
  })

  it('[AP3] of a browser only its own program counts as started by it', () => {
    const chromium = runningProgram({ pid: 50, executable: '/usr/lib/chromium/chromium', windows: ['chromium'] })
    const part = runningProgram({ pid: 51, parentPid: 50, executable: '/usr/lib/chromium/chromium', windows: ['chromium'] })
    const game = runningProgram({ pid: 52, parentPid: 51, executable: '/home/cai/Downloads/game', origin: 'own', windows: ['game'] })
    expect(closedBy('only', [name('chromium')], [chromium, part, game])).toEqual([52])
  })

  it('processes that name each other as parents end no search', () => {
    const one = runningProgram({ pid: 60, parentPid: 61, windows: ['a'] })
    const two = runningProgram({ pid: 61, parentPid: 60, windows: ['b'] })
    expect(closedBy('only', [name('gimp')], [one, two])).toEqual([60, 61])
  })
})

describe('programs of Windows', () => {
  const word = runningProgram({
    pid: 80,
    startTicks: '20',
    executable: 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE',
    command: 'WinWord',
    names: ['winword', 'microsoft word'],
    windows: ['opusapp'],
  })
  const sums = runningProgram({
    pid: 81,
    executable: 'C:\\Program Files\\WindowsApps\\Microsoft.WindowsCalculator_11.2307.4.0_x64__8wekyb3d8bbwe\\CalculatorApp.exe',
    windows: ['applicationframewindow'],
  })
  const brought = runningProgram({
    pid: 82,
    executable: 'C:\\Users\\cai\\Downloads\\homework.exe',
    origin: 'own',
    command: 'minetest',
    names: ['minetest', 'a game of blocks'],
    windows: ['sdl_app'],
  })
  const windows = [word, sums, brought]

  it.each([
    [name('winword'), [80]],
    [name('microsoft word'), [80]],
    [name('microsoft office'), [80]],
    [name('microsoft.windowscalculator'), [81]],
    [name('calculatorapp'), [81]],
    [{ by: 'path', path: 'c:\\users\\CAI' } as const, [82]],
    [{ by: 'path', path: 'C:\\Users\\ca' } as const, []],
    [name('root office16'), []],
  ])('[AP2] %o closes', (application, closed) => {
    expect(closedBy('all-but', [application], windows)).toEqual(closed)
  })

  it('[AP2] a copy under another name is known by what its maker called it, and that allows nothing', () => {
    expect(closedBy('all-but', [name('minetest')], windows)).toEqual([82])
    expect(closedBy('only', [name('minetest'), name('a game of blocks')], windows)).toEqual([80, 81, 82])
    expect(closedBy('only', [name('microsoft word')], windows)).toEqual([81, 82])
  })

  it('[AP3] what the desktop starts, and what has the number of a parent that is gone, was not started by the named', () => {
    const desktop = runningProgram({ pid: 83, executable: 'C:\\Windows\\explorer.exe', spared: true })
    const ofDesktop = { ...brought, parentPid: 83 }
    expect(closedBy('only', [name('explorer')], [desktop, ofDesktop])).toEqual([82])
    expect(closedBy('only', [name('winword')], [word, { ...brought, parentPid: 80, startTicks: '21' }])).toEqual([])
    expect(closedBy('only', [name('winword')], [word, { ...brought, parentPid: 80, startTicks: '19' }])).toEqual([82])
  })

  it('[AP6] lie where only administrators write, or where the school says', () => {
    const hidden = runningProgram({ pid: 84, executable: '', origin: 'hidden' })
    const served = runningProgram({ pid: 85, executable: '\\\\server\\apps\\maths.exe', origin: 'own' })
    const all = [...windows, hidden, served]
    expect(programsElsewhere([], all).map(({ pid }) => pid)).toEqual([82, 84, 85])
    expect(programsElsewhere(['\\\\Server\\Apps', 'C:\\USERS\\cai\\downloads'], all).map(({ pid }) => pid)).toEqual([84])
  })
})

describe('where programs may lie', () => {
  it('[AP6] in the system’s folders and those approved, and nowhere else', () => {
    const brought = runningProgram({ pid: 70, executable: '/home/cai/game', origin: 'own' })
    const stick = runningProgram({ pid: 71, executable: '/media/cai/STICK/game', origin: 'own' })
    const mounted = runningProgram({ pid: 72, executable: '/usr/bin/game', origin: 'hidden' })
    const beside = runningProgram({ pid: 73, executable: '/usrlocal/game', origin: 'own' })
    const ours = runningProgram({ pid: 74, executable: '/home/admin/agent', spared: true })
    const programs = [...all, brought, stick, mounted, beside, ours]
    expect(programsElsewhere([], programs).map(({ pid }) => pid)).toEqual([70, 71, 72, 73])
    expect(programsElsewhere(['/home/cai'], programs).map(({ pid }) => pid)).toEqual([71, 72, 73])
  })
})
