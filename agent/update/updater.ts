import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readdir, readFile, rm, stat, truncate } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { type BuildTrouble, type BuildWord, buildManifestSchema } from '#shared/model/agent-build'
import { archiveHeadBytes, headerBytesOf, readArchiveHeader } from '#shared/model/build-archive'
import { fail, ok, type Outcome } from '#shared/outcome'
import { buildPartBytes } from '#shared/protocol/build-calls'
import type { AgentClock } from '../clock'
import type { Session } from '../link/hub-link'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import { errorCode, writeDurably } from '../storage/durable-file'
import { agentVersion } from '../version'
import { type ErrandAnswer, errandAnswerSchema, headerName, incomingFolder, incomingOf, type Range } from './incoming'
import { replaceKey, updateKeyName } from './trusted-keys'
import { currentVersion, pointTo, readUpdateState, type UpdateState, versionsFolder, writeUpdateState } from './version-state'

const errandWithinMs = 180_000

export interface UpdaterParts {
  readonly dataFolder: string
  readonly packageFolder: string
  /** How the agent runs `updateBuildCommand` in a process of its own; what to do and the build follow. */
  readonly updateBuild: readonly [string, ...string[]]
  /** Ends the agent in an orderly way: its supervisor starts the version that is current then. */
  readonly restart: () => void
  readonly clock: AgentClock
  readonly log: Log
}

interface SwapOrder {
  readonly buildId: string
  readonly withinMinutes: number
  readonly steadySeconds: number
}

/** [UP1 to UP8] Brings builds of the agent from the hub onto the disk, and hands over to them. What it decides by is signed; the hub says only when. */
export class Updater {
  readonly #parts: UpdaterParts
  readonly #word: Observable<BuildWord | null>
  /** The build to be fetched, while it is. */
  readonly #wanted = new Observable<{ readonly buildId: string; readonly bytes: number } | null>(null)
  #restarting = false

  constructor(parts: UpdaterParts) {
    this.#parts = parts
    this.#word = new Observable(readUpdateState(parts.dataFolder).word)
  }

  /** Without a key to check by, nothing can be taken. */
  get canUpdate(): boolean {
    const { packageFolder, dataFolder } = this.#parts
    return [packageFolder, dataFolder].some((folder) => existsSync(path.join(folder, updateKeyName)))
  }

  /** Whether this agent ends to make way for another version. */
  get restarting(): boolean {
    return this.#restarting
  }

  install({ buildId, bytes }: { readonly buildId: string; readonly bytes: number }): BuildWord {
    const word = this.#word.value
    if (word?.buildId === buildId && word.state !== 'refused' && word.state !== 'stopped' && word.state !== 'fetching') return word
    this.#wanted.set({ buildId, bytes })
    return this.#say({ buildId, state: 'fetching', why: null, detail: '' })
  }

  async swap({ buildId, withinMinutes, steadySeconds }: SwapOrder): Promise<BuildWord> {
    const { dataFolder, log } = this.#parts
    const word = this.#word.value
    if (word?.buildId !== buildId || word.state !== 'ready') return word ?? unknown(buildId)
    const header = readArchiveHeader(await readFile(incomingOf(dataFolder, buildId).header))
    const manifest = header.ok ? buildManifestSchema.safeParse(JSON.parse(Buffer.from(header.value.manifest).toString('utf8'))) : null
    if (manifest?.success !== true) return this.#refuse(buildId, 'malformed', 'Its manifest is gone.')
    const state = readUpdateState(dataFolder)
    const before = currentVersion(dataFolder)
    if (manifest.data.kind === 'roll-back') {
      const { from, to } = manifest.data
      // It may have been waiting for days.
      if (from !== agentVersion) return this.#refuse(buildId, 'older', `It leads back from ${from}; this PC runs ${agentVersion}.`)
      const rolledBack = [...state.rolledBack, { version: from, why: 'ordered' as const }]
      pointTo(dataFolder, to === process.env['CLASSWARDEN_PACKAGE_VERSION'] ? null : to)
      this.#keep({ trial: null, rolledBack, word: { buildId, state: 'installed', why: null, detail: '' } })
    } else {
      const { version } = manifest.data
      const times = { withinMs: withinMinutes * 60_000, steadyMs: steadySeconds * 1_000 }
      const trial = { version, buildId, before, starts: 0, bootId: '', reachableMs: 0, ...times }
      // The trial first: a version that is current without one would never be given up.
      this.#keep({ ...state, trial, word: { buildId, state: 'trying', why: null, detail: '' } })
      pointTo(dataFolder, version)
    }
    log('Another version of the agent starts now, as the hub ordered.')
    this.#restarting = true
    // After the answer has left.
    setImmediate(() => {
      this.#parts.restart()
    })
    return this.#word.value ?? unknown(buildId)
  }

  /** Leaves what has not been swapped. */
  stop(buildId: string): BuildWord | null {
    const word = this.#word.value
    if (word?.buildId !== buildId || (word.state !== 'fetching' && word.state !== 'ready')) return word
    this.#wanted.set(null)
    return this.#say({ buildId, state: 'stopped', why: null, detail: '' })
  }

  /** Over one link, until it is over: tells how builds stand, fetches what was ordered, and takes the running version for good. */
  async attend(session: Session): Promise<void> {
    await Promise.all([this.#tell(session), this.#fetchWanted(session), this.#prove(session)])
  }

  async #tell(session: Session): Promise<void> {
    if (!session.welcome.builds) return
    for await (const word of this.#word.watch(session.ended)) {
      if (word !== null) await session.tell('build:state', word, this.#parts.clock.now())
    }
  }

  /** [UP8] A version that has been linked for long enough works. */
  async #prove(session: Session): Promise<void> {
    const { dataFolder, clock, log } = this.#parts
    const { trial } = readUpdateState(dataFolder)
    if (trial === null || currentVersion(dataFolder) !== trial.version) return
    await clock.sleep(trial.steadyMs, session.ended)
    const state = readUpdateState(dataFolder)
    if (session.ended.aborted || state.trial?.buildId !== trial.buildId) return
    this.#keep({ ...state, trial: null, word: { buildId: trial.buildId, state: 'installed', why: null, detail: '' } })
    log(`Version ${trial.version} works and stays.`)
    await this.#tidy(trial.version, trial.before).catch((error: unknown) => {
      log(`What is left of earlier versions could not be cleared away: ${errorCode(error)}`)
    })
  }

  /** Of the versions only the present and the last good one are kept. */
  async #tidy(version: string, before: string | null): Promise<void> {
    const { dataFolder } = this.#parts
    const folder = versionsFolder(dataFolder)
    const header = readArchiveHeader(await readFile(path.join(folder, version, headerName)))
    const manifest = header.ok ? buildManifestSchema.safeParse(JSON.parse(Buffer.from(header.value.manifest).toString('utf8'))) : null
    if (header.ok && manifest?.data?.kind === 'program' && manifest.data.nextKey !== null)
      await replaceKey(dataFolder, header.value, manifest.data.nextKey)
    const kept = new Set([version, before, 'current', 'state.json', 'keys.json'])
    for (const name of await readdir(folder)) if (!kept.has(name)) await rm(path.join(folder, name), { recursive: true, force: true })
  }

  async #fetchWanted(session: Session): Promise<void> {
    for await (const wanted of this.#wanted.watch(session.ended)) {
      if (wanted === null) continue
      const { buildId } = wanted
      const fetched = await this.#fetch(buildId, session)
      if (this.#wanted.value?.buildId !== buildId) continue
      if (fetched.ok) {
        this.#wanted.set(null)
        this.#say({ buildId, state: 'ready', why: null, detail: '' })
      } else if (fetched.code === 'later') {
        this.#parts.log(`The build waits: ${fetched.detail}`)
        // The hub orders it again when its time has come.
        this.#wanted.set(null)
      } else {
        this.#wanted.set(null)
        await this.#clear(buildId)
        this.#refuse(buildId, fetched.code, fetched.detail)
      }
    }
  }

  async #fetch(buildId: string, session: Session): Promise<Outcome<null, BuildTrouble | 'later'>> {
    const { dataFolder } = this.#parts
    try {
      await mkdir(incomingFolder(dataFolder), { recursive: true, mode: 0o700 })
      const header = await this.#fetchHeader(buildId, session)
      if (!header.ok) return header
      const plan = await this.#errand('plan', buildId)
      if (!plan.ok) return plan
      const parts = await this.#fetchRanges(buildId, plan.ranges, session)
      if (!parts.ok) return parts
      const laidOut = await this.#errand('lay-out', buildId)
      return laidOut.ok ? ok(null) : laidOut
    } catch (error) {
      return fail('disk', `The disk of this PC refused it (${errorCode(error)}).`)
    }
  }

  async #fetchHeader(buildId: string, session: Session): Promise<Outcome<null, BuildTrouble | 'later'>> {
    const { header: file } = incomingOf(this.#parts.dataFolder, buildId)
    if ((await sizeOf(file)) > 0) return ok(null)
    const head = await this.#part(buildId, { offset: 0, bytes: archiveHeadBytes }, session)
    if (!head.ok) return head
    const bytes = headerBytesOf(head.value)
    if (!bytes.ok) return bytes
    const gathered = [head.value]
    for (let offset = head.value.length; offset < bytes.value;) {
      const part = await this.#part(buildId, { offset, bytes: Math.min(buildPartBytes, bytes.value - offset) }, session)
      if (!part.ok) return part
      gathered.push(part.value)
      offset += part.value.length
    }
    await writeDurably(file, Buffer.concat(gathered))
    return ok(null)
  }

  /** What is on the disk already is not fetched again; the parts lie there in the order of their stretches. */
  async #fetchRanges(buildId: string, ranges: readonly Range[], session: Session): Promise<Outcome<null, BuildTrouble | 'later'>> {
    const { parts: file } = incomingOf(this.#parts.dataFolder, buildId)
    const whole = ranges.reduce((sum, { bytes }) => sum + bytes, 0)
    let held = await sizeOf(file)
    if (held > whole) {
      await truncate(file, 0)
      held = 0
    }
    let before = 0
    for (const range of ranges) {
      for (let at = held - before; at < range.bytes; at = held - before) {
        const wanted = { offset: range.offset + at, bytes: Math.min(buildPartBytes, range.bytes - at) }
        const part = await this.#part(buildId, wanted, session)
        if (!part.ok) return part
        await appendFile(file, part.value, { mode: 0o600 })
        held += part.value.length
      }
      before += range.bytes
    }
    return ok(null)
  }

  async #part(buildId: string, { offset, bytes }: Range, session: Session): Promise<Outcome<Uint8Array, BuildTrouble | 'later'>> {
    if (this.#wanted.value?.buildId !== buildId) return fail('later', 'it was stopped.')
    const answer = await session.tell('build:fetch', { buildId, offset, bytes }, this.#parts.clock.now())
    if (!answer.ok) return fail('later', answer.detail)
    const { length } = answer.value.bytes
    if (length === 0 || length > bytes) return fail('damaged', 'The hub’s archive ends too soon.')
    return ok(answer.value.bytes)
  }

  async #errand(work: 'plan' | 'lay-out', buildId: string): Promise<ErrandAnswer> {
    const [program, ...args] = this.#parts.updateBuild
    const said = await promisify(execFile)(program, [...args, work, buildId, '--data', this.#parts.dataFolder], {
      timeout: errandWithinMs,
    }).catch(() => null)
    const answer = errandAnswerSchema.safeParse(parseJson(said?.stdout ?? ''))
    return answer.success ? answer.data : fail('disk', 'The program that checks builds did not come to its end.')
  }

  async #clear(buildId: string): Promise<void> {
    const { header, parts } = incomingOf(this.#parts.dataFolder, buildId)
    for (const file of [header, parts]) await rm(file, { force: true })
  }

  #refuse(buildId: string, why: BuildTrouble, detail: string): BuildWord {
    this.#parts.log(`A build from the hub is not taken (${why}): ${detail}`)
    return this.#say({ buildId, state: 'refused', why, detail })
  }

  #say(word: BuildWord): BuildWord {
    this.#keep({ ...readUpdateState(this.#parts.dataFolder), word })
    return word
  }

  #keep(state: UpdateState): void {
    writeUpdateState(this.#parts.dataFolder, state)
    this.#word.set(state.word)
  }
}

const unknown = (buildId: string): BuildWord => ({ buildId, state: 'stopped', why: null, detail: 'This PC has not fetched it.' })

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => null))?.size ?? 0

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
