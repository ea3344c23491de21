import type { Clock } from '#shared/clock'
import type { DurableFact, Flag, QueuedFact, Tamper } from '#shared/model/outbox'
import { ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { Records, Store } from '../../store/store'
import type { Vault } from '../../store/vault'
import type { BreachChange } from '../breaches/breach-desk'
import type { Log } from '../log'
import type { ReportNews } from '../pupil-reports/pupil-report-desk'
import type { Roster } from '../presence/roster'
import type { StaffGate } from '../staff-gate/staff-gate'
import { admitFact, type Admitted } from './admit-fact'

/** Takes the durable facts of PCs, and keeps the flags they raise. */
export interface FactDesk {
  /** What the hub holds of this device (OB2); 0 when nothing. */
  factsHeld(deviceId: string): number
  /** Stores what is new and its number in one transaction, then answers how far the device's facts are held. */
  take(deviceId: string, facts: readonly QueuedFact[]): Promise<Outcome<{ readonly factsHeld: number }, StoreFaultCode>>
  /** A flag of the hub's own. */
  raise(deviceId: string, fact: Tamper): Promise<void>
  /** Something live that a PC told of staff was thrown away [SG5]. */
  dropped(deviceId: string, facts: number): void
  /** The device is heard again. */
  heard(deviceId: string): Promise<void>
}

/** What cannot wait until somebody opens the console. */
const mailedGrade = 5

export interface FactDeskParts {
  readonly store: Store
  readonly vault: Vault
  readonly gate: StaffGate
  readonly clock: Clock
  readonly log: Log
  readonly roster: Roster
  /** How far each device's facts were held when the hub started. */
  readonly held: readonly { readonly deviceId: string; readonly factsHeld: number }[]
  /** A flag is new or has changed. */
  readonly onFlag: (flag: Flag) => void
  readonly onBreach: (change: BreachChange) => void
  readonly onPupilReport: (news: ReportNews) => void
}

/** Keeps what the fact says of a breach; null where that is nothing new. */
const keepBreach = async (records: Records, deviceId: string, told: DurableFact, at: number): Promise<BreachChange | null> => {
  const { breaches, mails, settings, selfTests } = records
  // [SF5] Only what the hub ordered is a test: whatever else says so is a concern like any.
  const isForged = told.kind === 'breach' && told.test && !(await selfTests.isOrdered(told.breachId, deviceId))
  const fact = isForged ? { ...told, test: false } : told
  if (fact.kind === 'breach-repeat') {
    const breach = await breaches.repeat(deviceId, fact)
    return breach === null ? null : { was: breach.state, breach }
  }
  if (fact.kind !== 'breach') return null
  const added = await breaches.add(deviceId, fact, at)
  if (added === null) return null
  // [SF5] That of a self-test which ended meanwhile waits for nobody either.
  const breach = (fact.test && (await selfTests.hasEnded(fact.breachId)) ? await breaches.settleTest(fact.breachId, at) : null) ?? added
  // In the same transaction: what the hub holds is told, whatever happens to it next.
  if (fact.grade === mailedGrade && !fact.test && (await settings.mail())?.settings.on === true) await mails.add(fact.breachId, at)
  return { was: null, breach }
}

/** [BK8] The first word of a PC after a restore shows how much of what it told is gone; null for any other gap in the numbers. */
const restoredGap = async (
  { settings }: Records,
  deviceId: string,
  { before, lost }: { readonly before: number; readonly lost: number },
): Promise<Tamper | null> => {
  const restored = await settings.restored()
  if (restored === null || (restored.held[deviceId] ?? 0) !== before) return null
  const detail = `${lost} records that this PC had told after the backup are gone.`
  return { kind: 'tamper', tamper: 'hub-restored', from: restored.takenAt, until: restored.at, detail }
}

/** [AU7, PU1] Keeps what a pupil answered or reported; a report that is new is told. */
const keepPupilsWord = async (
  { agreements, pupilReports }: Records,
  deviceId: string,
  fact: DurableFact,
  at: number,
): Promise<ReportNews | null> => {
  if (fact.kind === 'agreement') await agreements.answer(deviceId, fact)
  if (fact.kind !== 'pupil-report') return null
  const report = await pupilReports.add(deviceId, fact, at)
  return report === null ? null : { isNew: true, report: report.summary, waiting: await pupilReports.waiting() }
}

export const createFactDesk = (parts: FactDeskParts): FactDesk => {
  const { store, vault, gate, clock, log, roster, onFlag, onBreach, onPupilReport } = parts
  const factsHeld = new Map(parts.held.map((one) => [one.deviceId, one.factsHeld]))
  /** Who sat there at that moment and still does, by the PC's last word. */
  const userNow = (deviceId: string, at: number): string | null => {
    const user = roster.get(deviceId)?.user ?? null
    return user !== null && user.sessionStartedAt <= at ? user.name : null
  }
  /** Of staff no flag says who sat there. */
  const pupilOf = (deviceId: string, user: string | null): string | null => (gate.isStaff(deviceId, user) ? null : user)
  const tell = (flags: readonly Flag[]): void => {
    for (const flag of flags) onFlag(flag)
  }
  const keep = async (what: string, deviceId: string, work: () => Promise<Outcome<readonly Flag[], StoreFaultCode>>): Promise<void> => {
    const kept = await work()
    if (kept.ok) tell(kept.value)
    else log.warn(`${what}-not-kept`, { deviceId, code: kept.code })
  }

  return {
    factsHeld: (deviceId) => factsHeld.get(deviceId) ?? 0,

    take: async (deviceId, facts) => {
      const stored = await store.transact(async (records) => {
        const { outboxes, usage, downloads, flags } = records
        const before = await outboxes.factsHeld(deviceId)
        const fresh = facts.filter(({ number }) => number > before)
        const last = fresh.at(-1)
        if (last === undefined) return ok({ held: before, raised: [], breaches: [], admitted: [], reports: [] })
        const learnedAt = clock.now()
        const admitted: Admitted[] = []
        for (const { fact } of fresh) admitted.push(await admitFact(records, gate, { deviceId, fact, at: learnedAt }))
        const kept = admitted.flatMap(({ fact }) => (fact === null ? [] : [fact]))
        if (kept.length < fresh.length) await records.staffGate.noteDrop(deviceId, fresh.length - kept.length, learnedAt)
        const spans = kept.filter((fact) => fact.kind === 'usage')
        if (spans.length > 0) await usage.add(deviceId, spans)
        const raised: Flag[] = []
        const lost = (fresh[0]?.number ?? 0) - before - 1
        const gap = lost > 0 ? await restoredGap(records, deviceId, { before, lost }) : null
        if (gap !== null) raised.push(await flags.raise({ deviceId, fact: gap, learnedAt, user: null, byHub: true }))
        const breaches: BreachChange[] = []
        const reports: ReportNews[] = []
        for (const fact of kept) {
          const breach = await keepBreach(records, deviceId, fact, learnedAt)
          if (breach !== null) breaches.push(breach)
          const report = await keepPupilsWord(records, deviceId, fact, learnedAt)
          if (report !== null) reports.push(report)
          if (fact.kind === 'download') await downloads.add(deviceId, fact)
          if (fact.kind !== 'tamper') continue
          const user = pupilOf(deviceId, (await usage.userAt(deviceId, fact.from)) ?? userNow(deviceId, fact.from))
          raised.push(await flags.raise({ deviceId, fact, learnedAt, user, byHub: false }))
        }
        for (const { about } of admitted) if (about !== null) await records.staffGate.markBreach(about.breachId, about.authorisationId)
        await outboxes.keep(deviceId, last.number)
        return ok({ held: last.number, raised, breaches, admitted, reports })
      })
      if (!stored.ok) return stored
      factsHeld.set(deviceId, stored.value.held)
      for (const { about } of stored.value.admitted) if (about !== null) gate.kept(about.breachId, about.authorisationId)
      await vault.remove(stored.value.admitted.flatMap(({ files }) => files))
      tell(stored.value.raised)
      for (const change of stored.value.breaches) onBreach(change)
      for (const news of stored.value.reports) onPupilReport(news)
      return ok({ factsHeld: stored.value.held })
    },

    raise: (deviceId, fact) =>
      keep('flag', deviceId, () => {
        // That a self-test did not come through is nothing that somebody at the PC did.
        const user = fact.tamper === 'self-test-failed' ? null : pupilOf(deviceId, userNow(deviceId, fact.from))
        const flag = { deviceId, fact, learnedAt: clock.now(), user, byHub: true }
        return store.transact(async ({ flags }) => ok([await flags.raise(flag)]))
      }),

    dropped: (deviceId, facts) => {
      void keep('staff-drop', deviceId, () =>
        store.transact(async ({ staffGate }) => {
          await staffGate.noteDrop(deviceId, facts, clock.now())
          return ok([])
        }),
      )
    },

    heard: (deviceId) =>
      keep('flag-end', deviceId, () => store.transact(async ({ flags }) => ok(await flags.endByHub(deviceId, clock.now())))),
  }
}
