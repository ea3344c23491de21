import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { makeWindowsProgram, type WindowsProgram, windowsPrograms } from '../../../scripts/windows-programs'
import type { WineDesktop } from './wine-desktop'

const root = path.resolve(import.meta.dirname, '../../..')
const recorded = 'test/support/windows/recorded'

/** What a program of the product said while it ran among recorded calls (recorded/recorded.h): lines, case by case. */
export type RecordedCalls = ReadonlyMap<string, readonly string[]>

/** The product's own sources of these programs; what a test stands in for is left out, and its `main` has another name. */
const made = {
  desktop: { of: 'classwarden-desktop.exe', without: [], flags: ['-Dmain=desktop_main'] },
  service: { of: 'classwarden-service.exe', without: ['data-folder.c'], flags: ['-Dmain=service_main'] },
  folder: { of: 'classwarden-service.exe', without: ['agent.c', 'guard.c', 'journal.c', 'main.c', 'watch.c'], flags: [] },
} as const

/** Compiles it, and runs it to its end. */
export async function runRecorded(wine: WineDesktop, name: keyof typeof made): Promise<RecordedCalls> {
  const { file } = await makeWindowsProgram(root, await describeProgram(name))
  const child = wine.spawn(file, [], 'pipe')
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await once(child, 'close')
  const calls = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of text.split(/\r?\n/u)) {
    if (line.startsWith('# ')) calls.set(line.slice(2), (lines = []))
    else if (line !== '') lines.push(line)
  }
  if (child.exitCode !== 0) lines.push(`ended with exit code ${child.exitCode}`)
  return calls
}

async function describeProgram(name: keyof typeof made): Promise<WindowsProgram> {
  const { of, without, flags } = made[name]
  const product = windowsPrograms.find((program) => program.name === of)
  if (product === undefined) throw new Error(`${of} is no program of the product`)
  const own = await Promise.all(product.sources.map(async (source) => (path.extname(source) === '' ? await filesIn(source) : [source])))
  const omitted: readonly string[] = without
  const headers = (await filesIn(recorded)).filter((file) => file.endsWith('.h'))
  return {
    ...product,
    says: 'among recorded calls',
    name: `recorded-${name}.exe`,
    sources: [...own.flat().filter((file) => !omitted.includes(path.basename(file))), ...headers, `${recorded}/${name}.c`],
    flags: [...flags],
  }
}

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(path.join(root, folder))).sort().map((name) => `${folder}/${name}`)
