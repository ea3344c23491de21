import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { isSparedOnWindows, originOf, WindowsApplications } from '../../../../agent/platform/windows/windows-applications'
import { RecordedLine } from './recorded-line'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

it.each([
  ['C:\\Program Files\\Mozilla Firefox\\firefox.exe', 'installed'],
  ['c:\\windows\\System32\\notepad.exe', 'installed'],
  ['C:\\Windows\\Temp\\game.exe', 'own'],
  ['C:\\WINDOWS\\system32\\SPOOL\\drivers\\color\\game.exe', 'own'],
  ['C:\\Users\\aisha\\Downloads\\explorer.exe', 'own'],
  ['C:\\Program Files Evil\\game.exe', 'own'],
  ['', 'hidden'],
])('%s is %s', (file, origin) => {
  expect(originOf(file)).toBe(origin)
})

it('goes by where this Windows lies', () => {
  const other = { SystemRoot: 'D:\\WINNT', ProgramFiles: 'D:\\Programs', ProgramW6432: 'D:\\Programs' }
  const origins = ['D:\\WinNT\\explorer.exe', 'D:\\WINNT\\temp\\a.exe', 'd:\\programs (x86)\\a\\a.exe', 'C:\\Windows\\a.exe'].map((file) =>
    originOf(file, other),
  )
  expect(origins).toEqual(['installed', 'own', 'installed', 'own'])
})

it('[AP4] spares the parts of the desktop and of the agent where only administrators can have put them', () => {
  expect(isSparedOnWindows('C:\\Windows\\explorer.exe', 'installed')).toBe(true)
  expect(isSparedOnWindows('C:\\Program Files\\Classwarden\\Classwarden-Desktop.exe', 'installed')).toBe(true)
  expect(isSparedOnWindows('C:\\Users\\aisha\\explorer.exe', 'own')).toBe(false)
  for (const name of ['notepad', 'rundll32', 'dllhost', 'cmd', 'classic'])
    expect(isSparedOnWindows(`C:\\Windows\\System32\\${name}.exe`, 'installed')).toBe(false)
  for (const name of ['csrss', 'winlogon', 'dwm', 'ctfmon', 'Magnify', 'osk', 'Narrator', 'TabTip'])
    expect(isSparedOnWindows(`C:\\Windows\\System32\\${name}.exe`, 'installed')).toBe(true)
})

describe('the list of programs', () => {
  const line = new RecordedLine()
  const applications = new WindowsApplications(['C:\\Agent\\classwarden-desktop.exe'])
  applications.attach(line)
  const list = async (...lines: (string | number)[][]) => {
    line.bodies = { programs: lines.map((words) => `${words.join('\t')}\n`).join('') }
    const listed = await applications.list()
    if (!listed.ok) throw new Error(listed.code)
    return listed.value
  }

  it('has the names of the file, in itself and as it lies there', async () => {
    const [word, plain] = await list(
      [7, 1, '133', 'C:\\Program Files\\Office\\WINWORD.EXE', 'WINWORD.EXE', 'WinWord.exe.mui', 'Microsoft Word', 'OpusApp', 'Net UI'],
      [8, 7, '134', 'C:\\Users\\cai\\game.exe', 'game.exe', '', ''],
    )
    expect(word).toMatchObject({
      command: 'WinWord',
      label: 'Microsoft Word',
      names: ['winword', 'microsoft word'],
      windows: ['opusapp', 'net ui'],
    })
    expect(plain).toMatchObject({ command: 'game', label: 'game', names: ['game', 'game'], windows: null, origin: 'own', spared: false })
  })

  it('[AP4] spares the agent and what it started of its own, wherever they lie, and nobody else’s copy', async () => {
    const own = 'c:\\agent\\Classwarden-Desktop.exe'
    const spared = await list(
      [process.pid, 1, '1', 'C:\\node.exe', 'node.exe', '', ''],
      [9, process.pid, '2', own, 'classwarden-desktop.exe', '', ''],
      [10, 9, '3', 'C:\\Users\\cai\\game.exe', 'game.exe', '', ''],
      [11, 1, '4', own, 'classwarden-desktop.exe', '', ''],
    )
    expect(spared.map((one) => one.spared)).toEqual([true, true, false, false])
  })

  it('leaves out what is no line of it', async () => {
    expect(
      await list(['x', 1, '1', 'C:\\a.exe', 'a.exe', '', ''], [15, 1, '1', '', 'a.exe', '', ''], [1, 2, 'then', 'C:\\a.exe'], [], [12]),
    ).toEqual([])
  })

  it('reads a file once for each run of a program', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-hash-'))
    const file = path.join(folder, 'game.exe')
    await writeFile(file, 'one')
    const hashOf = async (since: string): Promise<string | null> => {
      await list([13, 1, since, file, 'game.exe', '', ''])
      return applications.hashOf({ pid: 13 })
    }
    const first = await hashOf('1')
    await writeFile(file, 'two')
    expect([first, await hashOf('1')]).toEqual([sha256('one'), sha256('one')])
    expect(await hashOf('2')).toBe(sha256('two'))
    expect(await applications.hashOf({ pid: 14 })).toBeNull()
    await rm(folder, { recursive: true })
    expect(await hashOf('3')).toBeNull()
  })
})
