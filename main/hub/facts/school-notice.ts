import { isDeepStrictEqual } from 'node:util'
import type { ProgramFolders } from '#shared/model/application'
import { type KeptFor, keptForSchema, type SchoolSettings } from '#shared/model/school-settings'
import type { AgentLink, AgentLinks } from '../presence/agent-links'
import type { Log } from '../log'

/** What PCs are told of the school's settings: with the answer to their hello, and at each change. */
export interface SchoolNotice {
  /** [RT2] How long the school keeps what they tell. */
  keptFor(): KeptFor
  /** [AP6] Where programs of pupils may lie. */
  programFolders(): ProgramFolders
  /** The store holds this from now on: the PCs are told what is news. */
  put(settings: SchoolSettings): void
}

interface SchoolNoticeParts {
  readonly settings: SchoolSettings
  readonly links: AgentLinks
  readonly log: Log
}

export const createSchoolNotice = ({ settings, links, log }: SchoolNoticeParts): SchoolNotice => {
  let keptFor = keptForSchema.parse(settings)
  let { programFolders } = settings

  const tellAll = (capability: string, tell: (link: AgentLink) => ReturnType<AgentLink['order']>): void => {
    for (const link of links.all()) {
      if (!link.capabilities.includes(capability)) continue
      tell(link).then(
        (answer) => {
          // The answer to the next hello says the same again.
          if (!answer.ok) log.warn('school-notice-unanswered', { deviceId: link.deviceId, capability, code: answer.code })
        },
        (error: unknown) => {
          log.error('school-notice-failed', error, { deviceId: link.deviceId, capability })
        },
      )
    }
  }

  return {
    keptFor: () => keptFor,
    programFolders: () => programFolders,
    put: (changed) => {
      const next = keptForSchema.parse(changed)
      if (!isDeepStrictEqual(next, keptFor)) {
        keptFor = next
        tellAll('kept-for', (link) => link.order('school:kept-for', next))
      }
      if (!isDeepStrictEqual(changed.programFolders, programFolders)) {
        programFolders = changed.programFolders
        tellAll('application', (link) => link.order('school:program-folders', changed.programFolders))
      }
    },
  }
}
