import { mkdir, readFile, rm, rmdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { fail, ok, type Outcome } from '#shared/outcome'
import { installHost } from '../host/install-host'
import { type InstallRecord, readInstallRecord, recordFileIn } from '../install-record'
import { type PolicyFile, policyFiles } from './managed-policies'
import { packExtension } from './pack-extension'

export interface InstallOptions {
  readonly dataFolder: string
  /** The built extension, a folder for each family of browsers. */
  readonly extension: string
  /** The built native messaging host; it may be missing. */
  readonly hostProgram: string
  /** How the agent runs the Node fallback of it. */
  readonly nodeHost: readonly [string, ...string[]]
  /** Where browsers find both; readable by everyone. */
  readonly place: string
  readonly runFolder: string
  /** Put before every path outside `place`: for staging, and for tests. */
  readonly root: string
  readonly developerToolsOff: boolean
}

export type PolicyFailure = 'not-root' | 'not-built' | 'not-installed' | 'disk'
type Json = Readonly<Record<string, unknown>>

const jsonSchema = z.record(z.string(), z.unknown())
const isJson = (value: unknown): value is Json => jsonSchema.safeParse(value).success && !Array.isArray(value)

/** Sets the browsers of this PC up: extension, native host and managed policies. Done again, it brings everything up to date. */
export async function installBrowserPolicy(options: InstallOptions): Promise<Outcome<InstallRecord, PolicyFailure>> {
  const { dataFolder, place, runFolder, root } = options
  const before = await readInstallRecord(dataFolder)
  try {
    await readFile(path.join(options.extension, 'chromium/manifest.json'))
  } catch (error) {
    return fail('not-built', `The extension is not there (${messageOf(error)}): build it first.`)
  }
  try {
    await mkdir(place, { recursive: true, mode: 0o755 })
    const packed = await packExtension(options.extension, place, path.join(dataFolder, 'extension-key.pem'))
    const host = await installHost(options)
    await rm(path.join(place, 'run'), { force: true })
    await symlink(runFolder, path.join(place, 'run'))
    const facts = { ...packed, hostStarter: host.starter, developerToolsOff: options.developerToolsOff }
    const files: InstallRecord['files'] = []
    const folders: string[] = [...(before?.folders ?? [])]
    for (const policy of policyFiles(facts)) {
      const file = path.join(root, policy.file)
      folders.push(...(await makeFolders(path.dirname(file))))
      const known = before?.files.find((one) => one.file === file)
      const held = known === undefined ? await readOrNull(file) : known.before
      const after = `${JSON.stringify(contentOf(policy, held), null, 2)}\n`
      files.push({ file, before: held === null ? null : Buffer.from(held).toString('base64'), after })
      await writeFile(file, after, { mode: 0o644 })
    }
    const record: InstallRecord = {
      format: 'classwarden-browser-policy-1',
      place,
      runFolder,
      hostKind: host.kind,
      hostProgram: host.program,
      hostArguments: [...host.args],
      extensionId: packed.extensionId,
      extensionVersion: packed.version,
      files,
      folders,
    }
    await writeFile(recordFileIn(dataFolder), JSON.stringify(record), { mode: 0o600 })
    return ok(record)
  } catch (error) {
    return diskFailure(error)
  }
}

/** Takes everything away again. Files that were there before are as they were; of one changed since then only our keys go. */
export async function removeBrowserPolicy(dataFolder: string): Promise<Outcome<readonly string[], PolicyFailure>> {
  const record = await readInstallRecord(dataFolder)
  if (record === null) return fail('not-installed', 'The browsers of this PC are not set up by Classwarden.')
  const changed: string[] = []
  try {
    for (const { file, before, after } of record.files) {
      const held = await readOrNull(file)
      if (held === null) continue
      if (held === after) {
        if (before === null) await rm(file)
        else await writeFile(file, Buffer.from(before, 'base64'))
      } else {
        changed.push(file)
        await writeFile(file, `${JSON.stringify(without(parse(held), parse(after)), null, 2)}\n`)
      }
    }
    await rm(record.place, { recursive: true, force: true })
    // Only those that hold nothing of anybody else.
    for (const folder of record.folders.toReversed()) await rmdir(folder).catch(() => undefined)
    await rm(path.join(dataFolder, 'extension-key.pem'), { force: true })
    await rm(recordFileIn(dataFolder))
    return ok(changed)
  } catch (error) {
    return diskFailure(error)
  }
}

function contentOf({ kind, content }: PolicyFile, held: string | null): Json {
  return kind === 'mine' || held === null ? content : merged(parse(held), content)
}

/** Ours win; objects are joined key by key. */
function merged(held: Json, ours: Json): Json {
  const both = Object.entries(ours).map(([key, value]): [string, unknown] => {
    const other = held[key]
    return [key, isJson(value) && isJson(other) ? merged(other, value) : value]
  })
  return { ...held, ...Object.fromEntries(both) }
}

/** What is left of `held` when every value that is as we wrote it goes. */
function without(held: Json, ours: Json): Json {
  return Object.fromEntries(
    Object.entries(held).flatMap(([key, value]): [string, unknown][] => {
      const mine = ours[key]
      if (isDeepStrictEqual(value, mine)) return []
      return [[key, isJson(value) && isJson(mine) ? without(value, mine) : value]]
    }),
  )
}

function parse(text: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) ? value : {}
  } catch {
    // A file that no browser could read either.
    return {}
  }
}

/** Answers the folders it made, outermost first. */
async function makeFolders(folder: string): Promise<readonly string[]> {
  const first = await mkdir(folder, { recursive: true, mode: 0o755 })
  if (first === undefined) return []
  const inner = path.relative(first, folder).split(path.sep).filter(Boolean)
  return [first, ...inner.map((_name, index) => path.join(first, ...inner.slice(0, index + 1)))]
}

const readOrNull = async (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const diskFailure = (error: unknown): Outcome<never, 'not-root' | 'disk'> => {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EACCES' || code === 'EPERM') return fail('not-root', `This needs root (${messageOf(error)}).`)
  return fail('disk', `The disk refused: ${messageOf(error)}.`)
}
