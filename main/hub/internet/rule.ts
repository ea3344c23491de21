import { type InternetRule, type InternetWish, isSceneRule } from '#shared/model/internet'
import { fail, ok, type Outcome } from '#shared/outcome'
import { parseSite } from './site'

/** The sites that staff's words name, each once; the first words that name none are said again with the reason. */
export const sitesOf = (typed: readonly string[]): Outcome<string[], 'site-unclear'> => {
  const sites = new Set<string>()
  for (const words of typed) {
    if (words.trim() === '') continue
    const site = parseSite(words)
    if (!site.ok) return fail('site-unclear', `“${words.trim().slice(0, 80)}”: ${site.detail}.`)
    sites.add(site.value)
  }
  return ok([...sites])
}

/** The rule that staff's words make. */
export const ruleOf = ({
  access,
  exceptions,
}: Exclude<InternetWish, { readonly access: 'scene' }>): Outcome<InternetRule, 'site-unclear'> => {
  const sites = sitesOf(exceptions)
  return sites.ok ? ok({ access, exceptions: sites.value }) : sites
}

/** For the audit log. */
export const describeRule = (rule: InternetRule): string => {
  if (isSceneRule(rule)) {
    const lists = rule.lists.map(({ title, domains, pages, hash }) => `${title} (${domains + pages} sites, ${hash.slice(0, 12)})`)
    return `internet: scene ${rule.scene}, ${rule.access} ${[...rule.sites, ...lists].join(', ').slice(0, 200)}`
  }
  const { access, exceptions } = rule
  return `internet ${access}${exceptions.length === 0 ? '' : ` but ${exceptions.join(', ').slice(0, 200)}`}`
}
