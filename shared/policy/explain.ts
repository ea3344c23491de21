import type { PolicyMatch } from './match'

/** What a person is shown of a match: the words with a little of what stood around them, and nothing more of the text. */
export interface Explanation {
  readonly before: string
  readonly matched: string
  readonly after: string
}

/** Characters of the text that may leave the PC with a match. */
const mostSurroundings = 120
const longestMatched = 120

/** At most 120 characters around the match, cut between words where that is possible. */
export function explainMatch(text: string, { span }: Pick<PolicyMatch, 'span'>): Explanation {
  const side = mostSurroundings / 2
  const before = text.slice(Math.max(0, span.start - side), span.start)
  const after = text.slice(span.end, span.end + side)
  return {
    before: span.start > side ? before.replace(/^\S*\s/u, '') : before,
    matched: text.slice(span.start, Math.min(span.end, span.start + longestMatched)),
    after: span.end + side < text.length ? after.replace(/\s\S*$/u, '') : after,
  }
}
