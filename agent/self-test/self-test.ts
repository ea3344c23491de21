import type { Activity } from '#shared/model/activity'
import type { Breach } from '#shared/model/breach'
import type { DurableFact } from '#shared/model/outbox'
import { inUseMinutes } from '#shared/model/power'
import {
  agentStages,
  type SelfTestAnswer,
  type SelfTestOrder,
  selfTestPack,
  type SelfTestReport,
  selfTestTitle,
  type StageResult,
} from '#shared/model/self-test'
import type { PolicyMatch, Sighting } from '#shared/policy/match'
import pupilWords from '../../assets/locales/pupil-en.json'
import type { BrowserLink } from '../browser/browser-link'
import type { AgentClock } from '../clock'
import type { Session } from '../link/hub-link'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import type { Observed, Platform } from '../platform/platform'
import { breachOf } from '../policy/breach-of'
import type { PolicyHolder } from '../policy/policy-holder'
import type { SnapshotQueue } from '../snapshots/snapshot-queue'
import type { SnapshotTaker } from '../snapshots/snapshot-taker'
import type { StaffGate } from '../staff-gate/staff-gate'

/** A window that does not come to the front in this time is not seen by the sensor. */
const seenWithinMs = 5_000
/** A text is held against the policies in a few milliseconds. */
const matchedWithinMs = 3_000
const minuteMs = 60_000

type Fault = NonNullable<StageResult['why']>
type Stage = (typeof agentStages)[number]

export interface SelfTestParts {
  readonly platform: Pick<Platform, 'display' | 'user' | 'idle' | 'overlay' | 'showTestCard'>
  /** What the sensor says is in front. */
  readonly activity: Observed<Activity | null>
  readonly gate: Pick<StaffGate, 'now'>
  readonly policies: Pick<PolicyHolder, 'current'>
  readonly snapshots: Pick<SnapshotTaker, 'ofArea'>
  readonly queue: Pick<SnapshotQueue, 'settled' | 'diskRefuses'>
  readonly browsers: Pick<BrowserLink, 'browsers' | 'answer'>
  readonly clock: AgentClock
  readonly hubNow: () => number
  readonly add: (fact: DurableFact) => void
  readonly log: Log
}

interface Run {
  readonly testId: string
  readonly title: string
  readonly startedMs: number
  readonly stages: StageResult[]
  matched: boolean
  onMatch: () => void
}

/** Whether this rule is that of self-tests, which is no concern. */
export const isSelfTestRule = ({ rule }: Pick<PolicyMatch, 'rule'>): boolean => rule.startsWith(`${selfTestPack}/`)

/** [SF3, SF4] Shows a synthetic phrase on the screen and follows it through the sensor, the policies and the queue of pictures of this PC. */
export class SelfTest {
  readonly #parts: SelfTestParts
  readonly #report = new Observable<SelfTestReport | null>(null)
  #run: Run | null = null
  /** Of the newest card: the sensor may see it for a moment after it went. */
  #newest: string | null = null

  constructor(parts: SelfTestParts) {
    this.#parts = parts
  }

  /** Whether this window is the own card, which is in no history and nobody's concern, whatever its words break besides. */
  readonly isCard = ({ title, page }: Pick<Activity, 'title' | 'page'>): boolean => page === null && title === this.#newest

  /** Begins, or says why not now; the rest is told by `report`. */
  begin({ testId, inUse }: SelfTestOrder, stop: AbortSignal): SelfTestAnswer {
    const why = this.#hindrance(inUse)
    if (why !== null) return { state: 'put-off', why }
    const run: Run = {
      testId,
      title: selfTestTitle(testId),
      startedMs: this.#parts.clock.uptimeMs(),
      stages: [],
      matched: false,
      onMatch: () => undefined,
    }
    this.#run = run
    this.#newest = run.title
    void this.#carryOut(run, stop)
    return { state: 'begun' }
  }

  /** Tells the hub of the newest one until the session is over. */
  async deliver(session: Pick<Session, 'tell' | 'ended'>): Promise<void> {
    for await (const report of this.#report.watch(session.ended)) {
      if (report === null) continue
      const told = await session.tell('self-test:report', report, this.#parts.clock.now())
      if (!told.ok && told.code !== 'link-lost') this.#parts.log(`The hub did not take a self-test (${told.code}): ${told.detail}`)
    }
  }

  /** The policies flagged a text by the rule of self-tests; counts only for the card that is shown now. */
  readonly heed = (match: PolicyMatch, sighting: Sighting): void => {
    const run = this.#run
    if (run === null || run.matched || sighting.text !== run.title) return
    const { activity, hubNow, add } = this.#parts
    run.matched = true
    const takenAt = Math.max(0, Math.round(hubNow()))
    const breach = breachOf(match, sighting, {
      ...{ breachId: run.testId, takenAt, user: null, front: activity.value, isCovered: false, pictures: 1 },
    })
    const synthetic: Breach = { ...breach, test: true }
    add(synthetic)
    run.onMatch()
  }

  #hindrance(inUse: boolean): Extract<SelfTestAnswer, { state: 'put-off' }>['why'] | null {
    const { platform, gate, clock } = this.#parts
    if (this.#run !== null) return 'busy'
    if (platform.display.value.state !== 'ready') return 'no-display'
    if (platform.overlay.state.value.state !== 'off') return 'covered'
    if (!gate.now.live) return 'staff'
    const idle = platform.idle.value
    const rests = idle?.idle === true && clock.now() - idle.since >= inUseMinutes * minuteMs
    return platform.user.value !== null && !rests && !inUse ? 'in-use' : null
  }

  async #carryOut(run: Run, stop: AbortSignal): Promise<void> {
    const shown = new AbortController()
    const leave = (): void => shown.abort()
    stop.addEventListener('abort', leave)
    try {
      await this.#follow(run, shown)
    } finally {
      stop.removeEventListener('abort', leave)
      shown.abort()
      this.#run = null
    }
    const reached = new Set(run.stages.map(({ stage }) => stage))
    const left = agentStages.filter((stage) => !reached.has(stage))
    const skipped = left.map((stage): StageResult => ({ stage, state: 'skipped', afterMs: this.#since(run), why: 'not-reached' }))
    this.#parts.log(`A self-test ended: ${[...run.stages].map(({ stage, state }) => `${stage} ${state}`).join(', ')}.`)
    this.#report.set({ testId: run.testId, stages: [...run.stages, ...skipped] })
  }

  /** One stage after the other, until one fails. */
  async #follow(run: Run, shown: AbortController): Promise<void> {
    const { platform, snapshots, queue, browsers, policies } = this.#parts
    const note = (stage: Stage, why: Fault | null): boolean => {
      const state = why === null ? 'passed' : why === 'no-browser' ? 'skipped' : 'failed'
      run.stages.push({ stage, state, afterMs: this.#since(run), why })
      return state !== 'failed'
    }
    const matched = new Promise<void>((resolve) => (run.onMatch = resolve))
    const card = await platform.showTestCard({ title: run.title, text: pupilWords.selfTest }, shown.signal)
    if (!note('window', card.ok ? null : card.code) || !card.ok) return
    if (!note('sensor', (await this.#isSeen(run, shown.signal)) ? null : 'not-in-front')) return
    await this.#within(matched, matchedWithinMs, shown.signal)
    const noMatch = policies.current === null ? 'no-policies' : 'rule-missing'
    if (!note('policy', run.matched ? null : noMatch)) return
    const pictured = await snapshots.ofArea(run.testId, card.value, shown.signal)
    shown.abort()
    await queue.settled()
    if (!note('snapshot', pictured ? (queue.diskRefuses ? 'disk-refuses' : null) : 'capture-failed')) return
    if (browsers.browsers.length === 0) note('browser', 'no-browser')
    else note('browser', (await browsers.answer()) ? null : 'browser-silent')
  }

  async #isSeen(run: Run, shown: AbortSignal): Promise<boolean> {
    const enough = AbortSignal.any([shown, AbortSignal.timeout(seenWithinMs)])
    for await (const front of this.#parts.activity.watch(enough)) if (front?.title === run.title) return true
    return this.#parts.activity.value?.title === run.title
  }

  async #within(happening: Promise<void>, withinMs: number, shown: AbortSignal): Promise<void> {
    const waited = new AbortController()
    await Promise.race([happening, this.#parts.clock.sleep(withinMs, AbortSignal.any([shown, waited.signal]))])
    waited.abort()
  }

  #since({ startedMs }: Run): number {
    return Math.max(0, Math.round(this.#parts.clock.uptimeMs() - startedMs))
  }
}
