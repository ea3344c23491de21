import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

/** A program of C for Windows: what it is made of, and for what. */
export interface WindowsProgram {
  readonly says: string
  /** In out/agent. */
  readonly name: string
  /** Sources: folders, and single files. */
  readonly sources: readonly string[]
  readonly flags: readonly string[]
  readonly libraries: readonly string[]
  /** A message file of windmc, whose header the sources include. */
  readonly messages?: string
}

const native = 'agent/platform/windows'
const tool = (name: string): string => `x86_64-w64-mingw32-${name}`
const flags = ['-std=gnu11', '-Os', '-s', '-static', '-D_WIN32_WINNT=0x0A00', '-Wall', '-Wextra', '-Werror']

export const windowsPrograms: readonly WindowsProgram[] = [
  {
    says: 'Windows desktop',
    name: 'classwarden-desktop.exe',
    sources: [`${native}/native`],
    flags: ['-mwindows'],
    libraries: [
      'wtsapi32',
      'netapi32',
      'gdi32',
      'ole32',
      'dxguid',
      'ntdll',
      'userenv',
      'dwmapi',
      'version',
      'oleaut32',
      'wbemuuid',
      'iphlpapi',
    ].map((name) => `-l${name}`),
  },
  {
    says: 'Windows service',
    name: 'classwarden-service.exe',
    sources: [`${native}/service`],
    flags: ['-mwindows'],
    libraries: ['-lole32'],
    messages: `${native}/service/events.mc`,
  },
  {
    says: 'Windows browser host',
    name: 'classwarden-browser-host.exe',
    sources: [`${native}/browser-host`, `${native}/native/host-pipe.h`, 'agent/browser/host/frame-lengths.h'],
    // With a console, which browsers hide: cmd.exe, through which some start it, waits for no other.
    flags: [],
    libraries: [],
  },
  {
    says: 'Windows installer',
    name: 'classwarden-installer.dll',
    sources: [`${native}/installer`, `${native}/service/data-folder.c`, `${native}/service/data-folder.h`],
    flags: ['-shared'],
    libraries: ['-lmsi'],
  },
]

/** What only Windows runs, by its name in out/agent. */
export const windowsProgramNames: readonly string[] = windowsPrograms.map(({ name }) => name)

/**
 * The parts of the agent that are of Windows alone, compiled on Linux. Windows' headers take seconds to read, so what was made of these sources before is
 * taken again. Answers what to print, a line each.
 */
export function buildWindowsPrograms(root: string): Promise<readonly string[]> {
  return Promise.all(windowsPrograms.map(async (program) => `${program.says}: ${await buildProgram(root, program)}`))
}

/** Another for other sources of the program on the desktop. */
export async function desktopSources(root: string): Promise<string> {
  const program = windowsPrograms.find(({ name }) => name === 'classwarden-desktop.exe')
  return program === undefined ? '' : hashOf(program, await sourcesOf(root, program))
}

const sourcesOf = async (root: string, { sources }: WindowsProgram): Promise<readonly string[]> =>
  (await Promise.all(sources.map((source) => filesOf(path.join(root, source))))).flat()

async function hashOf(program: WindowsProgram, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([flags, program]))
  for (const file of files) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 32)
}

async function buildProgram(root: string, program: WindowsProgram): Promise<string> {
  const outfile = path.join(root, 'out/agent', program.name)
  try {
    const { file, from } = await makeWindowsProgram(root, program)
    await mkdir(path.dirname(outfile), { recursive: true })
    await copyFile(file, outfile)
    return `out/agent/${program.name} (${from})`
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    return 'skipped, there is no compiler for Windows (Debian: gcc-mingw-w64-x86-64-win32)'
  }
}

/** The program compiled, in the cache; `from` is the compiler, or `kept` when these sources were compiled before. */
export async function makeWindowsProgram(root: string, program: WindowsProgram): Promise<{ readonly file: string; readonly from: string }> {
  const files = await sourcesOf(root, program)
  const kept = path.join(root, '.cache/windows', `${await hashOf(program, files)}${path.extname(program.name)}`)
  if (existsSync(kept)) return { file: kept, from: 'kept' }
  await compile(root, program, files, kept)
  return { file: kept, from: tool('gcc') }
}

async function filesOf(source: string): Promise<string[]> {
  if (path.extname(source) !== '') return [source]
  return (await readdir(source)).sort().map((name) => path.join(source, name))
}

/** Made beside its place and moved there when it is complete. */
async function compile(root: string, program: WindowsProgram, files: readonly string[], kept: string): Promise<void> {
  const run = promisify(execFile)
  await mkdir(path.dirname(kept), { recursive: true })
  const work = await mkdtemp(`${kept}.part-`)
  try {
    const made: string[] = []
    if (program.messages !== undefined) {
      await run(tool('windmc'), ['-h', work, '-r', work, path.join(root, program.messages)])
      const resource = path.join(work, path.basename(program.messages).replace(/mc$/u, ''))
      await run(tool('windres'), [`${resource}rc`, `${resource}o`], { cwd: work })
      made.push(`-I${work}`, `${resource}o`)
    }
    for (const file of files.filter((one) => one.endsWith('.rc'))) {
      const resources = path.join(work, `${path.basename(file)}.o`)
      await run(tool('windres'), ['-I', path.dirname(file), file, resources])
      made.push(resources)
    }
    const sources = files.filter((file) => /\.(?:c|def)$/u.test(file))
    const fresh = path.join(work, program.name)
    await run(tool('gcc'), [...flags, ...program.flags, '-o', fresh, ...sources, ...made, ...program.libraries])
    await rename(fresh, kept)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
