import { chown, mkdir, mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserKindOf, forbiddenSwitch } from '../../../../../agent/platform/linux/browsers/browser-kind'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-kind-'))
})
afterAll(() => rm(folder, { recursive: true }))

const place = async (name: string, files: Readonly<Record<string, string>>): Promise<string> => {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name, file)), { recursive: true })
    await writeFile(path.join(folder, name, file), content)
  }
  return path.join(folder, name, 'homework')
}

describe('what a browser is known by', () => {
  it('is its name', async () => {
    const kinds = await Promise.all(
      ['/usr/lib/chromium/chromium', '/opt/google/chrome/chrome', '/usr/lib/firefox-esr/firefox-esr', '/usr/bin/epiphany'].map((one) =>
        browserKindOf(one),
      ),
    )
    expect(kinds).toEqual(['chromium', 'chromium', 'firefox', 'other'])
    expect(await browserKindOf('/usr/lib/chromium/chromium (deleted)')).toBe('chromium')
    expect(await browserKindOf('/usr/bin/soffice.bin')).toBeNull()
  })
  it('is what a renamed or portable one cannot do without', async () => {
    const big = path.join(folder, 'homework')
    await writeFile(big, 'IncognitoModeAvailability')
    expect(await browserKindOf(big)).toBeNull()
    // Sparse, with the name across the border of two pieces that are read.
    await truncate(big, 80_000_000)
    const file = await open(big, 'r+')
    await file.write('x'.repeat(25), 0)
    expect(await browserKindOf(big)).toBeNull()
    await file.write('IncognitoModeAvailability', 8 * 1024 * 1024 - 7)
    await file.close()
    expect(await browserKindOf(big)).toBe('chromium')
    const fox = await place('fox', { 'libxul.so': '', 'application.ini': '[App]\nName=Homework\n' })
    expect(await browserKindOf(fox)).toBe('firefox')
  })
  it('does not name applications that are built of the same parts', async () => {
    const electron = await place('editor', { 'chrome_100_percent.pak': '', 'icudtl.dat': '', 'resources/app.asar': '' })
    const mail = await place('mail', { 'libxul.so': '', 'application.ini': '[App]\nName=Thunderbird\n' })
    expect(await Promise.all([electron, mail].map((one) => browserKindOf(one)))).toEqual([null, null])
    expect(await browserKindOf(path.resolve('node_modules/electron/dist/electron'))).toBeNull()
    // A pupil's own copy may say what it likes.
    await chown(path.dirname(mail), 65_534, 65_534)
    expect(await browserKindOf(mail)).toBe('firefox')
  })
})

describe('arguments with which no browser may run', () => {
  it.each([
    ['--disable-extensions', true],
    ['--disable-extensions-except=/tmp/x', true],
    ['--utility-cmd-prefix=/tmp/x', true],
    ['-safe-mode', true],
    ['--safe-mode', true],
    // Debian's own start script says this.
    ['--load-extension=', false],
    ['--disable-extensions-http-throttling', false],
    ['--no-sandbox', false],
  ])('%s: %s', (argument, isForbidden) => {
    expect(forbiddenSwitch(['browser', argument, 'https://a.test/'])).toBe(isForbidden ? argument : null)
  })
})
