import { type Kysely, sql } from 'kysely'
import { type ChainHead, type ChainLink, digestOf, emptyHead, hashOf, type LinkKind, type RecordKind, recordKinds } from './chain'
import { type ChainedRecord, chainedSources } from './chained-records'
import type { Tables } from './tables'

/**
 * `changed`: the record is not the one its link was made from. `removed`: it is gone, and no link says that it was deleted. `inserted`: it has no
 * link. `picture-changed`: its file in the vault is missing or another. `chain-changed`: the link itself, or one before it, was changed or taken out.
 */
export type ChainFault = 'changed' | 'removed' | 'inserted' | 'picture-changed' | 'chain-changed'

export interface ChainFinding {
  readonly fault: ChainFault
  readonly kind: LinkKind
  readonly recordId: string
  /** When the record was made, by the hub's clock. */
  readonly at: number
  /** Null for a record without a link. */
  readonly linkId: number | null
}

export interface ChainReport {
  readonly head: ChainHead
  /** Links of each kind. */
  readonly counts: Readonly<Record<LinkKind, number>>
  readonly findings: readonly ChainFinding[]
}

export interface ChainCheck {
  /** The SHA-256 (hex) of a file of the vault; null when it is missing or damaged. */
  readonly fileHash: (name: string) => Promise<string | null>
  /** Told after each page, with how many links of how many were looked at. */
  readonly onProgress: (done: number, all: number) => void
}

const linksAtOnce = 500

/** Walks the whole chain and looks at every record it names, and for records that it does not name. Writes nothing. */
export const checkChain = async (db: Kysely<Tables>, { fileHash, onProgress }: ChainCheck): Promise<ChainReport> => {
  const findings: ChainFinding[] = []
  const counts: Record<LinkKind, number> = {
    ...{ audit: 0, breach: 0, snapshot: 0, decision: 0, reveal: 0, incident: 0, deletion: 0 },
    ...{ agreement: 0, 'pupil-report': 0, 'pupil-report-act': 0, letter: 0, disposal: 0, 'self-test': 0 },
  }
  const find = (
    fault: ChainFault,
    { kind, recordId, at, linkId }: Pick<ChainLink, 'recordId' | 'at'> & { kind: LinkKind; linkId: number | null },
  ) => findings.push({ fault, kind, recordId, at, linkId })
  const all = (
    await db
      .selectFrom('chain')
      .select(sql<number>`count(*)`.as('links'))
      .executeTakeFirstOrThrow()
  ).links
  const removals = await removalsIn(db)

  let head = emptyHead
  let done = 0
  for (;;) {
    const page = await db.selectFrom('chain').selectAll().where('linkId', '>', head.links).orderBy('linkId').limit(linksAtOnce).execute()
    if (page.length === 0) break
    const records = await recordsOf(db, page)
    for (const link of page) {
      const kind = kindOf(link)
      const named = { ...link, kind }
      counts[kind] += 1
      if (link.linkId !== head.links + 1 || link.previous !== head.hash || link.hash !== hashOf(link)) find('chain-changed', named)
      head = { links: link.linkId, hash: link.hash }
      if (kind === 'deletion') {
        if (link.digest !== digestOf(kind, link.recordId, [link.note])) find('changed', named)
        continue
      }
      const record = records.get(`${kind} ${link.recordId}`)
      if (record === undefined) {
        if (!isRemoved(removals, kind, link)) find('removed', named)
        continue
      }
      if (link.digest !== digestOf(kind, link.recordId, record.content)) find('changed', named)
      else if (record.file !== null && (await fileHash(record.file.name)) !== record.file.sha256) find('picture-changed', named)
    }
    done += page.length
    onProgress(done, all)
  }
  for (const kind of recordKinds) {
    for (const { recordId, at } of await chainedSources[kind].unchained(db)) find('inserted', { kind, recordId, at, linkId: null })
  }
  return { head, counts, findings }
}

const kindOf = (link: ChainLink): LinkKind => {
  const known = [...recordKinds, 'deletion' as const].find((kind) => kind === link.kind)
  if (known === undefined) throw new Error(`The chain names a kind of record that this hub does not know: ${link.kind}`)
  return known
}

/** The newest link of each removal, by its name. */
const removalsIn = async (db: Kysely<Tables>): Promise<ReadonlyMap<string, number>> => {
  const rows = await db.selectFrom('chain').select(['recordId', 'linkId']).where('kind', '=', 'deletion').orderBy('linkId').execute()
  return new Map(rows.map(({ recordId, linkId }) => [recordId, linkId]))
}

/** Whether a later link says that this record went. */
const isRemoved = (removals: ReadonlyMap<string, number>, kind: RecordKind, { recordId, linkId }: ChainLink): boolean => {
  if (kind === 'audit' || kind === 'agreement' || kind === 'disposal' || kind === 'self-test') return false
  const [wholeId = ''] = recordId.split('/')
  if (kind === 'pupil-report' || kind === 'pupil-report-act') return (removals.get(`pupil-report/${wholeId}`) ?? 0) > linkId
  const names =
    kind === 'incident' || kind === 'letter'
      ? [`incident/${wholeId}`]
      : [`breach/${wholeId}`, ...(kind === 'snapshot' ? [`pictures/${wholeId}`] : [])]
  return names.some((name) => (removals.get(name) ?? 0) > linkId)
}

const recordsOf = async (db: Kysely<Tables>, links: readonly ChainLink[]): Promise<ReadonlyMap<string, ChainedRecord>> => {
  const records = new Map<string, ChainedRecord>()
  for (const kind of recordKinds) {
    const recordIds = links.filter((link) => link.kind === kind).map(({ recordId }) => recordId)
    if (recordIds.length === 0) continue
    for (const record of await chainedSources[kind].named(db, recordIds)) records.set(`${kind} ${record.recordId}`, record)
  }
  return records
}
