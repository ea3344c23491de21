import { randomUUID } from 'node:crypto'
import type { SignedInUser } from '#shared/model/activity'
import { samePupil } from '#shared/model/internet'
import type { DurableFact } from '#shared/model/outbox'
import { type PupilReport, pupilReportSchema, type ToldReport, type ToldReports } from '#shared/model/pupil-report'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Platform } from '../platform/platform'

export interface PupilReportsParts {
  readonly platform: Pick<Platform, 'user'>
  readonly add: (fact: DurableFact) => void
  /** The hub's time, as the PC reckons it. */
  readonly hubNow: () => number
}

/** What the form of the page asks for. */
export type WrittenReport = Pick<PupilReport, 'about' | 'confidential' | 'text'>

/** `nobody`: nobody is signed in any more. `too-many`: enough wait already. `unclear`: nothing was written, or more than fits. */
export type ReportFailure = 'nobody' | 'too-many' | 'unclear'

/** A report as whoever made it may see it; `waiting` while the hub has not said that it has it. */
export interface OwnReport extends Omit<ToldReport, 'state'> {
  readonly state: ToldReport['state'] | 'waiting'
}

/** One person at one keyboard cannot mean more in an hour; a program that posts could fill the disk. */
const mostInAnHour = 12
const hourMs = 60 * 60_000

/** [PU1, PU5] Takes what pupils tell, and keeps in memory what comes back to whoever is signed in. */
export class PupilReports {
  readonly #parts: PupilReportsParts
  #made: readonly (Pick<PupilReport, 'user' | 'reportId' | 'at'> & { readonly signedInAt: number })[] = []
  #told: ToldReports | null = null

  constructor(parts: PupilReportsParts) {
    this.#parts = parts
  }

  /** Keeps a report for the hub; it lies on the disk, sealed, before long. */
  make(written: WrittenReport): Outcome<null, ReportFailure> {
    const user = this.#parts.platform.user.value
    if (user === null) return fail('nobody', 'nobody is signed in')
    const at = this.#parts.hubNow()
    if (this.#made.filter((one) => at - one.at < hourMs).length >= mostInAnHour) return fail('too-many', 'too many in an hour')
    const report = pupilReportSchema.safeParse({
      ...{ kind: 'pupil-report', reportId: randomUUID(), user: user.name, guest: user.guest, at },
      ...{ about: written.about, confidential: written.confidential, text: written.text },
    })
    if (!report.success) return fail('unclear', report.error.message)
    this.#parts.add(report.data)
    const { reportId } = report.data
    this.#made = [...this.#made, { user: user.name, signedInAt: user.sessionStartedAt, reportId, at }].slice(-2 * mostInAnHour)
    return ok(null)
  }

  /** The hub's word on the reports of one account. */
  told(told: ToldReports): void {
    const user = this.#parts.platform.user.value
    if (user !== null && !user.guest && samePupil(user.name, told.userName)) this.#told = told
  }

  /** Those of this sign-in, and what the hub told of earlier ones, oldest first. */
  of(user: SignedInUser): readonly OwnReport[] {
    const told = this.#told !== null && !user.guest && samePupil(this.#told.userName, user.name) ? this.#told.reports : []
    const waiting = this.#made
      .filter((one) => one.user === user.name && one.signedInAt === user.sessionStartedAt)
      .filter(({ reportId }) => !told.some((one) => one.reportId === reportId))
      .map(({ reportId, at }): OwnReport => ({ reportId, at, state: 'waiting', replies: [] }))
    return [...told, ...waiting].sort((one, other) => one.at - other.at)
  }

  /** Forgets what was told as soon as its pupil is not in front any more; until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    for await (const user of this.#parts.platform.user.watch(signal)) {
      if (this.#told !== null && (user === null || !samePupil(user.name, this.#told.userName))) this.#told = null
    }
  }
}
