import type { PrivacyList } from '#shared/model/privacy-list'
import type { Log } from '../log'
import type { AgentLinks } from '../presence/agent-links'

/** What the school adds to the privacy list, told to every PC that is linked; the others learn it with the answer to their hello (BR2). */
export interface PrivacyDesk {
  list(): PrivacyList
  /** The store holds this from now on. */
  put(list: PrivacyList): void
}

export const createPrivacyDesk = (kept: PrivacyList, links: AgentLinks, log: Log): PrivacyDesk => {
  let list = kept
  return {
    list: () => list,
    put: (next) => {
      list = next
      for (const link of links.all()) {
        if (!link.capabilities.includes('privacy')) continue
        link.order('privacy:list', next).then(
          (answer) => {
            if (!answer.ok) log.warn('privacy-list-unanswered', { deviceId: link.deviceId, code: answer.code })
          },
          (error: unknown) => {
            log.error('privacy-list-failed', error, { deviceId: link.deviceId })
          },
        )
      }
    },
  }
}
