import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'

/** What the process of simulated agents is asked; one at a time. */
export const simulatedClassOrderSchema = z.object({
  bundle: z.string(),
  agents: z.number().int().positive(),
  /** Pictures a second that each agent offers while somebody looks; 0 for none. */
  picturesPerSecond: z.number().nonnegative(),
})
type SimulatedClassOrder = z.infer<typeof simulatedClassOrderSchema>

const simulatedClassAnswerSchema = z.object({
  /** From the first connection attempt to the last hello answered; enrolment is not in it. */
  connectAllMs: z.number(),
})

/** Agents that speak the real protocol over TLS, all in one process beside this one. */
export interface SimulatedClass {
  readonly connectAllMs: number
  stop(): Promise<void>
}

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), 'simulated-class-process.ts')

export async function startSimulatedClass(bundle: EnrolmentBundle, agents: number, picturesPerSecond: number): Promise<SimulatedClass> {
  const child = fork(program, [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  const order: SimulatedClassOrder = { bundle: JSON.stringify(bundle), agents, picturesPerSecond }
  child.send(order)
  const answer = await Promise.race([once(child, 'message').then(([message]: unknown[]) => message), once(child, 'exit').then(() => null)])
  const parsed = simulatedClassAnswerSchema.safeParse(answer)
  if (!parsed.success) {
    await stop()
    throw new Error('the simulated agents did not connect')
  }
  return { connectAllMs: parsed.data.connectAllMs, stop }
}
