import { describe, expect, it } from 'vitest'
import type { Flag } from '#shared/model/outbox'
import type { Ask } from '../../../renderer/link/hub-link'
import { Flags, flagsShown, learnedLate } from '../../../renderer/state/flags'

const flag = (number: number, change: Partial<Flag> = {}): Flag => ({
  flagId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  deviceId: `pc-${number % 2}`,
  deviceName: `PC-${number % 2}`,
  roomId: 'room',
  user: null,
  tamper: 'link-lost',
  from: number,
  until: null,
  detail: '',
  learnedAt: number,
  seenBy: null,
  ...change,
})

/** A hub that has these flags, newest learned first. */
const flagsOf = (known: readonly Flag[]): Flags => {
  // Only the two calls that flags make are answered; the table's types cannot follow a lookup by name.
  const ask = ((event: string, payload: { readonly before?: number | null; readonly flagId?: string; readonly limit?: number }) => {
    if (event === 'flag:seen') {
      const found = known.find(({ flagId }) => flagId === payload.flagId)
      const value = { ...found, seenBy: 'Ms Patel' }
      return Promise.resolve(found === undefined ? { ok: false, code: 'not-found', detail: '' } : { ok: true, value })
    }
    const older = known.filter(({ learnedAt }) => payload.before == null || learnedAt < payload.before).slice(0, payload.limit)
    return Promise.resolve({ ok: true, value: { flags: older, unseen: known.filter(({ seenBy }) => seenBy === null).length } })
  }) as Ask
  return new Flags(ask)
}
const many = Array.from({ length: 250 }, (_, index) => flag(250 - index))

describe('the flags of a console', () => {
  it('[OB4] takes a new flag on top, counts it once, and tells of it', async () => {
    const flags = flagsOf([flag(2), flag(1, { seenBy: 'Ms Patel' })])
    await flags.load()
    expect(flags.unseen.get()).toBe(1)
    flags.take(flag(3))
    flags.take(flag(3, { until: 9 }))
    expect(flags.unseen.get()).toBe(2)
    expect(flags.raised.get()?.flagId).toBe(flag(3).flagId)
    expect(flags.list.get()).toMatchObject({ flags: [{ from: 3, until: 9 }, { from: 2 }, { from: 1 }] })
    expect(flags.ofDevice.get('pc-1')?.map(({ from }) => from)).toEqual([3, 1])
  })

  it('counts down once, whether this console or another has seen it', async () => {
    const flags = flagsOf([flag(2), flag(1)])
    await flags.load()
    expect((await flags.see(flag(1).flagId)).ok).toBe(true)
    flags.take(flag(1, { seenBy: 'Ms Patel' }))
    expect(flags.unseen.get()).toBe(1)
    expect((await flags.see('unknown')).ok).toBe(false)
    expect(flags.unseen.get()).toBe(1)
  })

  it('shows the older ones page by page; one below the page that changes is not counted anew', async () => {
    const flags = flagsOf(many)
    await flags.load()
    expect(flags.list.get()).toMatchObject({ wholeList: false })
    flags.take(flag(10))
    expect(flags.unseen.get()).toBe(250)
    await flags.older()
    const list = flags.list.get()
    expect(list.kind === 'ready' && list.wholeList && list.flags.length).toBe(250)
  })

  it('keeps nothing once nobody is signed in', async () => {
    const flags = flagsOf([flag(1)])
    await flags.load()
    flags.take(flag(2))
    flags.clear()
    expect([flags.unseen.get(), flags.raised.get(), flags.ofDevice.keys()]).toEqual([0, null, []])
  })

  it('filters by kind and by who has seen; one seen while the filter stands stays', () => {
    const list = [flag(3, { tamper: 'disk-full' }), flag(2, { seenBy: 'Ms Patel' }), flag(1)]
    const shown = (unseenOnly: boolean, kind: Flag['tamper'] | null, kept: readonly string[] = []) =>
      flagsShown(list, { unseenOnly, kind }, new Set(kept)).map(({ from }) => from)
    expect(shown(false, null)).toEqual([3, 2, 1])
    expect(shown(true, null)).toEqual([3, 1])
    expect(shown(true, 'link-lost')).toEqual([1])
    expect(shown(true, 'link-lost', [flag(2).flagId])).toEqual([2, 1])
  })

  it('says when news was late: counted from its end, or its beginning when that is all there is', () => {
    const minute = 60_000
    expect(learnedLate(flag(1, { from: 0, until: null, learnedAt: 3 * minute }))).toBe(true)
    expect(learnedLate(flag(1, { from: 0, until: 2 * minute, learnedAt: 3 * minute }))).toBe(false)
    expect(learnedLate(flag(1, { from: 5 * minute, learnedAt: 3 * minute }))).toBe(false)
  })
})
