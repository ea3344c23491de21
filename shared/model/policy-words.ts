import type { ListChange, SceneState } from './list-change'
import type { LoggedChange } from './policy-change'
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

type ListState = Extract<ListChange, { kind: 'delete-list' }>['before']

const sharedWords = (shared: boolean): string => (shared ? 'shared' : 'not shared')

const listWords = ({ name, shared, domains, pages }: ListState): string =>
  `${name} (${domains} sites, ${pages} pages, ${sharedWords(shared)})`

const sceneWords = ({ name, shared, access, sites, lists }: SceneState): string =>
  `${name} (${access} ${[...sites, ...lists.map((list) => list.name)].join(' ')}, ${sharedWords(shared)})`

const sitesWords = (what: string, { count, some }: { count: number; some: readonly string[] }): string[] =>
  count === 0 ? [] : [`${what} ${some.join(' ')}${count > some.length ? ` and ${count - some.length} more` : ''}`]

/** A change of the log in one line, old value and new, for the audit log and the command line. */
export const changeWords = (change: LoggedChange): string => {
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
    case 'second-person-lists':
      return `shared web lists ${change.on ? 'wait for a second person' : 'change without a second person'}`
    case 'save-list': {
      const { added, removed } = change.difference
      const sites = [...sitesWords('added', added), ...sitesWords('removed', removed)]
      return [`web list ${listWords(change.before)} -> ${listWords(change.after)}`, ...sites].join('; ')
    }
    case 'delete-list':
      return `web list ${listWords(change.before)} deleted`
    case 'save-scene':
      return `scene ${sceneWords(change.before)} -> ${sceneWords(change.after)}`
    case 'delete-scene':
      return `scene ${sceneWords(change.before)} deleted`
  }
}
