import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import type { Activity } from '#shared/model/activity'
import type { DurableFact } from '#shared/model/outbox'
import type { Page } from '#shared/model/page'
import type { PolicyMatch, Sighting } from '#shared/policy/match'
import type { AgentClock } from '../clock'
import type { Observed, Platform } from '../platform/platform'
import type { SealedFile } from '../storage/sealed-file'
import { isSelfTestRule } from '../self-test/self-test'
import type { Pictured, SnapshotTaker } from '../snapshots/snapshot-taker'
import { breachOf } from './breach-of'
import type { KeptRepeat } from './kept-repeats'
import type { PolicyHolder } from './policy-holder'
import { RepeatFold } from './repeat-fold'
import { localTimeOf, type Seen, sightingsOf } from './sightings'

const tellEveryMs = 10_000

export interface ConcernWatchParts {
  readonly platform: Pick<Platform, 'user' | 'overlay'>
  readonly activity: Observed<Activity | null>
  readonly policies: PolicyHolder
  readonly snapshots: Pick<SnapshotTaker, 'promise' | 'around'>
  readonly clock: AgentClock
  /** The hub's time as the PC reckons it. */
  readonly hubNow: () => number
  readonly add: (fact: DurableFact) => void
  /** Resolves when every fact added so far is on the disk, or has failed to be. */
  readonly settled: () => Promise<void>
  readonly repeats: Pick<SealedFile<readonly KeptRepeat[]>, 'load' | 'save' | 'settled'>
  /** What the PC does by itself about a match [PO7]; `page` is the one it was found on, null for none. */
  readonly onMatch: (match: PolicyMatch, page: Page | null, signal: AbortSignal) => void
  /** The rule of self-tests matched: no concern [SF2]. */
  readonly onSelfTest: (match: PolicyMatch, sighting: Sighting) => void
  /** Whether this window is the card of a self-test [SF2]. */
  readonly isCard: (front: Activity) => boolean
}

/** [BC1, BC2] Holds what is in front, and what is typed, against the policies, and tells what they flag. */
export class ConcernWatch {
  readonly #parts: ConcernWatchParts
  readonly #fold = new RepeatFold()
  /** By kind of place: the present stay, what was looked at of it, and the rules that have spoken of it. */
  readonly #visits = new Map<string, { readonly visit: string; readonly looked: Map<string, string>; readonly rules: Set<string> }>()
  /** The field written into last, and the rules that its text breaks now. */
  #field: { readonly name: string; readonly rules: ReadonlySet<string> } = { name: '', rules: new Set() }
  readonly #stop = new AbortController()

  constructor(parts: ConcernWatchParts) {
    this.#parts = parts
    // Every breach whose pictures are being taken listens to it.
    setMaxListeners(100, this.#stop.signal)
  }

  /** Follows what is in front until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { activity, policies, repeats, clock, hubNow } = this.#parts
    this.#fold.resume(repeats.load() ?? [], clock.uptimeMs(), hubNow())
    signal.addEventListener('abort', () => this.#stop.abort())
    await Promise.all([this.#follow(activity, signal), this.#follow(policies.changes, signal), this.#tellRepeats(signal)])
  }

  /** [BC6] What now stands in a field that somebody writes into; nothing is looked at unless the policies say so. */
  readonly typed = (page: Page, field: string, text: string): void => {
    const { policies, activity, clock } = this.#parts
    const front = activity.value
    if (policies.current?.readsTyped !== true || page.withheld || front?.page?.withheld === true) return
    const application = front?.application
    const sighting: Sighting = {
      source: 'typed',
      text,
      domain: page.site,
      localTime: localTimeOf(new Date(clock.now())),
      ...(application === undefined ? {} : { application }),
    }
    const matches = policies.current.match(sighting)
    // What was told of this field's text goes on standing there while more is written.
    const told = this.#field.name === field ? this.#field.rules : new Set<string>()
    this.#field = { name: field, rules: new Set(matches.map(({ rule }) => rule)) }
    this.#tell(
      sighting,
      matches.filter(({ rule }) => !told.has(rule)),
      { application: application ?? '', page },
    )
  }

  /** A word of the agent itself on the PC's state. */
  state(text: string): void {
    const sighting: Sighting = { source: 'state', text, localTime: localTimeOf(new Date(this.#parts.clock.now())) }
    this.#tell(sighting, this.#parts.policies.current?.match(sighting) ?? [], { application: text, page: null })
  }

  async #follow(sensor: Observed<unknown>, signal: AbortSignal): Promise<void> {
    const { activity, policies } = this.#parts
    for await (const _value of sensor.watch(signal)) {
      // Other policies may flag what has been in front all the time.
      if (sensor === policies.changes) for (const { looked } of this.#visits.values()) looked.clear()
      const front = activity.value
      if (front === null) continue
      for (const seen of sightingsOf(front, new Date(this.#parts.clock.now()))) {
        // What closes the screen comes between any two texts.
        await turn()
        if (activity.value?.page?.withheld === true) break
        this.#look(seen, front)
      }
    }
  }

  #look({ sighting, visit }: Seen, front: Activity): void {
    const policy = this.#parts.policies.current
    if (policy === null) return
    const kind = visit.split(' ', 1)[0] ?? ''
    const before = this.#visits.get(kind)
    const here = before?.visit === visit ? before : { visit, looked: new Map<string, string>(), rules: new Set<string>() }
    this.#visits.set(kind, here)
    if (here.looked.get(sighting.source) === sighting.text) return
    here.looked.set(sighting.source, sighting.text)
    const fresh = policy.match(sighting).filter(({ rule }) => !here.rules.has(rule))
    // A phrase of the school's may stand on the card of a self-test: nobody wrote it.
    const matches = this.#parts.isCard(front) ? fresh.filter(isSelfTestRule) : fresh
    for (const { rule } of matches) here.rules.add(rule)
    this.#tell(sighting, matches, front)
  }

  #tell(sighting: Sighting, flagged: readonly PolicyMatch[], { application, page }: Pick<Activity, 'application' | 'page'>): void {
    const matches = flagged.filter((match) => !isSelfTestRule(match))
    for (const match of flagged) if (isSelfTestRule(match)) this.#parts.onSelfTest(match, sighting)
    if (matches.length === 0) return
    const { platform, activity, snapshots, clock, hubNow, add, onMatch } = this.#parts
    const user = platform.user.value?.name ?? null
    const nowMs = clock.uptimeMs()
    const takenAt = Math.max(0, Math.round(hubNow()))
    const pictured: Pictured[] = []
    let isNew = false
    for (const match of matches) {
      const breachId = randomUUID()
      const phrase = sighting.text.slice(match.span.start, match.span.end)
      if (!this.#fold.isFirst({ application, site: siteOf(page), rule: match.rule, user, phrase }, breachId, nowMs, takenAt)) continue
      isNew = true
      const pictures = snapshots.promise(match.grade)
      const isCovered = platform.overlay.state.value.state === 'held'
      add(breachOf(match, sighting, { breachId, takenAt, user, front: activity.value, isCovered, pictures }))
      if (pictures > 0) pictured.push({ breachId, grade: match.grade })
    }
    // Counts wait for the next tick: a hundred repeats are not a hundred writes.
    if (isNew) void this.#keep()
    void snapshots.around(pictured, this.#stop.signal)
    // Each time, not once in the time in which repeats are folded.
    for (const match of matches) onMatch(match, page, this.#stop.signal)
  }

  async #tellRepeats(signal: AbortSignal): Promise<void> {
    const { clock, add, repeats } = this.#parts
    while (!signal.aborted) {
      await clock.sleep(tellEveryMs, signal)
      for (const repeat of this.#fold.due(clock.uptimeMs(), signal.aborted)) add(repeat)
      await this.#keep()
    }
    await repeats.settled()
  }

  /** Behind the facts: a repeat of a breach that was lost with a killed agent would be told of by nobody. */
  async #keep(): Promise<void> {
    const { settled, repeats } = this.#parts
    const unkept = this.#fold.unkept()
    if (unkept === null) return
    await settled()
    repeats.save(unkept)
  }
}

/** Pages of the browser itself have none. */
const siteOf = (page: Page | null): string | null => (page === null || page.site === '' ? null : page.site)
