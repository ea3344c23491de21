import type { PupilReportSummary } from '#shared/model/pupil-report'
import type { Ask } from '../link/hub-link'
import { Store } from './store'

export interface ReportChange {
  readonly isNew: boolean
  readonly report: PupilReportSummary
  readonly waiting: number
}

/** What pupils told, as far as the feed says: how many nobody has opened, and the newest change. For officers alone. */
export class PupilReports {
  readonly waiting = new Store<number>(0)
  readonly changed = new Store<ReportChange | null>(null)

  constructor(private readonly ask: Ask) {}

  async count(): Promise<void> {
    const asked = await this.ask('pupil-report:count', {})
    if (asked.ok) this.waiting.set(asked.value.waiting)
  }

  take(change: ReportChange): void {
    this.waiting.set(change.waiting)
    this.changed.set(change)
  }

  clear(): void {
    this.waiting.set(0)
    this.changed.set(null)
  }
}
