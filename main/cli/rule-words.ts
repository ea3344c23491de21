import { type InternetRule, isSceneRule } from '#shared/model/internet'

/** What an internet rule does, in one line. */
export function ruleWords(rule: InternetRule | null): string {
  if (rule === null) return ''
  if (!isSceneRule(rule)) return `${rule.access}${rule.exceptions.length === 0 ? '' : ` but ${rule.exceptions.join(' ')}`}`
  const lists = rule.lists.map(({ title, domains, pages }) => `${title} (${domains + pages} sites)`)
  return `${rule.access} ${rule.scene}: ${[...rule.sites, ...lists].join(', ')}`
}
