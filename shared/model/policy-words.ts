import type { PolicyChange } from './policy-change'
import type { PolicyScope } from './policy-set'
import { yearGroupWords } from './pupil-record'
import { hoursWords } from './timeout-words'

/** Whom and when a scope means, in a few words. */
export const scopeWords = ({ yearGroups, groups, hours }: PolicyScope): string => {
  const people = [...yearGroups.map(yearGroupWords), ...groups]
  const who = people.length === 0 ? 'everybody' : people.join(', ')
  return hours.length === 0 ? who : `${who}, ${hours.map(hoursWords).join('; ')}`
}

const onWords = (on: readonly PolicyScope[] | null): string => {
  if (on === null) return 'on for everybody'
  return on.length === 0 ? 'off' : `on for ${on.map(scopeWords).join(' and ')}`
}

/** A change in one line, for the audit log and the command line. */
export const changeWords = (change: PolicyChange): string => {
  switch (change.kind) {
    case 'limit':
      return `${change.target} ${onWords(change.on)}`
    case 'term':
      return `own phrase "${change.term.phrase}" (${change.term.category}, grade ${change.term.grade}) for ${scopeWords(change.term.scope)}`
    case 'remove-term':
      return 'an own phrase removed'
    case 'exception':
      return `never "${change.exception.phrase}" by ${change.exception.target}${change.exception.domain === null ? '' : ` on ${change.exception.domain}`}`
    case 'remove-exception':
      return 'an exception removed'
    case 'act': {
      const { target, scope, closeTab, lockMinutes } = change.act
      const deeds = [...(closeTab ? ['close the tab'] : []), ...(lockMinutes === null ? [] : [`lock for ${lockMinutes} min`])]
      return `${target}: ${deeds.join(' and ') || 'nothing'} for ${scopeWords(scope)}`
    }
    case 'remove-act':
      return `${change.target}: no act of its own`
    case 'typed-text':
      return `typed text ${change.on ? 'looked at' : 'not looked at'}`
    case 'second-person':
      return `second person: ${change.when}`
  }
}
