/** Run by store.test.ts inside a small disk of its own: fills it, frees it, and prints what the store said. */
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ok } from '#shared/outcome'
import { openStore } from '../../main/store/store'
import { codeOf, must } from '../support/outcome'

const disk = process.argv[2] ?? ''
const ballast = path.join(disk, 'ballast')
await writeFile(ballast, Buffer.alloc(1_000_000))
const store = must(await openStore({ folder: disk, key: new Uint8Array(32) }))

const fill = (count: number) =>
  store.transact(async ({ rooms, audit }) => {
    for (let number = 0; number < count; number += 1) {
      must(await rooms.create(`Room ${number} of ${count}`, 1))
      await audit.append({ at: 1, action: 'room:create', staff: null, subject: 'x'.repeat(200), detail: 'x'.repeat(500), address: '' })
    }
    return ok(null)
  })
const countRooms = async (): Promise<number> => must(await store.transact(async ({ rooms }) => ok((await rooms.list()).length)))

console.log(codeOf(await fill(10)))
console.log(codeOf(await fill(5_000)))
console.log((await countRooms()) === 10 ? 'rooms kept' : 'rooms lost')
await rm(ballast)
console.log(codeOf(await fill(20)))
