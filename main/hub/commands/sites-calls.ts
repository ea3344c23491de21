import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { listsNeedSecondPerson } from '#shared/model/policy-change'
import { changeWords } from '#shared/model/policy-words'
import { fail, ok } from '#shared/outcome'
import type { Records } from '../../store/store'
import {
  enactListChange,
  isStanding,
  listState,
  proposeListChange,
  unlessJoined,
  waitingLists,
  withdrawEarlier,
} from '../scenes/list-changes'
import { listDifference } from '../scenes/list-difference'
import { maySee } from '../scenes/scene-rule'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const [zip, unzip] = [promisify(gzip), promisify(gunzip)]

/** Lists of a school, its whole staff together. */
const mostLists = 500

const gone = () => fail('not-found', 'There is no such list any more, or it is no longer shared. Look at the lists again.')

const nowhere = { count: 0, some: [] }
const noDifference = { added: nowhere, removed: nowhere }

const textOf = async ({ siteLists }: Pick<Records, 'siteLists'>, hash: string): Promise<string> => {
  const zipped = await siteLists.text(hash)
  return zipped === null ? '' : (await unzip(zipped)).toString('utf8')
}

type SitesCalls = CallsNamed<
  'sites:upload' | 'sites:check' | 'sites:save' | 'sites:read' | 'sites:approval' | 'sites:list' | 'sites:delete'
>

/** Saved lists of sites: taking up a text, telling its faulty lines, keeping and forgetting it. */
export const sitesCalls = ({ store, clock, uploads }: CommandParts): SitesCalls => ({
  'sites:upload': (part, { sessionId }) => {
    uploads.put(sessionId, part)
    return ok(null)
  },

  'sites:check': async ({ uploadId }, { sessionId }) => {
    const read = await uploads.read(sessionId, uploadId)
    return read.ok ? ok(read.value.check) : read
  },

  'sites:save': async ({ listId, name, shared, uploadId, leaveFaultyOut, why }, { sessionId, staff, actor }) => {
    const read = uploadId === null ? ok(null) : await uploads.read(sessionId, uploadId)
    if (!read.ok) return read
    const content = read.value
    if (content !== null && content.check.faulty > 0 && !leaveFaultyOut) {
      return fail('list-unclear', `${content.check.faulty} lines name no site. Mend them, or leave them out.`)
    }
    if (content?.text === '') return fail('list-unclear', 'There is no site in this list.')
    const zipped = content === null ? null : await zip(content.text)
    const saved = await store.transact(async (records) => {
      const { siteLists } = records
      const at = clock.now()
      const by = { staff, actor, at }
      const before = listId === null ? null : await siteLists.find(listId)
      if (listId !== null && (before === null || !maySee(before, staff))) return gone()
      if (before !== null && before.owner.staffId !== staff.staffId) {
        return fail('held-by-another', `${before.owner.displayName} made this list. Copy it into one of your own to change it.`)
      }
      const all = await siteLists.all()
      const taken = all.some((one) => one.listId !== listId && one.owner.staffId === staff.staffId && one.name === name)
      if (taken) return fail('name-taken', `You have a list called ${name} already. Choose another name.`)
      if (before === null && all.length >= mostLists) return fail('store-full', `There are ${mostLists} lists already: delete one first.`)
      const made = content === null ? before : { hash: content.hash, domains: content.check.domains, pages: content.check.pages }
      if (made === null) return gone()
      const { hash, domains, pages } = made
      if (zipped !== null) await siteLists.keepText(hash, zipped)
      const owner = { staffId: staff.staffId, displayName: staff.displayName }
      // A new list is its maker's; sharing it is a change like any other.
      const present = before ?? { listId: randomUUID(), name, owner, shared: false, hash, domains, pages, changedAt: at }
      if (before === null) await siteLists.keep(present)
      await withdrawEarlier(records, present.listId, by)
      const difference = hash === present.hash ? noDifference : listDifference(await textOf(records, present.hash), content?.text ?? '')
      const after = { name, shared, hash, domains, pages }
      const change = { kind: 'save-list' as const, listId: present.listId, owner, before: listState(present), after, difference }
      const standing = shared || (await isStanding(records, present))
      const done = standing ? await proposeListChange(records, change, why, by) : await enactListChange(records, change, at)
      if (!done.ok) return done
      if (before === null || done.value === null) {
        const detail = done.value === null ? changeWords(change) : 'own, until it is approved that colleagues share it'
        await records.audit.append({ at, action: 'sites:save', staff: actor, subject: name, detail, address: actor.address })
      }
      const list = await siteLists.find(present.listId)
      return list === null ? gone() : ok({ ...list, waiting: done.value })
    })
    if (saved.ok) uploads.drop(sessionId)
    return saved
  },

  'sites:read': ({ listId }, { staff }) =>
    store.transact(async ({ siteLists }) => {
      const list = await siteLists.find(listId)
      if (list === null || !maySee(list, staff)) return gone()
      const text = await siteLists.text(list.hash)
      return text === null ? gone() : ok({ gzip: text })
    }),

  'sites:approval': () => store.transact(async ({ policies }) => ok({ needed: listsNeedSecondPerson(await policies.current()) })),

  'sites:list': (_payload, { staff }) =>
    store.transact(async (records) => {
      const waiting = await waitingLists(records)
      const seen = (await records.siteLists.all()).filter((list) => maySee(list, staff))
      return ok(seen.map((list) => ({ ...list, waiting: waiting.get(list.listId) ?? null })))
    }),

  'sites:delete': ({ listId, why }, { staff, actor }) =>
    store.transact(async (records) => {
      const list = await records.siteLists.find(listId)
      if (list === null || !maySee(list, staff)) return gone()
      if (list.owner.staffId !== staff.staffId && staff.role !== 'officer') {
        return fail('held-by-another', `${list.owner.displayName} made this list. The owner or an e-safety officer can delete it.`)
      }
      const by = { staff, actor, at: clock.now() }
      const change = { kind: 'delete-list' as const, listId, owner: list.owner, before: listState(list) }
      const free = await unlessJoined(records, listId)
      if (!free.ok) return free
      await withdrawEarlier(records, listId, by)
      const done = list.shared ? await proposeListChange(records, change, why, by) : await enactListChange(records, change, by.at)
      if (!done.ok) return done
      if (done.value === null) {
        const detail = `of ${list.owner.displayName}: ${changeWords(change)}`
        await records.audit.append({ at: by.at, action: 'sites:delete', staff: actor, subject: list.name, detail, address: actor.address })
      }
      return ok({ waiting: done.value })
    }),
})
