import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'

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

/** What lies beside a program of the Chromium family whatever the program itself is called; Electron applications bring it too. */
const chromiumParts = ['chrome_100_percent.pak', 'icudtl.dat']
const electronParts = ['resources/app.asar', 'resources/app', 'resources/default_app.asar']

const exists = async (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  )

const everyOne = async (folder: string, parts: readonly string[]): Promise<boolean> =>
  (await Promise.all(parts.map((part) => exists(path.join(folder, part))))).every(Boolean)

/** Which kind of browser an executable is: by its name, else by the files it cannot do without. Null for any other program. */
export async function browserKindOf(executable: string): Promise<BrowserKind | null> {
  const name = path.basename(executable).replace(/ \(deleted\)$/u, '')
  for (const kind of ['chromium', 'firefox', 'other'] as const) if (named[kind].includes(name)) return kind
  const folder = path.dirname(executable)
  // Mozilla's mail program is built of the same parts, and says so here.
  const application = await readFile(path.join(folder, 'application.ini'), 'utf8').catch(() => '')
  if (/^Name=(Firefox|LibreWolf|Waterfox|Floorp|Zen)/mu.test(application)) return 'firefox'
  if (!(await everyOne(folder, chromiumParts))) return null
  const electron = await Promise.all(electronParts.map((part) => exists(path.join(folder, part))))
  return electron.includes(true) ? null : 'chromium'
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
