import type { Flag, TamperKind } from '#shared/model/outbox'
import type { CallFailure } from '#shared/protocol/call'
import type { Ask, Asked } from '../link/hub-link'
import { KeyedStore, Store } from './store'

const pageLength = 200

export type FlagList =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: CallFailure; readonly detail: string }
  | { readonly kind: 'ready'; readonly flags: readonly Flag[]; readonly wholeList: boolean }

/** The flags after one was raised, ended or seen: each once, newest learned first. */
const withFlag = (flags: readonly Flag[], flag: Flag): readonly Flag[] =>
  [flag, ...flags.filter(({ flagId }) => flagId !== flag.flagId)].sort((left, right) => right.learnedAt - left.learnedAt)

export interface FlagFilter {
  readonly unseenOnly: boolean
  /** Null for every kind. */
  readonly kind: TamperKind | null
}

/** The flags a filter lets through; those in `kept` were seen while it stood and stay where they are. */
export const flagsShown = (flags: readonly Flag[], { unseenOnly, kind }: FlagFilter, kept: ReadonlySet<string>): readonly Flag[] =>
  flags.filter((flag) => (kind === null || flag.tamper === kind) && (!unseenOnly || flag.seenBy === null || kept.has(flag.flagId)))

/** News that comes this much after the thing itself is told to be late. */
const lateAfterMs = 2 * 60_000

/** Whether the hub learned of it well after it was over, or began: the PC was out of reach meanwhile. */
export const learnedLate = ({ from, until, learnedAt }: Flag): boolean => learnedAt - Math.min(until ?? from, learnedAt) > lateAfterMs

/** What was done to PCs, of every room this account may see, kept true by the hub's feed. */
export class Flags {
  readonly list = new Store<FlagList>({ kind: 'loading' })
  /** How many nobody has looked at, those beyond the list included. */
  readonly unseen = new Store<number>(0)
  /** Those of the list by PC, newest learned first; nothing for a PC without any. */
  readonly ofDevice = new KeyedStore<readonly Flag[]>()
  /** The flag raised last while somebody is signed in: to be told aloud. */
  readonly raised = new Store<Flag | null>(null)

  constructor(private readonly ask: Ask) {}

  async load(): Promise<void> {
    const asked = await this.ask('flag:list', { roomId: null, before: null, limit: pageLength })
    if (asked.ok) {
      const { flags, unseen } = asked.value
      this.show(flags, flags.length < pageLength)
      this.unseen.set(unseen)
      // With the link gone the flags known stay; its return asks again.
    } else if (this.list.get().kind !== 'ready') this.list.set({ kind: 'failed', code: asked.code, detail: asked.detail })
  }

  async older(): Promise<void> {
    const before = this.list.get()
    const last = before.kind === 'ready' ? before.flags.at(-1) : undefined
    if (last === undefined) return
    const asked = await this.ask('flag:list', { roomId: null, before: last.learnedAt, limit: pageLength })
    const now = this.list.get()
    if (!asked.ok || now.kind !== 'ready') return
    this.show(asked.value.flags.reduce(withFlag, now.flags), asked.value.flags.length < pageLength)
    this.unseen.set(asked.value.unseen)
  }

  /** Says that somebody has looked at it; the answer, like the feed's word to every other console, goes into the list. */
  async see(flagId: string): Promise<Asked<'flag:seen'>> {
    const asked = await this.ask('flag:seen', { flagId })
    if (asked.ok) this.take(asked.value)
    return asked
  }

  /** A flag of the feed: new, or changed. */
  take(flag: Flag): void {
    const now = this.list.get()
    if (now.kind !== 'ready') return
    const before = now.flags.find(({ flagId }) => flagId === flag.flagId)
    const oldest = now.flags.at(-1)?.learnedAt ?? 0
    // One below the list's end is counted already, and comes with the next page.
    if (before === undefined && !now.wholeList && flag.learnedAt < oldest) return
    if (before === undefined && flag.seenBy === null) {
      this.unseen.set(this.unseen.get() + 1)
      this.raised.set(flag)
    }
    if (before?.seenBy === null && flag.seenBy !== null) this.unseen.set(Math.max(0, this.unseen.get() - 1))
    this.show(withFlag(now.flags, flag), now.wholeList)
  }

  clear(): void {
    this.list.set({ kind: 'loading' })
    this.unseen.set(0)
    this.ofDevice.clear()
    this.raised.set(null)
  }

  private show(flags: readonly Flag[], wholeList: boolean): void {
    const byDevice = new Map<string, Flag[]>()
    for (const flag of flags) byDevice.set(flag.deviceId, [...(byDevice.get(flag.deviceId) ?? []), flag])
    for (const deviceId of this.ofDevice.keys()) if (!byDevice.has(deviceId)) this.ofDevice.set(deviceId, undefined)
    for (const [deviceId, ofOne] of byDevice) {
      const before = this.ofDevice.get(deviceId)
      const same = before?.length === ofOne.length && before.every((flag, index) => flag === ofOne[index])
      if (!same) this.ofDevice.set(deviceId, ofOne)
    }
    this.list.set({ kind: 'ready', flags, wholeList })
  }
}
