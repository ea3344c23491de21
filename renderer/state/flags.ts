import type { Flag } from '#shared/model/outbox'
import type { CallFailure } from '#shared/protocol/call'
import type { Ask } from '../link/hub-link'
import { Store } from './store'

const pageLength = 100

export type FlagList =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: CallFailure; readonly detail: string }
  | { readonly kind: 'ready'; readonly flags: readonly Flag[]; readonly wholeList: boolean }

/** The flags after one was raised, ended or seen: each once, newest learned first. */
const withFlag = (flags: readonly Flag[], flag: Flag): readonly Flag[] =>
  [flag, ...flags.filter(({ flagId }) => flagId !== flag.flagId)].sort((left, right) => right.learnedAt - left.learnedAt)

/** What was done to PCs, of every room this account may see, kept true by the hub's feed. */
export class Flags {
  readonly list = new Store<FlagList>({ kind: 'loading' })
  /** How many nobody has looked at, those beyond the list included. */
  readonly unseen = new Store<number>(0)

  constructor(private readonly ask: Ask) {}

  async load(): Promise<void> {
    const asked = await this.ask('flag:list', { roomId: null, before: null, limit: pageLength })
    if (asked.ok) {
      const { flags, unseen } = asked.value
      this.list.set({ kind: 'ready', flags, wholeList: flags.length < pageLength })
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
    this.list.set({ kind: 'ready', flags: asked.value.flags.reduce(withFlag, now.flags), wholeList: asked.value.flags.length < pageLength })
    this.unseen.set(asked.value.unseen)
  }

  /** A flag of the feed: new, or changed. */
  take(flag: Flag): void {
    const now = this.list.get()
    if (now.kind !== 'ready') return
    const before = now.flags.find(({ flagId }) => flagId === flag.flagId)
    if (before === undefined && flag.seenBy === null) this.unseen.set(this.unseen.get() + 1)
    if (before?.seenBy === null && flag.seenBy !== null) this.unseen.set(Math.max(0, this.unseen.get() - 1))
    this.list.set({ ...now, flags: withFlag(now.flags, flag) })
  }

  clear(): void {
    this.list.set({ kind: 'loading' })
    this.unseen.set(0)
  }
}
