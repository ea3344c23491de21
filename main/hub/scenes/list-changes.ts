import { randomUUID } from 'node:crypto'
import { isListChange, type ListChange, type SceneState, subjectOf } from '#shared/model/list-change'
import { listsNeedSecondPerson, type PolicyChangeRecord } from '#shared/model/policy-change'
import type { SiteList, WaitingChange } from '#shared/model/site-list'
import type { Staff } from '#shared/model/staff'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { KeptScene } from '../../store/scenes'
import type { Records } from '../../store/store'
import type { Actor } from '../identity/actor'
import { noteChange } from '../policies/note-change'
import { fits, listsOf } from './scene-rule'

type ListChangeFailure = 'not-found' | 'name-taken' | 'in-use' | 'too-many-sites'

const gone = (what: string) => fail('not-found', `This ${what} is gone, or is no longer what it was when the change was proposed.`)

const unlessTaken = <T extends Pick<SiteList, 'name' | 'owner'>>(
  all: readonly T[],
  isSame: (one: T) => boolean,
  { name, owner }: Pick<SiteList, 'name' | 'owner'>,
): Outcome<null, 'name-taken'> =>
  all.some((one) => !isSame(one) && one.owner.staffId === owner.staffId && one.name === name)
    ? fail('name-taken', `${owner.displayName} has one called ${name} already. Choose another name.`)
    : ok(null)

/** A scene as the change log keeps it. */
export const sceneState = ({ name, shared, access, sites, reason }: KeptScene, lists: readonly SiteList[]): SceneState => ({
  name,
  shared,
  access,
  sites: [...sites],
  reason,
  lists: lists.map(({ listId, name: title, domains, pages, hash }) => ({ listId, name: title, sites: domains + pages, hash })),
})

/** A list as the change log keeps it. */
export const listState = ({ name, shared, hash, domains, pages }: SiteList) => ({ name, shared, hash, domains, pages })

/** A list that a scene joins stays. */
export const unlessJoined = async ({ scenes }: Pick<Records, 'scenes'>, listId: string): Promise<Outcome<null, 'in-use'>> => {
  const users = (await scenes.all()).filter(({ listIds }) => listIds.includes(listId)).map(({ name }) => name)
  if (users.length === 0) return ok(null)
  return fail('in-use', `Scenes join this list: ${users.slice(0, 5).join(', ')}. Change or delete them first.`)
}

/** Carries a change out, on what is there now. */
export async function enactListChange(records: Records, change: ListChange, at: number): Promise<Outcome<null, ListChangeFailure>> {
  const { siteLists, scenes } = records
  switch (change.kind) {
    case 'save-list': {
      const found = await siteLists.find(change.listId)
      if (found === null) return gone('list')
      const named = unlessTaken(await siteLists.all(), ({ listId }) => listId === change.listId, { ...change.after, owner: found.owner })
      if (!named.ok) return named
      await siteLists.keep({ ...found, ...change.after, changedAt: at })
      await siteLists.removeUnusedTexts(at)
      return ok(null)
    }
    case 'delete-list': {
      if ((await siteLists.find(change.listId)) === null) return gone('list')
      const free = await unlessJoined(records, change.listId)
      if (!free.ok) return free
      await siteLists.remove(change.listId)
      await siteLists.removeUnusedTexts(at)
      return ok(null)
    }
    case 'save-scene': {
      const found = await scenes.find(change.sceneId)
      if (found === null) return gone('scene')
      const named = unlessTaken(await scenes.all(), ({ sceneId }) => sceneId === change.sceneId, { ...change.after, owner: found.owner })
      if (!named.ok) return named
      const { lists: joined, ...after } = change.after
      const listIds = joined.map(({ listId }) => listId)
      const lists = await listsOf(records, { listIds })
      if (joined.some(({ listId, hash }) => lists.find((list) => list.listId === listId)?.hash !== hash))
        return gone('scene or one of its lists')
      const fitting = fits(lists, after.sites.length)
      if (!fitting.ok) return fitting
      await scenes.keep({ ...found, ...after, listIds, changedAt: at })
      return ok(null)
    }
    case 'delete-scene': {
      if ((await scenes.find(change.sceneId)) === null) return gone('scene')
      await scenes.remove(change.sceneId)
      return ok(null)
    }
  }
}

/** By list or scene, the change of it that waits. */
export const waitingLists = async ({ policies }: Pick<Records, 'policies'>): Promise<ReadonlyMap<string, WaitingChange>> =>
  new Map(
    (await policies.waitingChanges()).flatMap(({ changeId, change, proposedBy }) =>
      isListChange(change) ? [[subjectOf(change), { changeId, proposedBy }] as const] : [],
    ),
  )

/** Whether colleagues go by a list: it is shared, or a shared scene joins it. */
export const isStanding = async ({ scenes }: Pick<Records, 'scenes'>, { listId, shared }: Pick<SiteList, 'listId' | 'shared'>) =>
  shared || (await scenes.all()).some((scene) => scene.shared && scene.listIds.includes(listId))

interface Proposer {
  readonly staff: Staff
  readonly actor: Actor
  readonly at: number
}

/** Whoever changes a list or scene again takes back what the same person proposed of it before. */
export async function withdrawEarlier(records: Records, subject: string, { staff, actor, at }: Proposer): Promise<void> {
  for (const waiting of await records.policies.waitingChanges()) {
    if (!isListChange(waiting.change) || subjectOf(waiting.change) !== subject || waiting.proposedBy.staffId !== staff.staffId) continue
    const record: PolicyChangeRecord = { ...waiting, state: 'withdrawn', decidedBy: waiting.proposedBy, decidedAt: at }
    await records.policies.decide(record)
    await noteChange(records, 'policy:withdraw', actor, at, record)
  }
}

/**
 * [SC7] A change of what colleagues share: carried out at once, or waiting for a second person where the school says so. Either way it stands in
 * the change log. Answers what waits; null when it is in force.
 */
export async function proposeListChange(
  records: Records,
  change: ListChange,
  why: string,
  { staff, actor, at }: Proposer,
): Promise<Outcome<WaitingChange, ListChangeFailure | 'reason-needed'>> {
  const proposedBy = { staffId: staff.staffId, displayName: staff.displayName }
  const record = { changeId: randomUUID(), change, reason: why, proposedBy, proposedAt: at, decidedBy: null, note: '', revision: null }
  if (!listsNeedSecondPerson(await records.policies.current())) {
    const done = await enactListChange(records, change, at)
    if (!done.ok) return done
    await records.policies.addChange({ ...record, state: 'in-force', decidedAt: at })
    return ok(null)
  }
  if (why === '') return fail('reason-needed', 'Colleagues share this: say in a few words why it changes. A second person reads it.')
  const waiting: PolicyChangeRecord = { ...record, state: 'waiting', decidedAt: null }
  await records.policies.addChange(waiting)
  await noteChange(records, 'policy:propose', actor, at, waiting)
  return ok({ changeId: record.changeId, proposedBy })
}
