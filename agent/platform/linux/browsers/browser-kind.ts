import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { carriesPolicies } from './browser-signature'

/** `other`: a browser in which no extension of ours can run. */
export type BrowserKind = 'chromium' | 'firefox' | 'other'

/** Programs by the name of their file. */
const named: Readonly<Record<BrowserKind, readonly string[]>> = {
  chromium: [
    'brave',
    'brave-browser',
    'chrome',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'msedge',
    'opera',
    'thorium',
    'ungoogled-chromium',
    'vivaldi',
    'vivaldi-bin',
    'yandex_browser',
  ],
  firefox: ['firefox', 'firefox-bin', 'firefox-esr', 'floorp', 'icecat', 'librewolf', 'palemoon', 'waterfox', 'zen', 'zen-bin'],
  other: [
    'angelfish',
    'dillo',
    'elinks',
    'epiphany',
    'epiphany-browser',
    'falkon',
    'konqueror',
    'links2',
    'luakit',
    'midori',
    'netsurf-gtk3',
    'nyxt',
    'otter-browser',
    'qutebrowser',
    'seamonkey',
    'surf',
    'vimb',
    'w3m',
  ],
}

/** Where a program and its folder can be read; for one that runs, through the process, which may see another file system than we do. */
export interface ProgramFiles {
  readonly program: string
  readonly folder: string
}

/** Which kind of browser an executable is: by its name, else by what it cannot do without. Null for any other program. */
export async function browserKindOf(
  executable: string,
  files: ProgramFiles = { program: executable, folder: path.dirname(executable) },
): Promise<BrowserKind | null> {
  const name = path.basename(executable).replace(/ \(deleted\)$/u, '')
  for (const kind of ['chromium', 'firefox', 'other'] as const) if (named[kind].includes(name)) return kind
  if (await isFirefox(files.folder)) return 'firefox'
  return (await carriesPolicies(files.program)) ? 'chromium' : null
}

/** The engine lies beside every Firefox. Mozilla's mail program brings it too, and says so where only root can write; a pupil could say anything. */
async function isFirefox(folder: string): Promise<boolean> {
  const engine = await stat(path.join(folder, 'libxul.so')).catch(() => null)
  if (engine === null) return false
  const owner = (await stat(folder).catch(() => null))?.uid
  const application = await readFile(path.join(folder, 'application.ini'), 'utf8').catch(() => '')
  return owner !== 0 || !/^Name=Thunderbird/mu.test(application)
}

/** Arguments that start a browser without extensions, or with a program of the pupil's choice between its own parts. */
const forbidden: readonly RegExp[] = [
  /^--disable-extensions(-except)?(=|$)/u,
  /^--(renderer|utility|gpu|zygote)-cmd-prefix/u,
  /^--?safe-mode$/u,
]

/** The first argument with which no browser may run; null when there is none. */
export const forbiddenSwitch = (args: readonly string[]): string | null =>
  args.find((arg) => forbidden.some((one) => one.test(arg))) ?? null
