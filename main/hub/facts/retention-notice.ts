import { isDeepStrictEqual } from 'node:util'
import { type KeptFor, keptForSchema, type SchoolSettings } from '#shared/model/school-settings'
import type { AgentLinks } from '../presence/agent-links'
import type { Log } from '../log'

/** What PCs are told of how long the school keeps what they tell (RT2). */
export interface RetentionNotice {
  keptFor(): KeptFor
  /** The store holds this from now on: the PCs are told if it is news. */
  put(settings: SchoolSettings): void
}

interface RetentionNoticeParts {
  readonly settings: SchoolSettings
  readonly links: AgentLinks
  readonly log: Log
}

export const createRetentionNotice = ({ settings, links, log }: RetentionNoticeParts): RetentionNotice => {
  let keptFor = keptForSchema.parse(settings)
  return {
    keptFor: () => keptFor,
    put: (changed) => {
      const next = keptForSchema.parse(changed)
      if (isDeepStrictEqual(next, keptFor)) return
      keptFor = next
      for (const link of links.all()) {
        if (!link.capabilities.includes('kept-for')) continue
        link.order('school:kept-for', keptFor).then(
          (answer) => {
            // The answer to the next hello says the same again.
            if (!answer.ok) log.warn('kept-for-unanswered', { deviceId: link.deviceId, code: answer.code })
          },
          (error: unknown) => {
            log.error('kept-for-failed', error, { deviceId: link.deviceId })
          },
        )
      }
    },
  }
}
