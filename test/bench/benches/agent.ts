import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Closers } from '../../support/classroom/closers'
import { beginLesson } from '../../support/classroom/lesson'
import { cpuSecondsOf, type Memory, memoryOf, processTree } from '../measure/process-tree'
import { tell } from '../measure/progress'
import { socketBytes } from '../measure/socket-bytes'
import { percentile, round } from '../measure/statistics'
import { playScene, type SceneName, sceneNames } from '../scenes/scene'

interface SceneFigures {
  readonly pssMb: number
  readonly rssMb: number
  /** The part of pssMb that is heaps and stacks; the rest is the program's own file, Node above all. */
  readonly anonMb: number
  /** Of one core, with everything the agent starts. */
  readonly cpuPct: number
  /** Both ways on its connection to the hub, TLS included. */
  readonly bytesPerSec: number
}

export interface AgentFigures {
  readonly seconds: number
  readonly scenes: Readonly<Record<SceneName, SceneFigures>>
}

export async function measureAgent(closers: Closers, options: { readonly seconds: number }): Promise<AgentFigures> {
  // On a pupil PC no other program runs this Node: a copy shares its pages with nobody here either.
  const folder = closers.add(await mkdtemp(path.join(tmpdir(), 'classwarden-node-')), (one) => rm(one, { recursive: true }))
  const node = path.join(folder, 'node')
  await copyFile(process.execPath, node)
  const lesson = await beginLesson(closers, { pupils: 1, noise: false, node, tell })
  const place = lesson.places[0]
  if (place === undefined) throw new Error('there is no pupil')
  // A usual desktop: a terminal that rests.
  place.desktop.spawn('xterm', ['-geometry', '80x24+60+640'])
  tell('letting the agent come to rest')
  await sleep(15_000)
  const scenes = {} as Record<SceneName, SceneFigures>
  for (const name of sceneNames) {
    const scene = await playScene(name, place.desktop.display)
    await sleep(5_000)
    tell(`${name}: measuring for ${options.seconds} s`)
    scenes[name] = await sample(place.agent.pid, options.seconds)
    await scene.stop()
    tell(`${name}: ${JSON.stringify(scenes[name])}`)
  }
  return { seconds: options.seconds, scenes }
}

async function sample(pid: number, seconds: number): Promise<SceneFigures> {
  const pids = await processTree(pid)
  const before = { cpu: await cpuSecondsOf(pids), bytes: await socketBytes(pids), atMs: performance.now() }
  const memory: Memory[] = []
  for (let second = 0; second < seconds; second += 1) {
    await sleep(1_000)
    // Reading smaps walks the process's page tables: not every second.
    if (second % 5 === 0) memory.push(await memoryOf(await processTree(pid)))
  }
  const after = { cpu: await cpuSecondsOf(pids), bytes: await socketBytes(pids), atMs: performance.now() }
  if (after.bytes.connections !== 1) throw new Error(`the agent has ${after.bytes.connections} connections where one was expected`)
  const elapsed = (after.atMs - before.atMs) / 1_000
  const carried = after.bytes.sent + after.bytes.received - before.bytes.sent - before.bytes.received
  return {
    pssMb: round(
      percentile(
        memory.map((one) => one.pssMb),
        50,
      ),
    ),
    rssMb: round(
      percentile(
        memory.map((one) => one.rssMb),
        50,
      ),
    ),
    anonMb: round(
      percentile(
        memory.map((one) => one.anonMb),
        50,
      ),
    ),
    cpuPct: round(((after.cpu - before.cpu) / elapsed) * 100),
    bytesPerSec: round(carried / elapsed),
  }
}
