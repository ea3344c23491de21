import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { saveIdentity } from '../../../agent/identity/identity'
import type { TestHub } from '../hub'

export interface OutboxFigures {
  readonly rounds: number
  /** Facts on the PC's disk when the hub was first reached, those included that a kill cut off before anybody heard of them. */
  readonly queued: number
  /** Different ones the hub holds at the end. */
  readonly delivered: number
  readonly duplicates: number
  readonly lost: number
  /** From the hub's welcome until the PC holds nothing that waits, for what the last round left. */
  readonly reconnectToDrainedMs: number
}

/** Bundled as the agent is, so that it starts quickly. */
async function bundlePc(): Promise<string> {
  const outfile = path.resolve(import.meta.dirname, '../../../.cache/test/outbox-pc.mjs')
  const entryPoints = [path.join(import.meta.dirname, 'outbox-pc.ts')]
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    define: { classwardenVersion: '"test"' },
  })
  return outfile
}

/**
 * Queues facts on a PC without a hub, killing it so many times while it writes, then delivers them, killing it so many times while it
 * delivers; `eachRound` may do more harm in between. Counts by what the hub's timeline shows.
 */
export async function runOutboxRounds(
  school: TestHub,
  options: { readonly facts: number; readonly rounds: number; readonly eachRound?: (round: number) => Promise<void> },
): Promise<OutboxFigures> {
  const { facts, rounds, eachRound } = options
  const program = await bundlePc()
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'classwarden-outbox-pc-'))
  try {
    const bundle = await school.issueBundle()
    const identity = await school.enrol('outbox-pc', bundle)
    await saveIdentity(dataFolder, {
      format: 'classwarden-identity-1',
      ...identity,
      authorityFingerprint: bundle.authorityFingerprint,
      room: school.room.name,
      enrolledAt: Date.now(),
      machine: { hardware: null, installation: null },
    })
    const launch = (...args: string[]): { readonly child: ChildProcess; readonly lines: AsyncIterable<string> } => {
      const child = spawn(process.execPath, [program, dataFolder, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
      return { child, lines: createInterface({ input: child.stdout }) }
    }
    const kill = async (child: ChildProcess): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }

    const durable = new Set<string>()
    const writingRounds = Math.max(1, rounds)
    for (let round = 1; round <= writingRounds; round += 1) {
      const goal = Math.round((facts * round) / writingRounds)
      const { child, lines } = launch('queue', String(round))
      for await (const line of lines) {
        durable.add(line.replace('durable ', ''))
        if (durable.size >= goal) child.kill('SIGKILL')
      }
      await kill(child)
    }
    let queued = 0
    for (let round = 1; round <= rounds; round += 1) {
      const { child, lines } = launch('deliver')
      for await (const line of lines) {
        if (line.startsWith('waiting') && round === 1) queued = Number(line.split(' ')[1])
        if (line.startsWith('drained')) break
        if (line !== 'delivering') continue
        // Somewhere between the sending, the hub's storing and its answer.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 15))
        break
      }
      await kill(child)
      await eachRound?.(round)
    }
    const { child, lines } = launch('deliver')
    let reconnectToDrainedMs = NaN
    for await (const line of lines) {
      if (line.startsWith('waiting') && rounds === 0) queued = Number(line.split(' ')[1])
      if (!line.startsWith('drained')) continue
      reconnectToDrainedMs = Math.round(Number(line.split(' ')[1]) * 10) / 10
      break
    }
    await kill(child)

    const teacher = await school.signIn('teacher')
    const now = Date.now()
    const timeline = await teacher.must('usage:timeline', {
      roomId: school.room.roomId,
      deviceId: identity.deviceId,
      from: now - 3_600_000,
      until: now + 60_000,
    })
    teacher.close()
    const titles = timeline.devices.flatMap(({ spans }) => spans.map(({ title }) => title))
    const different = new Set(titles)
    const lost = [...durable].filter((title) => !different.has(title)).length
    return {
      rounds,
      queued,
      delivered: different.size,
      duplicates: titles.length - different.size,
      lost: Math.max(lost, queued - different.size),
      reconnectToDrainedMs,
    }
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
}
