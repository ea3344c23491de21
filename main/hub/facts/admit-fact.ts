import type { DurableFact } from '#shared/model/outbox'
import type { StaffScope } from '#shared/model/staff-gate'
import type { Records } from '../../store/store'
import type { StaffGate, StaffVerdict } from '../staff-gate/staff-gate'

/** What is left of a fact behind the staff gate. */
export interface Admitted {
  /** Null: not kept. */
  readonly fact: DurableFact | null
  /** A breach about staff, and the authorisation it is kept under. */
  readonly about: { readonly breachId: string; readonly authorisationId: string } | null
  /** Pictures of a breach that came before it and may not be kept: to go from the vault. */
  readonly files: readonly string[]
}

interface Arriving {
  readonly deviceId: string
  readonly fact: DurableFact
  readonly at: number
}

/** Why pictures went, in the chain. */
const notAuthorised = 'of staff, without an authorisation'

const verdictOn = async (records: Records, gate: StaffGate, { deviceId, fact }: Arriving): Promise<StaffVerdict> => {
  const judge = (user: string | null, from: number, until: number, what: StaffScope): StaffVerdict =>
    gate.judge({ deviceId, user, from, until }, what)
  switch (fact.kind) {
    case 'usage':
      return judge(fact.user, fact.from, fact.until, 'history')
    case 'download':
      return judge(fact.user, fact.at, fact.at, 'history')
    case 'breach':
      return judge(fact.user, fact.takenAt, fact.takenAt, 'concerns')
    case 'breach-repeat': {
      const known = await records.breaches.find(fact.breachId)
      return known === null ? { kind: 'pupil' } : judge(known.fact.user, fact.until, fact.until, 'concerns')
    }
    case 'tamper':
    // About the PC; of staff the flag names nobody.
    case 'agreement':
    case 'pupil-report':
      // Said by whoever sat there, to the school: nothing that was watched.
      return { kind: 'pupil' }
  }
}

/** [SG5] Holds one durable fact against the staff gate, in the transaction that keeps it. */
export const admitFact = async (records: Records, gate: StaffGate, arriving: Arriving): Promise<Admitted> => {
  const { deviceId, fact, at } = arriving
  const verdict = await verdictOn(records, gate, arriving)
  if (verdict.kind === 'pupil') return { fact, about: null, files: [] }
  const isKept = verdict.kind === 'authorised'
  if (isKept)
    await records.staffGate.noteUse(verdict.authorisationId, fact.kind === 'usage' || fact.kind === 'download' ? 'history' : 'concerns', at)
  if (fact.kind !== 'breach') return { fact: isKept ? fact : null, about: null, files: [] }
  const { breachId, user, takenAt } = fact
  const pictures = isKept ? gate.judge({ deviceId, user, from: takenAt, until: takenAt }, 'pictures') : verdict
  let files: readonly string[] = []
  if (pictures.kind === 'refused') {
    await records.staffGate.refusePictures(breachId, at)
    files = await records.snapshots.removeOf([breachId], notAuthorised, at)
  }
  const about = isKept ? { breachId, authorisationId: verdict.authorisationId } : null
  return { fact: isKept ? fact : null, about, files }
}
