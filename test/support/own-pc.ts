import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, uptime } from 'node:os'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { until } from './desktop'

/**
 * A PC around an agent: a mount namespace in which /proc/uptime and the kernel's boot id are files of the test, and the data folder may be a
 * disk of its own. The wall clock is moved within Node, under everything the agent loads: libfaketime would share a lock between the agent and its
 * drawing processes, and one of these ended while holding it leaves the agent waiting for ever. Everything else is this machine's. Needs root.
 */
export interface OwnPc {
  /** The command that runs `command` on this PC. */
  readonly within: (command: readonly [string, ...string[]]) => readonly [string, ...string[]]
  readonly environment: Readonly<Record<string, string>>
  /** Sets the wall clock so far from the true one, forward positive. */
  moveWall(byMs: number): void
  /** The clock of the PC's running time goes on by this at once, as over a sleep. */
  sleepFor(ms: number): void
  /** Starts the PC's running time anew, under a new boot id. */
  reboot(): void
  /** A path as the agent's own disk has it, for this process. */
  inside(file: string): string
  stop(): Promise<void>
}

/** Loaded before any other module: `Date` goes by the number of milliseconds in a file, read anew every few milliseconds. */
export const movedDate = (wallFile: string): string => `
const { readFileSync } = require('node:fs')
const TrueDate = Date
let movedMs = 0
let readAt = -Infinity
const now = () => {
  if (performance.now() - readAt > 5) {
    readAt = performance.now()
    movedMs = Number(readFileSync(${JSON.stringify(wallFile)}, 'utf8'))
  }
  return TrueDate.now() + movedMs
}
globalThis.Date = new Proxy(TrueDate, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
`
const writeEveryMs = 10

export async function startOwnPc(options: { readonly dataFolder: string; readonly diskBytes?: number }): Promise<OwnPc> {
  const { dataFolder, diskBytes = null } = options
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-pc-'))
  const file = (name: string): string => path.join(folder, name)
  let awayMs = 0
  const uptimeFile = openSync(file('uptime'), 'w')
  // One write of one length, so that no reader finds half of it.
  const tick = (): void => {
    writeSync(uptimeFile, `${(uptime() + awayMs / 1_000).toFixed(2)} 1.00`.padEnd(48), 0)
  }
  const newBoot = (): void => {
    writeFileSync(file('boot_id'), `${randomUUID()}\n`)
  }
  tick()
  newBoot()
  const moveWall = (byMs: number): void => {
    writeFileSync(file('wall.new'), String(byMs))
    renameSync(file('wall.new'), file('wall'))
  }
  moveWall(0)
  await writeFile(file('date.cjs'), movedDate(file('wall')))
  const ticking = setInterval(tick, writeEveryMs)

  const mounts = [`mount --bind ${file('uptime')} /proc/uptime`, `mount --bind ${file('boot_id')} /proc/sys/kernel/random/boot_id`]
  if (diskBytes !== null) {
    await cp(dataFolder, file('data'), { recursive: true })
    mounts.push(`mount -t tmpfs -o size=${diskBytes},mode=700 own ${dataFolder}`, `cp -a ${file('data')}/. ${dataFolder}/`)
  }
  const keeper: ChildProcess = spawn(
    'unshare',
    ['--mount', 'sh', '-ec', `${mounts.join('; ')}; touch ${file('ready')}; exec sleep infinity`],
    {
      stdio: 'ignore',
    },
  )
  await until('the PC of its own', async () => {
    if (keeper.exitCode !== null) throw new Error(`its namespace ended with ${keeper.exitCode}`)
    return rm(file('ready')).then(
      () => true,
      () => false,
    )
  })
  return {
    within: (command) => ['nsenter', `--target=${keeper.pid ?? 0}`, '--mount', ...command],
    environment: { NODE_OPTIONS: `--require ${file('date.cjs')}` },
    moveWall,
    sleepFor: (ms) => {
      awayMs += ms
      tick()
    },
    reboot: () => {
      awayMs = -uptime() * 1_000
      tick()
      newBoot()
    },
    inside: (inner) => path.join(`/proc/${keeper.pid ?? 0}/root`, inner),
    stop: async () => {
      clearInterval(ticking)
      const ended = once(keeper, 'exit')
      keeper.kill('SIGKILL')
      await ended
      closeSync(uptimeFile)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
