import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Snapshot } from '#shared/model/breach'
import { type QueueBounds, SnapshotQueue } from '../../../agent/snapshots/snapshot-queue'

const key = new Uint8Array(32).fill(7)
let folder: string
let logged: string[]

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'snapshots-')), 'queue')
  logged = []
})
afterEach(() => rm(path.dirname(folder), { recursive: true }))

const openQueue = (bounds?: QueueBounds): Promise<SnapshotQueue> =>
  SnapshotQueue.open({ folder, key, log: (line) => logged.push(line), ...(bounds === undefined ? {} : { bounds }) })

const picture = (takenAt: number, more: Partial<Snapshot> = {}): Snapshot => ({
  breachId: randomUUID(),
  part: 'match',
  takenAt,
  monitor: 0,
  width: 1_280,
  height: 720,
  jpeg: new Uint8Array(1_000).fill(takenAt % 256),
  sha256: 'a'.repeat(64),
  ...more,
})

async function drained(queue: SnapshotQueue): Promise<number[]> {
  const taken: number[] = []
  for (let next = await queue.next(); next !== null; next = await queue.next()) {
    taken.push(next.takenAt)
    queue.done(next)
  }
  return taken
}

test('[BC3] pictures outlive the agent, whole and once, the gravest first', async () => {
  const first = await openQueue()
  const grave = picture(2)
  first.add(picture(1), 2)
  first.add(grave, 5)
  await first.settled()
  const second = await openQueue()
  expect(second.waiting).toBe(2)
  expect(await second.next()).toEqual(grave)
  expect(await drained(second)).toEqual([2, 1])
  await second.settled()
  expect((await openQueue()).waiting).toBe(0)
  expect(await readdir(folder)).toEqual([])
})

test('[BC3] lie on the disk sealed, under names that tell nothing of the pupil', async () => {
  const queue = await openQueue()
  queue.add(picture(1, { jpeg: new Uint8Array(Buffer.from('a face on the screen'.repeat(20))) }), 3)
  await queue.settled()
  const [file = ''] = await readdir(folder)
  expect(file).toMatch(/^3-1-[0-9a-f-]{36}-match\.sealed$/u)
  expect((await readFile(path.join(folder, file))).includes('a face')).toBe(false)
})

test('a picture that is delivered before it is written leaves nothing behind', async () => {
  const queue = await openQueue()
  queue.add(picture(1), 3)
  expect(await drained(queue)).toEqual([1])
  await queue.settled()
  expect(await readdir(folder)).toEqual([])
})

test('[BC5] over the bounds the oldest of the lowest grade go', async () => {
  const queue = await openQueue({ mostPictures: 3, mostBytes: 1_000_000, mostUnwrittenBytes: 1_000_000 })
  queue.add(picture(1), 5)
  queue.add(picture(2), 1)
  queue.add(picture(3), 1)
  queue.add(picture(4), 3)
  queue.add(picture(5), 3)
  await queue.settled()
  expect((await readdir(folder)).map((file) => file.slice(0, 3)).toSorted()).toEqual(['3-4', '3-5', '5-1'])
  expect(await drained(queue)).toEqual([1, 4, 5])
})

test('[BC5] a disk that takes nothing leaves only so much in memory, and is tried again', async () => {
  const queue = await openQueue({ mostPictures: 100, mostBytes: 1_000_000, mostUnwrittenBytes: 3_500 })
  await rm(folder, { recursive: true })
  for (const takenAt of [1, 2, 3, 4, 5]) queue.add(picture(takenAt), 4)
  await queue.settled()
  expect(queue.waiting).toBe(2)
  expect(logged.filter((line) => line.includes('could not be written'))).toHaveLength(1)
  const again = await openQueue()
  expect(again.waiting).toBe(0)
  queue.tend()
  await queue.settled()
  expect((await openQueue()).waiting).toBe(2)
})

test('what was cut short, changed or put there by others is given up, and the rest is not', async () => {
  const queue = await openQueue()
  for (const takenAt of [1, 2, 3]) queue.add(picture(takenAt), 3)
  await queue.settled()
  const files = (await readdir(folder)).toSorted()
  await writeFile(path.join(folder, files[0] ?? ''), (await readFile(path.join(folder, files[0] ?? ''))).subarray(0, 500))
  await writeFile(path.join(folder, files[1] ?? ''), Buffer.alloc(2_000, 1))
  await writeFile(path.join(folder, `${files[2] ?? ''}.new`), 'half')
  await writeFile(path.join(folder, 'notes.txt'), 'x')
  const after = await openQueue()
  expect(await drained(after)).toEqual([3])
  await after.settled()
  expect(await readdir(folder)).toEqual([])
})
