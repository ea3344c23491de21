import { fail, ok, type Outcome } from '../outcome'
import type { Category } from './categories'

/**
 * Lists that their holders give to members only. They are not part of the product: each has a slot, and until its holder's file is put there
 * the answer is that it is not installed.
 */
export const memberListSlots = [
  { id: 'iwf', title: 'Internet Watch Foundation URL list', category: 'illegal-content' },
  { id: 'ctiru', title: 'Police assessed list of unlawful terrorist content (CTIRU)', category: 'extremism' },
] as const satisfies readonly { readonly id: string; readonly title: string; readonly category: Category }[]

export type MemberListSlot = (typeof memberListSlots)[number]

export interface MemberList {
  readonly slot: MemberListSlot
  /** Hosts, and addresses without their scheme: `example.test/a/b`. An address covers everything below it. */
  readonly entries: ReadonlySet<string>
}

export interface MemberListState {
  readonly id: MemberListSlot['id']
  readonly title: string
  /** Null: not installed. */
  readonly entries: number | null
}

const maxEntries = 500_000

/** Reads a holder's file: one host or address a line; empty lines and lines with # are passed over. The entries never leave the list. */
export function importMemberList(id: string, text: string): Outcome<MemberList, 'unknown-list' | 'bad-list'> {
  const slot = memberListSlots.find((one) => one.id === id)
  if (slot === undefined)
    return fail('unknown-list', `there is no list called ${id}: it is one of ${memberListSlots.map((one) => one.id).join(', ')}`)
  const entries = new Set<string>()
  let number = 0
  for (const line of text.split(/\r?\n/u)) {
    number += 1
    if (line.trim() === '' || line.startsWith('#')) continue
    const entry = addressOf(line.trim())
    // The line itself is not repeated: nobody should read these addresses in a log.
    if (entry === null) return fail('bad-list', `line ${number} is no host and no web address`)
    entries.add(entry)
    if (entries.size > maxEntries) return fail('bad-list', `more than ${maxEntries} entries`)
  }
  if (entries.size === 0) return fail('bad-list', 'the list is empty')
  return ok({ slot, entries })
}

export const memberListStates = (installed: readonly MemberList[]): readonly MemberListState[] =>
  memberListSlots.map(({ id, title }) => ({ id, title, entries: installed.find(({ slot }) => slot.id === id)?.entries.size ?? null }))

/** A web address as `host/path`, in small letters, without scheme, www, port, user, query and a last slash; null when it is none. */
export function addressOf(url: string): string | null {
  const parts =
    /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#@\s]*@)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?(\/[^?#\s]*)?(?:[?#].*)?$/iu.exec(
      url.slice(0, 4_096),
    )
  if (parts === null) return null
  return `${parts[1] ?? ''}${parts[2] ?? ''}`.toLowerCase().replace(/\/+$/u, '')
}

/** Whether the list holds the address, something above it, or a domain above its host. */
export function isListed({ entries }: MemberList, address: string): boolean {
  const [host = '', ...path] = address.split('/')
  let above = host
  for (const step of path) {
    if (entries.has(above)) return true
    above += `/${step}`
  }
  if (entries.has(above)) return true
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) if (entries.has(host.slice(dot + 1))) return true
  return false
}
