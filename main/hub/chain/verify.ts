import { access, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '#shared/clock'
import type { SignedChainHead } from '#shared/model/chain-head'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { ChainFinding, ChainReport } from '../../store/chain-check'
import { openKeyFile } from '../../store/key'
import { openStore, type Store } from '../../store/store'
import { openVault, type Vault } from '../../store/vault'
import { openAuthority } from '../identity/authority'
import { openSigningKey } from '../identity/signing-key'
import { readSignedHead, signHead } from './signed-head'

export interface VerifyOptions {
  readonly dataFolder: string
  /** A head exported before: the chain must still pass through it. */
  readonly headFile: string | null
  readonly clock: Clock
  readonly onProgress: (done: number, all: number) => void
}

export interface Verified {
  readonly report: ChainReport
  /** What does not agree with the head given; null when it agrees, or none was given. */
  readonly headFault: string | null
  readonly head: SignedChainHead
}

/** Checks every chained record of a hub that is not running, its pictures included. */
export const verifyHub = async ({ dataFolder, headFile, clock, onProgress }: VerifyOptions): Promise<Outcome<Verified>> => {
  const database = path.join(dataFolder, 'hub.db')
  const there = await access(database).then(
    () => true,
    () => false,
  )
  // Opening would make a new hub.
  if (!there) return fail('no-hub', `There is no hub in ${dataFolder}. Give its data folder with --data.`)
  const key = await openKeyFile(dataFolder)
  if (!key.ok) return key
  const store = await openStore({ folder: dataFolder, key: key.value })
  if (!store.ok) return store
  try {
    const vault = await openVault({ folder: dataFolder, key: key.value })
    if (!vault.ok) return vault
    return await verify(store.value, vault.value, { headFile, clock, onProgress })
  } finally {
    await store.value.close()
  }
}

const verify = async (
  store: Store,
  vault: Vault,
  { headFile, clock, onProgress }: Omit<VerifyOptions, 'dataFolder'>,
): Promise<Outcome<Verified>> => {
  const authority = await openAuthority(store, clock)
  if (!authority.ok) return authority
  const key = await openSigningKey(store, clock.now())
  if (!key.ok) return key
  const { fingerprint } = authority.value
  const given = headFile === null ? null : readSignedHead(await readFile(headFile, 'utf8'), fingerprint, key.value.publicKey)
  if (given?.ok === false) return given
  return store.transact(async ({ chain }) => {
    const report = await chain.check({ fileHash: (name) => vault.hash(name), onProgress })
    const headFault = given === null ? null : headFaultOf(given.value, await chain.hashAt(given.value.links), report.head.links)
    return ok({ report, headFault, head: signHead(report.head, fingerprint, clock.now(), key.value) })
  })
}

const headFaultOf = (head: SignedChainHead, hash: string | null, links: number): string | null => {
  if (head.links === 0) return null
  if (hash === null) return `the chain has ${links} links, and had ${head.links} when the head was signed: its end was cut off`
  return hash === head.hash ? null : `link ${head.links} is not the one that was signed: the chain was rewritten`
}

const faultWords: Record<ChainFinding['fault'], string> = {
  changed: 'was changed after it was written',
  removed: 'was removed without a deletion record',
  inserted: 'was put in past the hub',
  'picture-changed': 'has a picture that is missing or was changed',
  'chain-changed': 'has a link that was changed, or one before it was taken out',
}

const findingWords = ({ fault, kind, recordId, at, linkId }: ChainFinding): string =>
  `${kind} ${recordId} of ${new Date(at).toISOString()}${linkId === null ? '' : ` (link ${linkId})`} ${faultWords[fault]}`

/** What the command prints, line by line. */
export const verifiedWords = ({ report, headFault }: Verified): string[] => {
  const { head, counts, findings } = report
  const kinds = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`)
  const faults = [...findings.map(findingWords), ...(headFault === null ? [] : [headFault])]
  return [
    `Looked at ${head.links} links: ${kinds.join(', ')}. Newest hash ${head.hash}.`,
    ...faults.map((fault) => `NOT AS WRITTEN: ${fault}.`),
    faults.length === 0
      ? 'Every record is as it was written.'
      : `${faults.length} found. Keep the data folder as it is, and tell the head.`,
  ]
}
