import { randomUUID } from 'node:crypto'
import type { Scene } from '#shared/model/scene'
import { changeWords } from '#shared/model/policy-words'
import type { SiteList, WaitingChange } from '#shared/model/site-list'
import { fail, ok } from '#shared/outcome'
import type { KeptScene } from '../../store/scenes'
import { sitesOf } from '../internet/rule'
import { enactListChange, proposeListChange, sceneState, waitingLists, withdrawEarlier } from '../scenes/list-changes'
import { fits, listsOf, maySee } from '../scenes/scene-rule'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** Scenes of a school, its whole staff together. */
const mostScenes = 500

const gone = () => fail('not-found', 'There is no such scene any more, or it is no longer shared. Look at the scenes again.')

const shown = ({ listIds: _listIds, ...scene }: KeptScene, lists: readonly SiteList[], waiting: WaitingChange): Scene => ({
  ...scene,
  lists: lists.map(({ listId, name, domains, pages }) => ({ listId, name, sites: domains + pages })),
  waiting,
})

/** Saved rules for the web: what is there, making, changing and forgetting one. */
export const sceneCalls = ({ store, clock }: CommandParts): CallsNamed<'scene:list' | 'scene:save' | 'scene:delete'> => ({
  'scene:list': (_payload, { staff }) =>
    store.transact(async (records) => {
      const waiting = await waitingLists(records)
      const scenes: Scene[] = []
      for (const scene of await records.scenes.all()) {
        if (maySee(scene, staff)) scenes.push(shown(scene, await listsOf(records, scene), waiting.get(scene.sceneId) ?? null))
      }
      return ok(scenes)
    }),

  'scene:save': async ({ sceneId, name, shared, access, sites: typed, listIds, reason, why }, { staff, actor }) => {
    const named = sitesOf(typed)
    if (!named.ok) return named
    const sites = named.value
    return store.transact(async (records) => {
      const at = clock.now()
      const by = { staff, actor, at }
      const all = await records.scenes.all()
      const before = all.find((one) => one.sceneId === sceneId) ?? null
      if (sceneId !== null && (before === null || !maySee(before, staff))) return gone()
      if (before !== null && before.owner.staffId !== staff.staffId) {
        return fail('held-by-another', `${before.owner.displayName} made this scene. Make one of your own to change it.`)
      }
      const taken = all.some((one) => one !== before && one.owner.staffId === staff.staffId && one.name === name)
      if (taken) return fail('name-taken', `You have a scene called ${name} already. Choose another name.`)
      if (before === null && all.length >= mostScenes)
        return fail('store-full', `There are ${mostScenes} scenes already: delete one first.`)
      const joined = [...new Set(listIds)]
      const lists = await listsOf(records, { listIds: joined })
      // What the scene joined before stays usable although its owner shares it no more.
      const usable = lists.filter((list) => maySee(list, staff) || before?.listIds.includes(list.listId) === true)
      if (usable.length < joined.length)
        return fail('not-found', 'One of these lists is gone, or no longer shared. Look at the lists again.')
      if (sites.length + lists.length === 0) return fail('site-unclear', 'A scene names at least one site or list.')
      const fitting = fits(lists, sites.length)
      if (!fitting.ok) return fitting
      const owner = { staffId: staff.staffId, displayName: staff.displayName }
      const after: KeptScene = {
        sceneId: sceneId ?? randomUUID(),
        name,
        owner,
        shared,
        access,
        sites,
        listIds: joined,
        reason,
        changedAt: at,
      }
      // A new scene is its maker's; sharing it is a change like any other.
      const present = before ?? { ...after, shared: false }
      if (before === null) await records.scenes.keep(present)
      await withdrawEarlier(records, present.sceneId, by)
      const states = {
        before: sceneState(present, before === null ? lists : await listsOf(records, before)),
        after: sceneState(after, lists),
      }
      const change = { kind: 'save-scene' as const, sceneId: present.sceneId, owner, ...states }
      const standing = shared || present.shared
      const done = standing ? await proposeListChange(records, change, why, by) : await enactListChange(records, change, at)
      if (!done.ok) return done
      if (before === null || done.value === null) {
        const detail = done.value === null ? changeWords(change) : 'own, until it is approved that colleagues share it'
        await records.audit.append({ at, action: 'scene:save', staff: actor, subject: name, detail, address: actor.address })
      }
      const kept = done.value === null ? after : present
      return ok(shown(kept, await listsOf(records, kept), done.value))
    })
  },

  'scene:delete': ({ sceneId, why }, { staff, actor }) =>
    store.transact(async (records) => {
      const scene = await records.scenes.find(sceneId)
      if (scene === null || !maySee(scene, staff)) return gone()
      if (scene.owner.staffId !== staff.staffId && staff.role !== 'officer') {
        return fail('held-by-another', `${scene.owner.displayName} made this scene. The owner or an e-safety officer can delete it.`)
      }
      const by = { staff, actor, at: clock.now() }
      const before = sceneState(scene, await listsOf(records, scene))
      const change = { kind: 'delete-scene' as const, sceneId, owner: scene.owner, before }
      await withdrawEarlier(records, sceneId, by)
      const done = scene.shared ? await proposeListChange(records, change, why, by) : await enactListChange(records, change, by.at)
      if (!done.ok) return done
      if (done.value === null) {
        const detail = `of ${scene.owner.displayName}: ${changeWords(change)}`
        await records.audit.append({ at: by.at, action: 'scene:delete', staff: actor, subject: scene.name, detail, address: actor.address })
      }
      return ok({ waiting: done.value })
    }),
})
