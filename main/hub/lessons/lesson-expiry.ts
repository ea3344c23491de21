import type { Clock } from '#shared/clock'
import { ok } from '#shared/outcome'
import type { Store } from '../../store/store'
import type { Log } from '../log'
import type { LessonBoard } from './lesson-board'

interface LessonExpiryParts {
  readonly lessons: LessonBoard
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}

/** Takes down the lessons whose end has come; their leases end by themselves (LE9). */
export const expireLessons = async ({ lessons, store, clock, log }: LessonExpiryParts): Promise<void> => {
  const now = clock.now()
  if (lessons.expire(now).length === 0) return
  const stored = await store.transact(async (records) => {
    await records.lessons.expire(now)
    return ok(null)
  })
  if (!stored.ok) log.warn('lessons-not-expired', { code: stored.code })
}
