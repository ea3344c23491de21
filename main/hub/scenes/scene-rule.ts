import type { InternetRule, InternetWish } from '#shared/model/internet'
import type { Scene } from '#shared/model/scene'
import { mostListedPages, mostListedSites, type SiteList } from '#shared/model/site-list'
import type { Staff } from '#shared/model/staff'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { KeptScene } from '../../store/scenes'
import type { Records } from '../../store/store'
import { ruleOf } from '../internet/rule'

type Owned = Pick<Scene, 'owner' | 'shared'>

/** Whether this person may see and use what a colleague saved. */
export const maySee = ({ owner, shared }: Owned, { staffId, role }: Pick<Staff, 'staffId' | 'role'>): boolean =>
  shared || owner.staffId === staffId || role === 'head'

/** What the lists come to together, or why that is more than a browser takes. */
export const fits = (lists: readonly SiteList[], sites: number): Outcome<null, 'too-many-sites'> => {
  const domains = lists.reduce((sum, list) => sum + list.domains, sites)
  const pages = lists.reduce((sum, list) => sum + list.pages, 0)
  if (domains <= mostListedSites && pages <= mostListedPages) return ok(null)
  return fail(
    'too-many-sites',
    `These lists come to ${domains} sites and ${pages} single pages; a scene takes ${mostListedSites} and ${mostListedPages}.`,
  )
}

/** The lists a scene joins; one that is gone is left out. */
export const listsOf = async (records: Pick<Records, 'siteLists'>, { listIds }: Pick<KeptScene, 'listIds'>): Promise<SiteList[]> => {
  const lists: SiteList[] = []
  for (const listId of listIds) {
    const list = await records.siteLists.find(listId)
    if (list !== null) lists.push(list)
  }
  return lists
}

interface WishedRule {
  readonly internet: InternetRule
  /** What the scene gives as its reason; empty for any other wish. */
  readonly reason: string
}

/** The rule that a wish comes to: of a scene, with its lists as they are now. */
export const wishedRule = async (
  records: Pick<Records, 'scenes' | 'siteLists'>,
  wish: InternetWish,
  staff: Pick<Staff, 'staffId' | 'role'>,
): Promise<Outcome<WishedRule, 'site-unclear' | 'not-found' | 'too-many-sites'>> => {
  if (wish.access !== 'scene') {
    const rule = ruleOf(wish)
    return rule.ok ? ok({ internet: rule.value, reason: '' }) : rule
  }
  const scene = await records.scenes.find(wish.sceneId)
  if (scene === null || !maySee(scene, staff)) return fail('not-found', 'There is no such scene any more, or it is no longer shared.')
  const lists = await listsOf(records, scene)
  const fitting = fits(lists, scene.sites.length)
  if (!fitting.ok) return fitting
  const refs = lists.map(({ hash, name, domains, pages }) => ({ hash, title: name, domains, pages }))
  return ok({ internet: { access: scene.access, scene: scene.name, sites: scene.sites, lists: refs }, reason: scene.reason })
}
