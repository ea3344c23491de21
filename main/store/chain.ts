import { createHash } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { Tables } from './tables'

/** What is chained: written once, never changed, and removed only together with a link that says so. */
export const recordKinds = [
  ...(['audit', 'breach', 'snapshot', 'decision', 'reveal', 'incident'] as const),
  ...(['agreement', 'pupil-report', 'pupil-report-act', 'letter', 'disposal', 'self-test'] as const),
] as const
export type RecordKind = (typeof recordKinds)[number]
/** A `deletion` has no record of its own: its link is all there is of it. */
export type LinkKind = RecordKind | 'deletion'

/** The values of a record in their order; a change of that order breaks every chain there is. */
export type ChainedContent = readonly (string | number | null)[]

export type ChainLink = Selectable<Tables['chain']>

/** Where a chain ends: its newest link, or nothing yet. */
export interface ChainHead {
  readonly links: number
  /** SHA-256, lower-case hex. */
  readonly hash: string
}

export const emptyHead: ChainHead = { links: 0, hash: '0'.repeat(64) }

const sha256 = (values: ChainedContent): string => createHash('sha256').update(JSON.stringify(values)).digest('hex')

export const digestOf = (kind: LinkKind, recordId: string, content: ChainedContent): string => sha256([kind, recordId, ...content])

/** Each link's hash covers the one before: no link can be changed, taken out or put in without every later one telling. */
export const hashOf = ({ linkId, kind, recordId, at, note, digest, previous }: Omit<ChainLink, 'hash'>): string =>
  sha256([linkId, kind, recordId, at, note, digest, previous])

/** A record of one breach or incident: the removal of that covers it by this name. */
export const partOf = (wholeId: string, id: string | number): string => `${wholeId}/${id}`

/** What is removed: all of a breach, its pictures alone, an incident, or a pupil's report with what was done about it. */
export type Removal = 'breach' | 'pictures' | 'incident' | 'pupil-report'

/** Append-only: the table itself refuses changes and deletions. */
export const chainRecords = (db: Kysely<Tables>) => {
  const head = async (): Promise<ChainHead> => {
    const newest = await db.selectFrom('chain').select(['linkId', 'hash']).orderBy('linkId', 'desc').limit(1).executeTakeFirst()
    return newest === undefined ? emptyHead : { links: newest.linkId, hash: newest.hash }
  }
  const add = async (kind: LinkKind, recordId: string, content: ChainedContent, at: number, note: string): Promise<void> => {
    const { links, hash: previous } = await head()
    const link = { linkId: links + 1, kind, recordId, at, note, digest: digestOf(kind, recordId, content), previous }
    await db
      .insertInto('chain')
      .values({ ...link, hash: hashOf(link) })
      .execute()
  }

  return {
    head,

    /** In the transaction that writes the record. */
    append: (kind: RecordKind, recordId: string, content: ChainedContent, at: number): Promise<void> =>
      add(kind, recordId, content, at, ''),

    /** In the transaction that removes the records. `note` says why, for whoever checks. */
    noteRemoval: async (removal: Removal, ids: readonly string[], note: string, at: number): Promise<void> => {
      for (const id of ids) await add('deletion', `${removal}/${id}`, [note], at, note)
    },

    /** The hash of one link; null when the chain is shorter. */
    hashAt: async (linkId: number): Promise<string | null> =>
      (await db.selectFrom('chain').select('hash').where('linkId', '=', linkId).executeTakeFirst())?.hash ?? null,
  }
}
