import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { SiteList } from '#shared/model/site-list'
import { fail, ok } from '#shared/outcome'
import { maySee } from '../scenes/scene-rule'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const zip = promisify(gzip)

/** Lists of a school, its whole staff together. */
const mostLists = 500

const gone = () => fail('not-found', 'There is no such list any more, or it is no longer shared. Look at the lists again.')

type SitesCalls = CallsNamed<'sites:upload' | 'sites:check' | 'sites:save' | 'sites:read' | 'sites:list' | 'sites:delete'>

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

  'sites:save': async ({ listId, name, shared, uploadId, leaveFaultyOut }, { sessionId, staff, actor }) => {
    const read = uploadId === null ? ok(null) : await uploads.read(sessionId, uploadId)
    if (!read.ok) return read
    const content = read.value
    if (content !== null && content.check.faulty > 0 && !leaveFaultyOut) {
      return fail('list-unclear', `${content.check.faulty} lines name no site. Mend them, or leave them out.`)
    }
    if (content?.text === '') return fail('list-unclear', 'There is no site in this list.')
    const zipped = content === null ? null : await zip(content.text)
    const saved = await store.transact(async ({ siteLists, audit }) => {
      const at = clock.now()
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
      const owner = { staffId: staff.staffId, displayName: staff.displayName }
      const list: SiteList = { listId: listId ?? randomUUID(), name, owner, shared, hash, domains, pages, changedAt: at }
      if (zipped !== null) await siteLists.keepText(hash, zipped)
      await siteLists.keep(list)
      await siteLists.removeUnusedTexts(at)
      const detail = `${domains} sites, ${pages} pages, ${shared ? 'shared' : 'own'}, ${hash.slice(0, 12)}`
      await audit.append({ at, action: 'sites:save', staff: actor, subject: name, detail, address: actor.address })
      return ok(list)
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

  'sites:list': (_payload, { staff }) =>
    store.transact(async ({ siteLists }) => ok((await siteLists.all()).filter((list) => maySee(list, staff)))),

  'sites:delete': ({ listId }, { staff, actor }) =>
    store.transact(async ({ siteLists, scenes, audit }) => {
      const list = await siteLists.find(listId)
      if (list === null || !maySee(list, staff)) return gone()
      if (list.owner.staffId !== staff.staffId && staff.role !== 'officer') {
        return fail('held-by-another', `${list.owner.displayName} made this list. The owner or an e-safety officer can delete it.`)
      }
      const users = (await scenes.all()).filter(({ listIds }) => listIds.includes(listId)).map(({ name }) => name)
      if (users.length > 0) return fail('in-use', `Scenes join this list: ${users.slice(0, 5).join(', ')}. Change or delete them first.`)
      const at = clock.now()
      await siteLists.remove(listId)
      await siteLists.removeUnusedTexts(at)
      const detail = `of ${list.owner.displayName}, ${list.domains + list.pages} sites`
      await audit.append({ at, action: 'sites:delete', staff: actor, subject: list.name, detail, address: actor.address })
      return ok(null)
    }),
})
