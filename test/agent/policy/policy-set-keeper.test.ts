import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SignedInUser } from '#shared/model/activity'
import { type PolicyOrder, shippedPolicy } from '#shared/model/policy-set'
import { keptPolicy } from '../../../agent/policy/kept-policy'
import { PolicySetKeeper } from '../../../agent/policy/policy-set-keeper'
import { Observable } from '../../../agent/platform/observable'
import { SealedFile } from '../../../agent/storage/sealed-file'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-policy-'))
})
afterEach(() => rm(folder, { recursive: true }))

const userNamed = (name: string, guest = false): SignedInUser => ({ name, displayName: name, guest, sessionStartedAt: 1 })
const user = new Observable<SignedInUser | null>(null)
const start = (hubNow = 5_000): PolicySetKeeper => {
  const file = new SealedFile(keptPolicy, path.join(folder, 'policy.sealed'), new Uint8Array(32), () => undefined)
  const keeper = new PolicySetKeeper({ platform: { user }, file, hubNow: () => hubNow })
  keeper.resume()
  return keeper
}
const order: PolicyOrder = {
  set: { ...shippedPolicy, policyId: '11111111-1111-4111-8111-111111111111', revision: 3, typedText: true },
  timeZone: 'Europe/London',
}

test('[PO4] until a hub ever told any, the packs as they ship hold', () => {
  const keeper = start()
  expect(keeper.policyId).toBeNull()
  expect(keeper.told).toBeNull()
  expect(keeper.set.value).toEqual(shippedPolicy)
})

test('[PO4] policies and pupils outlive the agent, sealed', async () => {
  const before = start(3_000)
  await before.follow(order)
  await before.learn({ userName: 'Aisha', yearGroup: 8, groups: ['8B'] })
  expect((await readFile(path.join(folder, 'policy.sealed'))).includes('Aisha')).toBe(false)
  const after = start()
  expect(after.policyId).toBe(order.set.policyId)
  expect(after.set.value).toEqual(order.set)
  expect(after.told).toEqual({ revision: 3, agoMs: 2_000 })
  user.set(userNamed('aisha'))
  expect(after.who).toEqual({ yearGroup: 8, groups: ['8B'], at: 5_000, timeZone: 'Europe/London' })
})

test('[PO4] nothing is known of a stranger, of a guest, and of nobody', async () => {
  const keeper = start()
  await keeper.learn({ userName: 'aisha', yearGroup: 8, groups: [] })
  for (const who of [userNamed('ben'), userNamed('aisha', true), null]) {
    user.set(who)
    expect(keeper.who.yearGroup).toBeNull()
  }
})

test('[PO4] of pupils who signed in here the twenty newest are remembered', async () => {
  const keeper = start()
  for (let pupil = 0; pupil <= 20; pupil += 1) await keeper.learn({ userName: `p${pupil}`, yearGroup: 5, groups: [] })
  const yearOf = (name: string): number | null => {
    user.set(userNamed(name))
    return keeper.who.yearGroup
  }
  expect([yearOf('p0'), yearOf('p1'), yearOf('p20')]).toEqual([null, 5, 5])
})

test('[PO4] a damaged file counts as none', async () => {
  await start().follow(order)
  await writeFile(path.join(folder, 'policy.sealed'), 'torn')
  expect(start().policyId).toBeNull()
})
