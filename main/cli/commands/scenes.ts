import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { internetOf } from '#shared/model/internet-now'
import type { Lease } from '#shared/model/lease'
import type { Scene, SceneAccess } from '#shared/model/scene'
import { fail, ok } from '#shared/outcome'
import type { WaitingChange } from '#shared/model/site-list'
import { uploadParts } from '#shared/protocol/scene-orders'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'
import { watchRoom } from '../room-feed'
import { ruleWords } from '../rule-words'
import { findDevices, findRoom } from '../targets'

const waitsWords = ({ changeId }: NonNullable<WaitingChange>): string =>
  `It waits for a second person as ${changeId}; until then everything stays as it was.`

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** One's own comes before a colleague's of the same name; an id is always exact. */
function named<T extends { readonly name: string; readonly shared: boolean }>(
  all: readonly T[],
  wanted: string,
  idOf: (one: T) => string,
): CliOutcome<T> {
  const found = all.filter((one) => idOf(one) === wanted || one.name.toLowerCase() === wanted.toLowerCase())
  const [only, ...others] = found
  if (only === undefined) return fail('target-unknown', `There is nothing called "${wanted}" here. The list shows what there is.`)
  return others.length === 0
    ? ok(only)
    : fail('target-ambiguous', `${found.length} are called "${wanted}": give the id, as --json shows it.`)
}

/** The id of the scene of this name. */
export async function findScene(link: HubLink, wanted: string): Promise<CliOutcome<Scene>> {
  const scenes = await link.ask('scene:list', {})
  return scenes.ok ? named(scenes.value, wanted, ({ sceneId }) => sceneId) : scenes
}

export const listScenes = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const scenes = await link.ask('scene:list', {})
    if (!scenes.ok) return scenes
    const rows = scenes.value.map(({ name, access, sites, lists, owner, shared, waiting }) => [
      name,
      access,
      [...sites, ...lists.map((list) => `${list.name} (${list.sites} sites)`)].join(', '),
      owner.displayName,
      [...(shared ? ['shared'] : []), ...(waiting === null ? [] : [`a change waits as ${waiting.changeId}`])].join(', '),
    ])
    context.print(context.options.json ? JSON.stringify(scenes.value) : table(rows))
    return ok(null)
  })

export const listSites = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const lists = await link.ask('sites:list', {})
    if (!lists.ok) return lists
    const rows = lists.value.map(({ name, domains, pages, owner, shared, waiting }) => [
      name,
      `${domains} sites, ${pages} pages`,
      owner.displayName,
      [...(shared ? ['shared'] : []), ...(waiting === null ? [] : [`a change waits as ${waiting.changeId}`])].join(', '),
    ])
    context.print(context.options.json ? JSON.stringify(lists.value) : table(rows))
    return ok(null)
  })

export interface TypedList {
  readonly name: string
  /** `-` for standard input. */
  readonly file: string
  readonly shared: boolean
  readonly leaveFaultyOut: boolean
  /** The change log's reason; needed for what is shared where a second person approves. */
  readonly why: string
}

/** Saves a list from a file, in place of one's own of that name. Faulty lines are printed. */
export const saveSites = (context: Context, { name, file, shared, leaveFaultyOut, why }: TypedList): Promise<CliOutcome<null>> =>
  asStaff(context, async (link, staff) => {
    let text: Buffer
    try {
      text = await buffer(file === '-' ? process.stdin : createReadStream(file))
    } catch (error) {
      return fail('file-unreadable', `${file} could not be read: ${String(error)}`)
    }
    const lists = await link.ask('sites:list', {})
    if (!lists.ok) return lists
    const uploadId = randomUUID()
    const parts = uploadParts(gzipSync(text))
    for (const [part, bytes] of parts.entries()) {
      const taken = await link.ask('sites:upload', { uploadId, part, parts: parts.length, bytes })
      if (!taken.ok) return taken
    }
    const check = await link.ask('sites:check', { uploadId })
    if (!check.ok) return check
    if (!context.options.json) {
      for (const { line, words, fault } of check.value.faults) context.print(`line ${line}: "${words}" is no site (${fault})`)
    }
    const mine = lists.value.find((list) => list.name === name && list.owner.staffId === staff.staffId)
    const saved = await link.ask('sites:save', { listId: mine?.listId ?? null, name, shared, uploadId, leaveFaultyOut, why })
    if (!saved.ok) return saved
    const { domains, pages, waiting } = saved.value
    const words = waiting === null ? `Saved: ${domains} sites and ${pages} single pages.` : waitsWords(waiting)
    context.print(context.options.json ? JSON.stringify({ ...saved.value, check: check.value }) : words)
    return ok(null)
  })

/** Says so when the deletion waits. */
function tellDeleted(context: Context, deleted: CliOutcome<{ readonly waiting: WaitingChange }>): CliOutcome<null> {
  if (!deleted.ok) return deleted
  const { waiting } = deleted.value
  if (waiting !== null) context.print(context.options.json ? JSON.stringify(deleted.value) : waitsWords(waiting))
  return ok(null)
}

export const deleteSites = (context: Context, wanted: string, why: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const lists = await link.ask('sites:list', {})
    const found = lists.ok ? named(lists.value, wanted, ({ listId }) => listId) : lists
    return found.ok ? tellDeleted(context, await link.ask('sites:delete', { listId: found.value.listId, why })) : found
  })

export interface TypedScene {
  readonly name: string
  readonly access: SceneAccess
  readonly sites: string[]
  readonly lists: readonly string[]
  readonly reason: string
  readonly shared: boolean
  readonly why: string
}

/** Saves a scene, in place of one's own of that name. */
export const saveScene = (context: Context, { lists: wanted, ...scene }: TypedScene): Promise<CliOutcome<null>> =>
  asStaff(context, async (link, staff) => {
    const lists = await link.ask('sites:list', {})
    if (!lists.ok) return lists
    const scenes = await link.ask('scene:list', {})
    if (!scenes.ok) return scenes
    const listIds: string[] = []
    for (const name of wanted) {
      const list = named(lists.value, name, ({ listId }) => listId)
      if (!list.ok) return list
      listIds.push(list.value.listId)
    }
    const mine = scenes.value.find((one) => one.name === scene.name && one.owner.staffId === staff.staffId)
    const saved = await link.ask('scene:save', { ...scene, sceneId: mine?.sceneId ?? null, listIds })
    if (!saved.ok) return saved
    const { access, name, waiting } = saved.value
    context.print(context.options.json ? JSON.stringify(saved.value) : waiting === null ? `Saved: ${access} ${name}.` : waitsWords(waiting))
    return ok(null)
  })

export const deleteScene = (context: Context, wanted: string, why: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const scene = await findScene(link, wanted)
    return scene.ok ? tellDeleted(context, await link.ask('scene:delete', { sceneId: scene.value.sceneId, why })) : scene
  })

/** What the pupil at each PC may reach now, by whose word, and what waits behind it. */
export const showInternet = (context: Context, wanted: { readonly room: string; readonly devices: string[] }): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, wanted.room)
    if (!room.ok) return room
    const feed = await watchRoom(link, room.value)
    if (!feed.ok) return feed
    const devices = findDevices([...feed.value.devices.values()], wanted.devices)
    if (!devices.ok) return devices
    const standing = devices.value.map(({ name, user, restrictions }) => {
      const { decidedBy, besides, outranked } = internetOf(
        restrictions.map(({ lease }) => lease),
        user?.name ?? null,
      )
      const stateOf = (lease: Lease) => {
        const held = restrictions.find((one) => one.lease === lease)
        return held?.failure ?? held?.state ?? 'asked'
      }
      const told = (how: string) => (lease: Lease) => ({ how, state: stateOf(lease), lease })
      const rules = [
        ...(decidedBy === null ? [] : [decidedBy]).map(told('decides')),
        ...besides.map(told('beside it')),
        ...outranked.map(told('waits')),
      ]
      return { pc: name, user: user?.name ?? null, rules }
    })
    const rows = standing.flatMap(({ pc, user, rules }) =>
      rules.length === 0
        ? [[pc, user ?? '', 'everything is open']]
        : rules.map(({ how, state, lease }) => [
            pc,
            user ?? '',
            `${how}: ${ruleWords(lease.internet)}`,
            state,
            `${lease.owner.displayName}${lease.pupil === null ? ', for the PC' : `, for ${lease.pupil}`}`,
            `until ${moment.format(lease.until)}`,
            lease.reason,
          ]),
    )
    context.print(context.options.json ? JSON.stringify(standing) : table(rows))
    return ok(null)
  })
