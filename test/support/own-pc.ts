import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, uptime } from 'node:os'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { until } from './desktop'

/**
 * A PC around an agent: a mount namespace in which /proc/uptime and the kernel's boot id are files of the test, and the data folder may be a
 * disk of its own. The wall clock is moved by libfaketime. Everything else is this machine's. Needs root.
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

const fakeTime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'
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
  await writeFile(file('wall'), '+0s')
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
    environment: { LD_PRELOAD: fakeTime, FAKETIME_TIMESTAMP_FILE: file('wall'), FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    moveWall: (byMs) => {
      writeFileSync(file('wall'), `${byMs < 0 ? '-' : '+'}${Math.abs(byMs) / 1_000}s`)
    },
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
