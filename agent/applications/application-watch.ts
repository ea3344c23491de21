import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type ApplicationRule, applicationWords, type ProgramFolders } from '#shared/model/application'
import type { Lease } from '#shared/model/lease'
import words from '../../assets/locales/pupil-en.json'
import type { AgentClock } from '../clock'
import type { Log } from '../log'
import { Bell } from '../platform/bell'
import { Observable } from '../platform/observable'
import { PassingNotice } from '../platform/passing-notice'
import type { Observed, Platform, RunningProgram } from '../platform/platform'
import { clockTime, fill } from '../sign/markup'
import type { ApplicationGate, ApplicationState } from './application-gate'
import { forbiddenBy, programsElsewhere } from './rule-match'
import type { StopTally } from './stop-tally'

/** Programs without a window are met at the next look; a window that comes to the front is looked at once. */
const lookEveryMs = 1_000
/** [AP5] What ran before the rule may save so long. */
const saveWithinMs = 20_000
const endWithinMs = 5_000
/** Names of allowed applications in a notice. */
const mostNamed = 6

interface ApplicationWatchParts {
  readonly platform: Pick<Platform, 'applications' | 'foreground' | 'display' | 'showBanner'>
  readonly clock: AgentClock
  readonly log: Log
}

/** What the watch needs of the agent's later parts. */
interface WatchCompany {
  readonly tally: Pick<StopTally, 'note'>
  readonly folders: Observed<ProgramFolders>
  /** [AP7] Of staff nothing is told, and folders do not count. */
  readonly isPupil: () => boolean
}

interface Stopping {
  readonly askedAt: number
  readonly endAt: number
  stage: 'asked' | 'ended' | 'forced'
  forcedAt: number
}

/** [AP3 to AP6] Looks at what runs while a rule or the school's folders ask for it, and ends what they do not allow. */
export class ApplicationWatch implements ApplicationGate {
  readonly #parts: ApplicationWatchParts
  readonly #state = new Observable<ApplicationState>('held')
  readonly #changed = new Bell()
  #lease: Lease | null = null
  #company: WatchCompany | null = null
  /** What is on its way out. */
  readonly #stopping = new Map<string, Stopping>()
  /** Ran when what decides now began. */
  #before: ReadonlySet<string> | null = null
  readonly #notice: PassingNotice

  constructor(parts: ApplicationWatchParts) {
    this.#parts = parts
    this.#notice = new PassingNotice(parts)
  }

  get state(): Observed<ApplicationState> {
    return this.#state
  }

  follow(lease: Lease | null): void {
    if (lease?.leaseId === this.#lease?.leaseId) {
      this.#lease = lease
      return
    }
    const same = isDeepStrictEqual(lease?.application, this.#lease?.application)
    this.#lease = lease
    if (same) return
    this.#state.set(lease === null ? 'held' : 'asked')
    this.#begin()
  }

  /** From now on what is stopped is told, and the school's folders count, until `signal` aborts. */
  async attach(company: WatchCompany, signal: AbortSignal): Promise<void> {
    this.#company = company
    for await (const _folders of company.folders.watch(signal)) this.#begin()
  }

  /** Watches until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { platform, clock } = this.#parts
    const wake = async (observed: Observed<unknown>): Promise<void> => {
      for await (const _value of observed.watch(signal)) this.#changed.ring()
    }
    const following = Promise.all([wake(platform.foreground), wake(platform.display)])
    let next = new AbortController()
    signal.addEventListener('abort', () => {
      next.abort()
    })
    while (!signal.aborted) {
      next = new AbortController()
      const changed = this.#changed.heard(next.signal)
      if (this.#lease !== null || this.#folders.stopElsewhere) {
        await this.#look(signal)
        await Promise.race([changed, clock.sleep(lookEveryMs, next.signal)])
      } else await changed
      next.abort()
    }
    this.#notice.withdraw()
    await following
  }

  get #folders(): ProgramFolders {
    const company = this.#company
    return company?.isPupil() === true ? company.folders.value : { stopElsewhere: false, folders: [] }
  }

  #begin(): void {
    this.#before = null
    this.#stopping.clear()
    this.#changed.ring()
  }

  async #look(signal: AbortSignal): Promise<void> {
    const lease = this.#lease
    const listed = await this.#parts.platform.applications.list()
    if (!listed.ok) {
      if (lease !== null) this.#state.set('unable')
      return
    }
    const programs = listed.value
    const rule = lease?.application ?? null
    const hashes = await this.#hashes(rule, programs)
    if (signal.aborted || this.#lease !== lease) return
    const hashOf = (program: RunningProgram): string | null => hashes.get(program.pid) ?? null
    const forbidden = rule === null ? [] : forbiddenBy(rule, programs, hashOf)
    const { stopElsewhere, folders } = this.#folders
    const elsewhere = stopElsewhere ? programsElsewhere(folders, programs).filter((one) => !forbidden.includes(one)) : []
    this.#before ??= new Set(programs.map(keyOf))
    const out = [...forbidden, ...elsewhere]
    const left = new Set(out.map(keyOf))
    for (const key of this.#stopping.keys()) if (!left.has(key)) this.#stopping.delete(key)
    for (const program of forbidden) this.#stop(program, lease, signal)
    for (const program of elsewhere) this.#stop(program, null, signal)
    if (lease !== null) this.#state.set(this.#stateOf(forbidden))
  }

  async #hashes(rule: ApplicationRule | null, programs: readonly RunningProgram[]): Promise<ReadonlyMap<number, string>> {
    if (rule?.applications.some(({ by }) => by === 'hash') !== true) return new Map()
    const { applications } = this.#parts.platform
    const found = await Promise.all(programs.map(async (program) => [program.pid, await applications.hashOf(program)] as const))
    return new Map(found.flatMap(([pid, hash]) => (hash === null ? [] : [[pid, hash] as const])))
  }

  #stateOf(forbidden: readonly RunningProgram[]): ApplicationState {
    if (forbidden.length === 0) return 'held'
    const now = this.#parts.clock.uptimeMs()
    const outlives = forbidden.some((program) => {
      const stopping = this.#stopping.get(keyOf(program))
      return stopping?.stage === 'forced' && now - stopping.forcedAt >= endWithinMs
    })
    return outlives ? 'leaking' : 'asked'
  }

  /** One step of the way out: its windows are asked, then it is, then it is not asked any more. */
  #stop(program: RunningProgram, lease: Lease | null, signal: AbortSignal): void {
    const { clock, platform, log } = this.#parts
    const now = clock.uptimeMs()
    const key = keyOf(program)
    const known = this.#stopping.get(key)
    if (known === undefined) {
      const ran = this.#before?.has(key) === true
      const maySave = ran && program.windows !== null
      this.#stopping.set(key, {
        askedAt: now,
        endAt: maySave ? now + saveWithinMs : now + endWithinMs,
        stage: maySave ? 'asked' : 'ended',
        forcedAt: 0,
      })
      log(
        `Closing ${program.executable} (process ${program.pid}): ${lease === null ? 'it lies outside the approved folders' : 'the rule does not allow it'}.`,
      )
      platform.applications.stop(program, maySave ? 'close' : 'end')
      this.#tell(program, lease, maySave, signal)
    } else if (known.stage === 'asked' && now >= known.endAt) {
      this.#stopping.set(key, { ...known, stage: 'ended', endAt: now + endWithinMs })
      platform.applications.stop(program, 'end')
    } else if (known.stage !== 'asked' && now >= known.endAt) {
      this.#stopping.set(key, { ...known, stage: 'forced', forcedAt: known.stage === 'forced' ? known.forcedAt : now })
      platform.applications.stop(program, 'force')
    }
  }

  #tell(program: RunningProgram, lease: Lease | null, maySave: boolean, signal: AbortSignal): void {
    const name = program.executable === '' ? program.command : path.basename(program.executable)
    if (program.windows !== null || this.#before?.has(keyOf(program)) !== true)
      this.#notice.show(noticeText(program.label, lease, maySave), signal)
    const company = this.#company
    if (company?.isPupil() !== true) return
    if (lease?.application == null) company.tally.note('program-elsewhere', name, `it lies in ${path.dirname(program.executable)}.`)
    else company.tally.note('application-stopped', name, `${ruleText(lease.application)} (${lease.owner.displayName}).`)
  }
}

const keyOf = ({ pid, startTicks }: RunningProgram): string => `${pid}-${startTicks}`

const namesOf = ({ applications }: ApplicationRule): string => {
  const named = applications.map(applicationWords).map((one) => (one.startsWith('sha256:') ? `${one.slice(0, 15)}…` : one))
  return named.length > mostNamed ? `${named.slice(0, mostNamed).join(', ')} …` : named.join(', ')
}

const ruleText = (rule: ApplicationRule): string =>
  rule.access === 'only' ? `only ${namesOf(rule)} may be open` : `${namesOf(rule)} may not run`

/** What the pupil reads: what happens, by whose word, until when, why. */
function noticeText(name: string, lease: Lease | null, maySave: boolean): string {
  const { applicationClosed } = words
  const what = fill(maySave ? applicationClosed.closing : applicationClosed.closed, { name })
  if (lease?.application == null) return `${what} ${applicationClosed.elsewhere}`
  const values = { who: lease.owner.displayName, until: clockTime(lease.until), applications: namesOf(lease.application) }
  const reason = lease.reason === '' ? '' : ` ${fill(applicationClosed.reason, { reason: lease.reason })}`
  return `${what} ${fill(applicationClosed[lease.application.access], values)}${reason}`
}
