import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { BrowserProcess } from '../../platform'
import { originOf } from '../windows-applications'

type BrowserKind = BrowserProcess['kind']

/** Programs by the name of their file, without `.exe`. */
const named: Readonly<Record<BrowserKind, readonly string[]>> = {
  chromium: ['brave', 'browser', 'chrome', 'chromium', 'msedge', 'opera', 'thorium', 'vivaldi'],
  firefox: ['firefox', 'floorp', 'librewolf', 'mullvadbrowser', 'palemoon', 'waterfox', 'zen'],
  other: ['duckduckgo', 'falkon', 'iexplore', 'k-meleon', 'maxthon', 'microsoftedge', 'midori', 'qutebrowser', 'seamonkey'],
}

/** The engine of each browser of Chromium's family: beside its program, or in a folder named as its version. */
const engines: ReadonlySet<string> = new Set(['chrome.dll', 'msedge.dll', 'opera.dll', 'opera_browser.dll', 'vivaldi.dll'])
const versionFolder = /^\d+(?:\.\d+){1,3}$/u
/** No engine is smaller. */
const leastBytes = 60_000_000

/**
 * Which kind of browser a program is: by its name, else by the engine it cannot do without, where others than administrators can have put it. Null for any
 * other program.
 */
export async function browserKindOf(executable: string, folder = path.win32.dirname(executable)): Promise<BrowserKind | null> {
  const name = path.win32
    .basename(executable)
    .toLowerCase()
    .replace(/\.exe$/u, '')
  for (const kind of ['chromium', 'firefox', 'other'] as const) if (named[kind].includes(name)) return kind
  // What is installed goes by its own name; beside browsers lie helpers, and mail programs bring an engine too.
  if (originOf(executable) !== 'own') return null
  const beside = await readdir(folder).catch(() => [])
  if (await hasEngine(folder, beside, (file) => file === 'xul.dll')) return 'firefox'
  for (const inside of [null, ...beside.filter((one) => versionFolder.test(one))]) {
    const place = inside === null ? folder : path.join(folder, inside)
    const files = inside === null ? beside : await readdir(place).catch(() => [])
    if (await hasEngine(place, files, (file) => engines.has(file))) return 'chromium'
  }
  return null
}

async function hasEngine(folder: string, files: readonly string[], isEngine: (file: string) => boolean): Promise<boolean> {
  const found = files.find((file) => isEngine(file.toLowerCase()))
  return found !== undefined && ((await stat(path.join(folder, found)).catch(() => null))?.size ?? 0) >= leastBytes
}

/** Browsers on Windows take one dash, two or a slash before a switch, and letters of either case. */
const mark = '^(?:--?|/)'
/** Switches that start a browser without extensions, with others, in the hands of another program, or with one of the pupil's between its own parts. */
const forbidden: readonly RegExp[] = [
  'disable-extensions(?:-except)?(?:=|$)',
  'load-extension(?:=|$)',
  'remote-debugging-(?:port|pipe|address)(?:=|$)',
  '(?:renderer|utility|gpu)-cmd-prefix(?:=|$)',
  'safe-mode$',
  'marionette(?:=|$)',
].map((one) => new RegExp(`${mark}${one}`, 'iu'))

/** Switches end at a word of two dashes. */
const switchesOf = (args: readonly string[]): readonly string[] => {
  const end = args.indexOf('--')
  return args.slice(1, end < 0 ? undefined : end)
}

/** The first argument with which no browser may run; null when there is none. */
export const forbiddenSwitch = (args: readonly string[]): string | null =>
  switchesOf(args).find((arg) => forbidden.some((one) => one.test(arg))) ?? null

/** Arguments of the processes a browser starts for its own parts; those are not browsers. */
export const isPart = (args: readonly string[]): boolean =>
  switchesOf(args).some((arg) => arg.startsWith('--type=') || arg === '-contentproc')
