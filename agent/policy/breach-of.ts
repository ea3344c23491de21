import type { Activity } from '#shared/model/activity'
import { type Breach, longestMatch } from '#shared/model/breach'
import { explainMatch } from '#shared/policy/explain'
import type { PolicyMatch, Sighting } from '#shared/policy/match'

const longestTitle = 120

export interface Circumstances {
  readonly breachId: string
  readonly takenAt: number
  readonly user: string | null
  /** What is in front. */
  readonly front: Activity | null
  readonly isCovered: boolean
  readonly pictures: number
}

/** [BC1] The fact of one match: of the text only the match and a little around it. */
export function breachOf(match: PolicyMatch, { source, text }: Sighting, circumstances: Circumstances): Breach {
  const { breachId, takenAt, user, front, isCovered, pictures } = circumstances
  const { before, matched, after } = explainMatch(text, match)
  return {
    kind: 'breach',
    breachId,
    takenAt,
    rule: { pack: match.rule.split('/', 1)[0] ?? '', version: match.version, id: match.rule },
    category: match.category,
    grade: match.grade,
    why: match.why,
    source,
    match: { before: wellFormed(before), text: wellFormed(matched.slice(0, longestMatch)), after: wellFormed(after) },
    user,
    window:
      front === null
        ? null
        : {
            application: front.application,
            title: wellFormed(front.title.slice(0, longestTitle)),
            process: front.process?.name ?? null,
          },
    url: front?.page?.url ?? null,
    inFront: isCovered ? 'cover' : front === null ? 'nothing' : front.page === null ? 'window' : 'browser',
    pictures,
    test: false,
  }
}

/** Cutting between the halves of a surrogate pair leaves text that is not well formed. */
const wellFormed = (text: string): string => text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
