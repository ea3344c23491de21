import type { PolicyChange } from '#shared/model/policy-change'
import type { PolicySet } from '#shared/model/policy-set'
import type { PackEntry } from '#shared/model/policy-view'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Category } from '#shared/policy/categories'
import { parsePhrase } from '#shared/policy/phrase'

/** What a pack or rule is about; nothing for one that is not there. */
export const categoriesOf = (packs: readonly PackEntry[], target: string): Category[] => [
  ...new Set(
    packs.flatMap(({ pack, rules }) => rules.filter(({ id }) => pack === target || id === target).map(({ category }) => category)),
  ),
]

const targetOf = (change: PolicyChange): string | null => {
  switch (change.kind) {
    case 'limit':
      return change.target
    case 'exception':
      return change.exception.target
    case 'act':
      return change.act.target
    default:
      return null
  }
}

/**
 * [PO3] Whether a change may be at all: of packs and rules that are there, nothing taken from a locked one, phrases that can be read. `next` is the
 * set with the change in it. A limit or exception of a pack that no longer ships may still be taken back.
 */
export const checkChange = (
  packs: readonly PackEntry[],
  change: PolicyChange,
  next: PolicySet,
): Outcome<null, 'not-found' | 'policy-locked' | 'phrase-unclear'> => {
  const target = targetOf(change)
  if (target !== null && !(change.kind === 'limit' && change.on === null)) {
    const pack = packs.find((one) => one.pack === target || one.rules.some(({ id }) => id === target))
    const own = next.terms.some(({ termId }) => target.endsWith(`/term-${termId}`))
    if (pack === undefined && !own) return fail('not-found', `There is no pack or rule called ${target}. Look at the policies again.`)
    if (pack?.locked === true && change.kind !== 'act') {
      return fail('policy-locked', `${pack.title} is about illegal content: nobody in school can switch it off or except anything from it.`)
    }
  }
  if (change.kind !== 'term' && change.kind !== 'exception') return ok(null)
  const read = readPhrase(change.kind === 'term' ? change.term.phrase : change.exception.phrase)
  return read.ok ? ok(null) : fail('phrase-unclear', read.detail)
}

/** Sets of words belong to the packs: a school's phrase names none. */
const readPhrase = (phrase: string): Outcome<unknown> =>
  /[{}]/u.test(phrase) ? fail('invalid', `"${phrase}" has curly brackets: leave them out`) : parsePhrase(phrase)

/** Words that were seen, as a phrase that means just these: signs of the phrase language mean nothing in them. */
export const plainPhrase = (seen: string): string =>
  seen
    .replace(/[(){}[\]|=~]|\.{2,}/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
