/** Run by store.test.ts inside a disk of its own: shows it read-only elsewhere too, and prints what the store said there. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { openStore } from '../../main/store/store'
import { codeOf, must } from '../support/outcome'

const disk = process.argv[2] ?? ''
const key = new Uint8Array(32)
const opened = await openStore({ folder: disk, key })
console.log(codeOf(opened))
await must(opened).close()
const readOnly = '/media'
execFileSync('mount', ['--bind', disk, readOnly])
execFileSync('mount', ['-o', 'remount,bind,ro', readOnly])
console.log(codeOf(await openStore({ folder: readOnly, key })))
console.log(codeOf(await openStore({ folder: path.join(readOnly, 'new'), key })))
