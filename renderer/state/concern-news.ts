import type { BreachChange } from './breaches'

/** How a concern makes itself heard, by its grade. */
export interface News {
  /** A notice of the system's own, above other programs. */
  readonly notice: boolean
  readonly urgent: boolean
  /** How often the chime rings; 0 for silence. */
  readonly chimes: 0 | 1 | 2
}

/** So long after a notice only one of a higher grade is shown: thirty concerns that come at once are one interruption. */
const quietMs = 5_000
/** What a PC tells long afterwards is no news to run for. */
const lateAfterMs = 60 * 60_000

const newsOf = (grade: number): News => ({ notice: grade >= 3, urgent: grade >= 4, chimes: grade === 5 ? 2 : grade === 4 ? 1 : 0 })

/** Decides how each change is told; null for what is told on the page alone. */
export class ConcernNews {
  private last: { readonly at: number; readonly grade: number } | null = null

  take({ was, breach }: BreachChange, now: number): News | null {
    if (was !== null || breach.test || breach.receivedAt - breach.takenAt > lateAfterMs) return null
    const news = newsOf(breach.grade)
    if (!news.notice) return null
    if (this.last !== null && now - this.last.at < quietMs && breach.grade <= this.last.grade) return null
    this.last = { at: now, grade: breach.grade }
    return news
  }
}
