import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { BrowserHealth } from '#shared/model/health'
import type { BrowserName } from '#shared/model/page'
import type { InstallRecord } from './install-record'
import { browserOf } from './policy/managed-policies'

export const browserNames = ['chromium', 'chrome', 'edge', 'firefox'] as const satisfies readonly BrowserName[]

const windows = (inside: string): readonly string[] =>
  ['C:\\Program Files', 'C:\\Program Files (x86)'].map((folder) => `${folder}\\${inside}`)
/** Where Debian's and the makers' own packages put a browser's program, and where Windows has it. */
const programs: Readonly<Record<BrowserName, readonly string[]>> = {
  chromium: ['/usr/lib/chromium/chromium', '/usr/lib/chromium-browser/chromium-browser', ...windows('Chromium\\Application\\chrome.exe')],
  chrome: ['/opt/google/chrome/chrome', ...windows('Google\\Chrome\\Application\\chrome.exe')],
  edge: ['/opt/microsoft/msedge/msedge', ...windows('Microsoft\\Edge\\Application\\msedge.exe')],
  firefox: [
    '/usr/lib/firefox-esr/firefox-esr',
    '/usr/lib/firefox/firefox',
    '/opt/firefox/firefox',
    ...windows('Mozilla Firefox\\firefox.exe'),
  ],
}

export const isInstalled = (browser: BrowserName): boolean => programs[browser].some(existsSync)

interface LinkedBrowser {
  readonly browser: BrowserName
  readonly browserVersion: string
  readonly extensionVersion: string
}

/** One browser against its set-up. */
export interface BrowserStanding {
  readonly browser: BrowserName
  readonly state: BrowserHealth['state']
  /** Whether its program lies where packages put it. */
  readonly installed: boolean
  /** A file of the set-up that is gone or changed. */
  readonly fault: { readonly file: string; readonly gone: boolean } | null
  /** The open one that tells the state; null while none is open. */
  readonly open: LinkedBrowser | null
}

/** Holds a browser's policy files against what was written at the set-up, and its open windows against the extension of then. */
export async function browserStanding(
  browser: BrowserName,
  record: InstallRecord,
  linked: readonly LinkedBrowser[],
): Promise<BrowserStanding> {
  const installed = isInstalled(browser)
  const own = linked.filter((one) => one.browser === browser)
  for (const { file, after } of record.files.filter((one) => browserOf(one.file) === browser)) {
    const held = await readFile(file, 'utf8').catch(() => null)
    if (held !== after) return { browser, state: 'unset', installed, fault: { file, gone: held === null }, open: own[0] ?? null }
  }
  const old = own.find(({ extensionVersion }) => extensionVersion !== record.extensionVersion)
  const open = old ?? own[0] ?? null
  return { browser, state: old !== undefined ? 'old' : open === null ? 'ready' : 'linked', installed, fault: null, open }
}
