import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, open, readFile, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DurableFact, QueuedFact } from '#shared/model/outbox'
import { Outbox, outboxBounds } from '../../../../agent/link/outbox/outbox'

const noon = Date.UTC(2027, 0, 11, 12)
let folder: string
let file: string
let now = noon
const key = randomBytes(32)
const lines: string[] = []
const opened: Outbox[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-outbox-'))
  file = path.join(folder, 'outbox.journal')
  now = noon
  lines.length = 0
})
afterEach(async () => {
  for (const outbox of opened.splice(0)) await outbox.close()
  await rm(folder, { recursive: true })
})

const openOutbox = async (bounds = outboxBounds, itsKey = key): Promise<Outbox> => {
  const outbox = await Outbox.open({ file, key: itsKey, log: (line) => lines.push(line), now: () => now, bounds })
  opened.push(outbox)
  return outbox
}
const usage = (title: string, until = now): DurableFact => ({
  kind: 'usage',
  user: 'aisha',
  application: 'Browser',
  title,
  from: until - 5_000,
  until,
})
const tellOf = ({ fact }: QueuedFact): string => {
  if (fact.kind === 'usage') return fact.title
  return fact.kind === 'tamper' ? `${fact.tamper}: ${fact.detail}` : fact.kind
}
const tamper = (detail: string): DurableFact => ({ kind: 'tamper', tamper: 'lock-broken', from: now, until: now, detail })
const titlesOf = async (outbox: Outbox): Promise<string[]> =>
  (await outbox.oldest(200)).map((queued) => `${queued.number} ${tellOf(queued)}`)

test('[OB1] numbers go on across restarts, and after everything was delivered', async () => {
  const first = await openOutbox()
  first.add(usage('Maths'))
  first.add(usage('Music'))
  await first.settled()
  const second = await openOutbox()
  second.add(usage('History'))
  expect(await titlesOf(second)).toEqual(['1 Maths', '2 Music', '3 History'])
  await second.held(3)
  await second.close()
  const third = await openOutbox()
  third.add(usage('Art'))
  await third.held(3)
  expect(await titlesOf(third)).toEqual(['4 Art'])
})

test('[OB1] the numbering outlives a file written anew without any fact', async () => {
  const first = await openOutbox()
  const long = 'x'.repeat(400)
  for (let count = 0; count < 150; count += 1) first.add(usage(long))
  expect(await titlesOf(first)).toHaveLength(150)
  await first.held(150)
  await first.settled()
  expect((await stat(file)).size).toBeLessThan(1_000)
  const second = await openOutbox()
  second.add(usage('Art'))
  expect(await titlesOf(second)).toEqual(['151 Art'])
})

test('the file tells nobody anything, and only its owner may read it', async () => {
  const outbox = await openOutbox()
  outbox.add(usage('A very private page'))
  await outbox.settled()
  expect((await readFile(file)).includes('private')).toBe(false)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('[OB1] a write that a crash cut short is cut off: what stood before it stays, and the next fact takes its number', async () => {
  const first = await openOutbox()
  for (const title of ['Maths', 'Music', 'History']) first.add(usage(title))
  await first.settled()
  await truncate(file, (await stat(file)).size - 7)
  const second = await openOutbox()
  second.add(usage('Art'))
  expect(await titlesOf(second)).toEqual(['1 Maths', '2 Music', '3 Art'])
  await second.settled()
  expect(await titlesOf(await openOutbox())).toEqual(['1 Maths', '2 Music', '3 Art'])
})

test('a file of another key is put aside and told, not overwritten', async () => {
  const first = await openOutbox()
  first.add(usage('Maths'))
  await first.settled()
  const other = await openOutbox(outboxBounds, randomBytes(32))
  expect(await titlesOf(other)).toEqual([expect.stringMatching(/^1 history-dropped/u)])
  expect((await stat(`${file}.damaged`)).size).toBeGreaterThan(0)
})

test('[OB5] facts of a lost file are not taken for ones the hub holds: they move behind the number it names', async () => {
  const outbox = await openOutbox()
  outbox.add(usage('Maths'))
  outbox.add(usage('Music'))
  await outbox.held(57)
  expect(await titlesOf(outbox)).toEqual(['58 Maths', '59 Music'])
  await outbox.close()
  expect(await titlesOf(await openOutbox())).toEqual(['58 Maths', '59 Music'])
})

test('[OB5] damage in the middle: what the hub holds of the old facts goes, the new ones move behind', async () => {
  const first = await openOutbox()
  for (const title of ['Maths', 'Music', 'History']) first.add(usage(title))
  await first.settled()
  const size = (await stat(file)).size
  const handle = await open(file, 'r+')
  await handle.write(Buffer.from('damage'), 0, 6, Math.round(size * 0.9))
  await handle.close()
  const second = await openOutbox()
  second.add(usage('Art'))
  await second.held(3)
  expect(await titlesOf(second)).toEqual(['4 Art'])
})

test('[OB3] over its size the oldest usage goes, never a tamper fact, and what went is told', async () => {
  const outbox = await openOutbox({ ...outboxBounds, mostBytes: 20_000 })
  outbox.add(tamper('first of all'))
  for (let count = 1; count <= 300; count += 1) outbox.add(usage(`Page ${count}`))
  const titles = await titlesOf(outbox)
  expect(titles[0]).toBe('1 lock-broken: first of all')
  expect(titles.at(-1)).toMatch(/Page 300$/u)
  expect(titles.some((title) => title.endsWith(' Page 1'))).toBe(false)
  expect(titles.some((title) => /history-dropped: \d+ records were given up/u.test(title))).toBe(true)
  await outbox.settled()
  expect((await stat(file)).size).toBeLessThan(30_000)
  expect(await titlesOf(await openOutbox({ ...outboxBounds, mostBytes: 20_000 }))).toEqual(titles)
})

test('[OB3] usage older than two weeks goes; tamper facts of that age stay', async () => {
  const outbox = await openOutbox()
  outbox.add(usage('Maths'))
  outbox.add(tamper('long ago'))
  now += 15 * 24 * 60 * 60_000
  outbox.tend()
  expect(await titlesOf(outbox)).toEqual(['2 lock-broken: long ago', '3 history-dropped: 1 records were given up: too old.'])
})

test('a disk that refuses is told as a flag, and its facts wait in memory until it takes them', async () => {
  const gone = path.join(folder, 'gone')
  file = path.join(gone, 'outbox.journal')
  const outbox = await openOutbox()
  outbox.add(usage('Maths'))
  await outbox.settled()
  expect(await titlesOf(outbox)).toEqual(['1 Maths', '2 disk-full: The disk of this PC took no more records (ENOENT).'])
  outbox.add(usage('Music'))
  expect(await titlesOf(outbox)).toHaveLength(3)
  await mkdir(gone)
  outbox.tend()
  await outbox.settled()
  expect(await titlesOf(await openOutbox())).toHaveLength(3)
})
