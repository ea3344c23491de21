import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { cacheFolder, electronPart, executablePath, fallback } from '../../../scripts/setup/electron.mjs'

const build = { version: '33.2.1', platform: 'linux', arch: 'x64' }

describe('the cache', () => {
  test('lies in the home folder', () => {
    expect(cacheFolder({}, '/home/jo', build)).toBe('/home/jo/.cache/classwarden/electron-33.2.1-linux-x64')
  })

  test.each([
    ['where XDG says', '/var/cache/jo', '/var/cache/jo/classwarden/electron-33.2.1-linux-x64'],
    ['in the home folder when XDG is empty', '', '/home/jo/.cache/classwarden/electron-33.2.1-linux-x64'],
  ])('lies %s', (_where, XDG_CACHE_HOME, expected) => {
    expect(cacheFolder({ XDG_CACHE_HOME }, '/home/jo', build)).toBe(expected)
  })
})

test.each([
  ['linux', 'electron'],
  ['win32', 'electron.exe'],
  ['darwin', 'Electron.app/Contents/MacOS/Electron'],
] as const)('the executable on %s is %s', (platform, expected) => {
  expect(executablePath(platform)).toBe(expected)
})

test('the fallback holds the Electron that package.json asks for', async () => {
  const Manifest = z.object({ devDependencies: z.object({ electron: z.string() }) })
  const manifest = Manifest.parse(JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')))
  expect(manifest.devDependencies.electron).toBe(fallback.electronVersion)
})

test.each([
  ['Cypress/Cypress', 'electron'],
  ['Cypress/locales/cy.pak', 'locales/cy.pak'],
  ['Cypress/resources/app/package.json', undefined],
  ['Cypress/browser_v8_context_snapshot.bin', undefined],
])('the fallback gives %s as %s', (name, expected) => {
  expect(electronPart(name)).toBe(expected)
})
