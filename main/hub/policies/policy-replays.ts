import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { mostReplayLines, type PolicyReplay, type ReplayLine } from '#shared/model/policy-replay'
import type { PolicySet } from '#shared/model/policy-set'
import { ok, type Outcome } from '#shared/outcome'
import type { CompiledPacks } from '#shared/policy/compiled-packs'
import { explainMatch } from '#shared/policy/explain'
import type { PolicyMatch } from '#shared/policy/match'
import { matchSchool, schoolPolicyOf, type SchoolPolicy } from '#shared/policy/school-policy'
import type { Store } from '../../store/store'
import type { Log } from '../log'
import type { Roster } from '../presence/roster'
import { gatherTexts, type KeptText } from './replay-texts'

/** Tries of changed policies on what the hub has kept. */
export interface PolicyReplays {
  /** Begins one; an earlier one of the same person ends. `phrase-unclear`: a phrase cannot be read. */
  begin(
    staffId: string,
    sets: { readonly before: PolicySet; readonly after: PolicySet },
    since: number,
  ): Promise<Outcome<PolicyReplay, 'phrase-unclear'>>
  /** As it stands; null for one that is not this person's newest. */
  read(staffId: string, replayId: string): PolicyReplay | null
  /** Ends all of them. */
  stop(): void
}

interface PolicyReplaysParts {
  readonly packs: CompiledPacks
  readonly store: Store
  readonly roster: Roster
  readonly timeZone: () => string
  readonly log: Log
}

/** The hub works at a replay so long at a stretch, and then as long at everything else. */
const stretchMs = 6

interface Running {
  replay: PolicyReplay
  stopped: boolean
}

export const createPolicyReplays = ({ packs, store, roster, timeZone, log }: PolicyReplaysParts): PolicyReplays => {
  const running = new Map<string, Running>()

  const run = async (one: Running, before: SchoolPolicy, after: SchoolPolicy, since: number): Promise<void> => {
    let began = performance.now()
    /** Lets the hub do its work; false once nobody wants to know any more. */
    const breathe = async (): Promise<boolean> => {
      if (performance.now() - began > stretchMs) {
        await sleep(stretchMs)
        began = performance.now()
      }
      return !one.stopped
    }
    const texts = await gatherTexts(store, since, breathe)
    if (!texts.ok) {
      one.replay = { ...one.replay, state: 'failed', failure: texts.detail.slice(0, 300) }
      return
    }
    const people = await store.transact(async ({ pupils }) => ok(await pupils.list()))
    const known = new Map((people.ok ? people.value : []).map((pupil) => [pupil.userName.toLowerCase(), pupil]))
    const [begins, stops] = [new Side(), new Side()]
    let stays = 0
    for (const [looked, text] of texts.value.entries()) {
      if (!(await breathe())) return
      const pupil = known.get(text.user.toLowerCase())
      const who = { yearGroup: pupil?.yearGroup ?? null, groups: pupil?.groups ?? [], at: text.at, timeZone: timeZone() }
      const [old, next] = [matchSchool(before, text, who), matchSchool(after, text, who)]
      const deviceName = roster.get(text.deviceId)?.name ?? ''
      for (const match of next) if (!has(old, match)) begins.add(text, match, deviceName)
      for (const match of old) if (!has(next, match)) stops.add(text, match, deviceName)
      stays += next.filter((match) => has(old, match)).length * text.count
      one.replay = { ...one.replay, looked: looked + 1, of: texts.value.length, begins: begins.shown, stops: stops.shown, stays }
    }
    one.replay = { ...one.replay, of: texts.value.length, state: 'done' }
  }

  return {
    begin: async (staffId, sets, since) => {
      // A school with hundreds of phrases of its own takes a while to compile: one at a time, and the hub does its work between them.
      const before = schoolPolicyOf(packs, sets.before)
      await sleep(stretchMs)
      const after = schoolPolicyOf(packs, sets.after)
      const unread = [before, after].find((school) => !school.ok)
      if (!before.ok || !after.ok) return { ok: false, code: 'phrase-unclear', detail: unread?.ok === false ? unread.detail : '' }
      const earlier = running.get(staffId)
      if (earlier !== undefined) earlier.stopped = true
      const none = { count: 0, lines: [] }
      const replay: PolicyReplay = {
        replayId: randomUUID(),
        state: 'running',
        looked: 0,
        of: 0,
        begins: none,
        stops: none,
        stays: 0,
        failure: '',
      }
      const one: Running = { replay, stopped: false }
      running.set(staffId, one)
      run(one, before.value, after.value, since).catch((error: unknown) => {
        log.error('policy-replay-failed', error)
        one.replay = { ...one.replay, state: 'failed', failure: 'Something went wrong on the hub; it has been logged.' }
      })
      return ok(replay)
    },
    read: (staffId, replayId) => {
      const one = running.get(staffId)
      return one?.replay.replayId === replayId ? one.replay : null
    },
    stop: () => {
      for (const one of running.values()) one.stopped = true
    },
  }
}

const has = (matches: readonly PolicyMatch[], { rule, grade }: PolicyMatch): boolean =>
  matches.some((other) => other.rule === rule && other.grade === grade)

/** What begins or stops to be flagged: all of it counted, the first of it shown. */
class Side {
  #shown: { readonly count: number; readonly lines: ReplayLine[] } = { count: 0, lines: [] }

  get shown(): { readonly count: number; readonly lines: ReplayLine[] } {
    return this.#shown
  }

  add({ text, user, at, count }: KeptText, match: PolicyMatch, deviceName: string): void {
    const { rule, category, grade, why } = match
    const { count: before, lines } = this.#shown
    const line = (): ReplayLine => ({ at, deviceName, user, ...explainMatch(text, match), rule, category, grade, why, count })
    this.#shown = { count: before + count, lines: lines.length < mostReplayLines ? [...lines, line()] : lines }
  }
}
