import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ok } from '#shared/outcome'
import type { WebPolicy } from '#shared/web/web-policy'
import { BrowserGate } from '../../../agent/web/browser-gate'
import { SiteListShelf } from '../../../agent/web/site-list-shelf'
import { handAgentClock, settle } from '../../support/agent-clock'
import { leaseWith } from '../../support/leases'
import { until } from '../../support/until'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-lists-'))
})
afterEach(() => rm(folder, { recursive: true }))

const text = 'algebra.test\nmaths.test'
const hash = createHash('sha256').update(text).digest('hex')
const gzip = gzipSync(text)
const shelfOn = (log: string[] = []): SiteListShelf => new SiteListShelf(path.join(folder, 'lists'), (line) => log.push(line))

test('[SC4] a list is lacked until it comes, then lies on the disk for the next start', async () => {
  const shelf = shelfOn()
  shelf.want([hash])
  await until(() => shelf.lacking.value.includes(hash), 'the list to be lacked')
  expect(await shelf.put(hash, gzip)).toBe(true)
  expect([shelf.lacking.value, shelf.list(hash)]).toEqual([[], gzip])
  const next = shelfOn()
  next.want([hash])
  await until(() => next.list(hash) !== null, 'the list from the disk')
  expect(next.lacking.value).toEqual([])
  next.want([])
  expect(next.list(hash)).toBeNull()
})

test('[SC4] neither the hub nor the disk is believed against the hash', async () => {
  const log: string[] = []
  const shelf = shelfOn(log)
  shelf.want([hash])
  await until(() => shelf.lacking.value.length === 1, 'the list to be lacked')
  for (const wrong of [gzipSync('else.test'), gzip.subarray(0, 12), Buffer.from(text), Buffer.alloc(0)]) {
    expect(await shelf.put(hash, wrong)).toBe(false)
  }
  await shelf.put(hash, gzip)
  const [file = ''] = await readdir(path.join(folder, 'lists'))
  await writeFile(path.join(folder, 'lists', file), (await readFile(path.join(folder, 'lists', file))).subarray(0, 20))
  const next = shelfOn(log)
  next.want([hash])
  await until(() => next.lacking.value.includes(hash), 'the list to be lacked again')
  expect(next.list(hash)).toBeNull()
  expect(log.join()).toContain('damaged')
})

test('the disk holds a bounded number of lists nobody uses', async () => {
  const shelf = shelfOn()
  for (let at = 0; at < 30; at += 1) {
    const other = `site${at}.test`
    await shelf.put(createHash('sha256').update(other).digest('hex'), gzipSync(other))
  }
  expect((await readdir(path.join(folder, 'lists'))).length).toBeLessThanOrEqual(24)
})

test('[SC5] what held before holds for two seconds, then everything is closed until the list is there', async () => {
  const clock = handAgentClock()
  const shelf = shelfOn()
  const gate = new BrowserGate({ shelf, clock, log: () => undefined })
  const stop = new AbortController()
  const running = gate.run(stop.signal)
  const asked: WebPolicy[] = []
  gate.attach({ apply: (policy) => Promise.resolve(ok(asked.push(policy))) })
  const internet = { access: 'only' as const, scene: 'Algebra', sites: [], lists: [{ hash, title: 'Maths', domains: 2, pages: 0 }] }
  const lease = leaseWith({ kind: 'internet', internet })
  gate.follow({ decidedBy: lease, besides: [], outranked: [] })
  await settle()
  expect([gate.state.value, asked]).toEqual(['asked', []])
  await clock.pass(2_000)
  await settle()
  expect(asked.at(-1)?.lists).toMatchObject([{ kind: 'off', waits: true, title: 'Algebra' }])
  expect(gate.state.value).toBe('lacking')
  await shelf.put(hash, gzip)
  await until(() => gate.state.value === 'held', 'the gate to hold')
  expect(asked.at(-1)?.lists).toMatchObject([{ kind: 'allow', waits: false, lists: [hash] }])
  stop.abort()
  await running
})
