import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { vi } from 'vitest'
import { z } from 'zod'
import type { DeviceView } from '#shared/model/device'
import type { ConsoleClient } from '../console-client'
import { startTestHub, type TestHub } from '../hub'
import { movedDate } from '../own-pc'
import { startWine, type WineDesktop } from './wine-desktop'

/** As `npm run build` makes it. */
const program = path.resolve(import.meta.dirname, '../../../out/agent/classwarden-agent.cjs')
export const winePatience = { timeout: 40_000, interval: 250 }

/** One Windows PC from end to end: a desktop of Wine, the whole agent run by Node for Windows, a real hub, and a teacher who watches the room. */
export interface WindowsPupil {
  readonly hub: TestHub
  readonly wine: WineDesktop
  readonly teacher: ConsoleClient
  readonly deviceId: string
  /** The PC as the teacher's console sees it now. */
  view(): DeviceView | undefined
  /** What the agent logged since its first start. */
  log(): Promise<string>
  /** Starts the agent; `linked` waits until the hub has it. */
  start(linked?: boolean): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Sets the agent's wall clock so far from the true one, forward positive. */
  moveWall(byMs: number): Promise<void>
  stop(): Promise<void>
}

/** @param powerPrograms folder on its drive with what takes the orders that would send the PC down; none when left out */
export async function startWindowsPupil(powerPrograms = 'none'): Promise<WindowsPupil> {
  const [hub, wine] = await Promise.all([startTestHub(), startWine()])
  const data = path.join(wine.drive, 'agent')
  const [wall, clock] = [path.join(wine.drive, 'wall'), path.join(wine.drive, 'clock.cjs')]
  const moveWall = (byMs: number): Promise<void> => writeFile(wall, String(byMs))
  await mkdir(data)
  await moveWall(0)
  await writeFile(clock, movedDate('C:\\wall'))
  const bootId = randomUUID()
  let agent: ChildProcess | undefined

  /** Node for Windows hangs with a pipe for its output: it has files. */
  const run = async (name: string, args: readonly string[]): Promise<ChildProcess> => {
    const file = await open(path.join(wine.drive, `${name}.log`), 'a')
    const [command, ...before] = wine.command(wine.node)
    const own = ['--require', 'C:\\clock.cjs', `Z:${program.replaceAll('/', '\\')}`]
    const child = spawn(command, [...before, ...own, ...args, '--data', 'C:\\agent'], {
      stdio: ['ignore', file.fd, file.fd],
      // As the service tells it.
      env: { ...process.env, CLASSWARDEN_BOOT_ID: bootId },
    })
    child.once('close', () => void file.close())
    return child
  }
  const log = (): Promise<string> => readFile(path.join(wine.drive, 'run.log'), 'utf8').catch(() => '')

  await writeFile(path.join(data, 'bundle.json'), JSON.stringify(await hub.issueBundle()))
  const enrolled = await run('enrol', ['enrol', 'C:\\agent\\bundle.json'])
  await once(enrolled, 'close')
  const identity: unknown = JSON.parse(await readFile(path.join(data, 'identity.json'), 'utf8'))
  const { deviceId } = z.object({ deviceId: z.string() }).parse(identity)
  const teacher = await hub.signIn('teacher')
  const room = await teacher.watch(hub.room.roomId)
  const view = (): DeviceView | undefined => room.devices.get(deviceId)

  const start = async (linked = true): Promise<void> => {
    agent = await run('run', ['run', '--power-programs', `C:\\${powerPrograms}`])
    if (!linked) return
    await vi.waitFor(async () => {
      const { presence, display } = view() ?? {}
      if (presence?.state !== 'live' || display?.state !== 'ready') throw new Error(`the PC is not there yet: ${await log()}`)
    }, winePatience)
  }
  await start()
  return {
    hub,
    wine,
    teacher,
    deviceId,
    view,
    log,
    start,
    kill: async () => {
      if (agent === undefined || agent.exitCode !== null || agent.signalCode !== null) return
      const ended = once(agent, 'close')
      agent.kill('SIGKILL')
      await ended
    },
    moveWall,
    stop: async () => {
      await wine.stop()
      await hub.stop()
    },
  }
}
