import type { PrivacyList } from '#shared/model/privacy-list'
import { fail, ok, type Outcome } from '#shared/outcome'
import { parseSite } from '../internet/site'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** The whole sites that some words name, each once. */
const sitesOf = (typed: readonly string[]): Outcome<string[], 'site-unclear'> => {
  const sites = new Set<string>()
  for (const words of typed) {
    const site = parseSite(words)
    if (!site.ok) return fail('site-unclear', `"${words.slice(0, 80)}": ${site.detail}.`)
    if (site.value.includes('/')) return fail('site-unclear', `"${words.slice(0, 80)}": name the whole site, not a page of it.`)
    sites.add(site.value)
  }
  return ok([...sites].sort())
}

const changeWords = (before: readonly string[], after: readonly string[], what: string): string[] => {
  const added = after.filter((site) => !before.includes(site))
  const removed = before.filter((site) => !after.includes(site))
  return [
    ...(added.length > 0 ? [`${what} added: ${added.join(' ')}`] : []),
    ...(removed.length > 0 ? [`${what} removed: ${removed.join(' ')}`] : []),
  ]
}

/** The school's own part of the privacy list. */
export const privacyCalls = ({ store, clock, privacy }: CommandParts): CallsNamed<'privacy:read' | 'privacy:write'> => ({
  'privacy:read': () => ok(privacy.list()),

  'privacy:write': async (typed, { actor }) => {
    const [sites, helplines] = [sitesOf(typed.sites), sitesOf(typed.helplines)]
    if (!sites.ok) return sites
    if (!helplines.ok) return helplines
    const list: PrivacyList = { sites: sites.value, helplines: helplines.value }
    const stored = await store.transact(async ({ settings, audit }) => {
      const at = clock.now()
      const before = await settings.privacyList()
      await settings.keepPrivacyList(list, at)
      const changes = [
        ...changeWords(before.sites, list.sites, 'private sites'),
        ...changeWords(before.helplines, list.helplines, 'helplines'),
      ]
      const detail = changes.length === 0 ? 'nothing changed' : changes.join('; ')
      await audit.append({ at, action: 'privacy:write', staff: actor, subject: 'school', detail, address: actor.address })
      return ok(list)
    })
    if (!stored.ok) return stored
    privacy.put(list)
    return ok(list)
  },
})
