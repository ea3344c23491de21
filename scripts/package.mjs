/** `npm run package`: provides what the packages named take, then builds them (scripts/package). */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const args = process.argv.slice(2)
const isForWindows = args.some((arg, index) => arg === '--platform=win32' || (arg === '--platform' && args[index + 1] === 'win32'))
const purpose = isForWindows ? 'package-windows' : 'package'

/** @param {readonly string[]} command */
const runNode = (command) => spawnSync(process.execPath, command, { stdio: 'inherit' }).status ?? 1

// No part of the packaging itself: its tests have set up what they take.
process.exitCode = runNode([path.join(root, 'scripts/setup.mjs'), '--for', purpose])
if (process.exitCode === 0) process.exitCode = runNode(['--import', 'tsx', path.join(root, 'scripts/package/index.ts'), ...args])
