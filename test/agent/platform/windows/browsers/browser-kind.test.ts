import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { browserKindOf, forbiddenSwitch, isPart } from '../../../../../agent/platform/windows/browsers/browser-kind'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

/** A folder with files of these sizes in MB. */
async function folderWith(files: Readonly<Record<string, number>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-kind-'))
  folders.push(folder)
  for (const [name, size] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), '')
    await truncate(path.join(folder, name), size * 1_000_000)
  }
  return folder
}

describe('a program of Windows is a browser', () => {
  it.each([
    ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'chromium'],
    ['C:\\Users\\aisha\\AppData\\Local\\BraveSoftware\\Brave-Browser\\Application\\BRAVE.EXE', 'chromium'],
    ['C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe', 'chromium'],
    ['D:\\firefox.exe', 'firefox'],
    ['C:\\Program Files\\Internet Explorer\\iexplore.exe', 'other'],
    ['C:\\Program Files (x86)\\Microsoft\\EdgeWebView\\Application\\130.0.0.1\\msedgewebview2.exe', null],
    ['C:\\Windows\\System32\\notepad.exe', null],
  ])('by its name: %s', async (executable, kind) => {
    expect(await browserKindOf(executable, '/nowhere')).toBe(kind)
  })

  it('by its engine, where a pupil can have put it under another name', async () => {
    const own = 'C:\\Users\\aisha\\Desktop\\homework.exe'
    const chromium = await folderWith({ '130.0.6723.92/chrome.dll': 200 })
    expect(await browserKindOf(own, chromium)).toBe('chromium')
    expect(await browserKindOf('C:\\Program Files\\Google\\Chrome\\Application\\notification_helper.exe', chromium)).toBeNull()
    expect(await browserKindOf(own, await folderWith({ 'XUL.dll': 130 }))).toBe('firefox')
    expect(await browserKindOf(own, await folderWith({ 'chrome.dll': 1, 'plugins/chrome.dll': 200, 'readme.txt': 0 }))).toBeNull()
  })
})

describe('switches of a browser on Windows', () => {
  it.each([
    [['--no-first-run', '--disable-extensions'], '--disable-extensions'],
    [['/Disable-Extensions-Except=C:\\mine'], '/Disable-Extensions-Except=C:\\mine'],
    [['-load-extension=C:\\mine'], '-load-extension=C:\\mine'],
    [['--remote-debugging-port=9222'], '--remote-debugging-port=9222'],
    [['--remote-debugging-pipe'], '--remote-debugging-pipe'],
    [['-safe-mode'], '-safe-mode'],
    [['--', '--disable-extensions'], null],
    [['https://example.test/--disable-extensions', '--disable-extensions-file-access-check'], null],
    [[], null],
  ])('%j', (args, forbidden) => {
    expect(forbiddenSwitch(['C:\\chrome.exe', ...args])).toBe(forbidden)
  })

  it('tell its parts, and an address does not', () => {
    expect(isPart(['chrome.exe', '--type=renderer', '--lang=en'])).toBe(true)
    expect(isPart(['firefox.exe', '-contentproc', '--channel=1'])).toBe(true)
    expect(isPart(['chrome.exe', '--', '--type=renderer'])).toBe(false)
    expect(isPart(['--type=chrome.exe'])).toBe(false)
  })
})
