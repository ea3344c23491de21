import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'

const simulatedRoomSchema = z.object({
  bundle: z.string(),
  agents: z.number().int().positive(),
  /** Pictures a second that each agent offers while somebody looks; 0 for none. */
  picturesPerSecond: z.number().nonnegative(),
})

/** What the process of simulated agents is told first. */
export const simulatedClassOrderSchema = z.object({
  rooms: z.array(simulatedRoomSchema).min(1),
  /** Names and addresses of the PCs go on from here: processes beside each other begin at different ones. */
  firstIndex: z.number().int().nonnegative(),
  /** How often each agent tells of another window in front; 0 for never. */
  windowEveryMs: z.number().int().nonnegative(),
})
type SimulatedClassOrder = z.infer<typeof simulatedClassOrderSchema>

/** What it is told afterwards, each answered once. */
export const simulatedClassStepSchema = z.enum(['connect', 'count'])

const enrolledSchema = z.literal('enrolled')
const connectedSchema = z.object({ connectAllMs: z.number() })
/** What the agents have told since they connected, and the hub has answered. */
const countSchema = z.object({
  windows: z.number().int().nonnegative(),
  pictures: z.number().int().nonnegative(),
  /** Windows and pictures that the hub did not take. */
  refused: z.number().int().nonnegative(),
})

export interface SimulatedRoom {
  readonly bundle: EnrolmentBundle
  readonly agents: number
  readonly picturesPerSecond: number
}

/** Agents that speak the real protocol over TLS, all in one process beside this one. */
export interface SimulatedClass {
  readonly pid: number
  /** Connects all of them at once; answers how long from the first attempt to the last hello answered. */
  connect(): Promise<number>
  count(): Promise<z.infer<typeof countSchema>>
  stop(): Promise<void>
}

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), 'simulated-class-process.ts')

/** Enrols the agents; none is connected yet. */
export async function enrolSimulatedClass(
  rooms: readonly SimulatedRoom[],
  firstIndex: number,
  windowEveryMs: number,
): Promise<SimulatedClass> {
  const child = fork(program, [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  const answer = async <T>(schema: z.ZodType<T>, what: string): Promise<T> => {
    const said = await Promise.race([once(child, 'message').then(([message]: unknown[]) => message), once(child, 'exit').then(() => null)])
    const parsed = schema.safeParse(said)
    if (parsed.success) return parsed.data
    await stop()
    throw new Error(`the simulated agents did not ${what}`)
  }
  const order: SimulatedClassOrder = {
    rooms: rooms.map((room) => ({ ...room, bundle: JSON.stringify(room.bundle) })),
    firstIndex,
    windowEveryMs,
  }
  child.send(order)
  await answer(enrolledSchema, 'enrol')
  return {
    pid: child.pid ?? 0,
    connect: async () => {
      child.send('connect')
      return (await answer(connectedSchema, 'connect')).connectAllMs
    },
    count: async () => {
      child.send('count')
      return answer(countSchema, 'say what they told')
    },
    stop,
  }
}

/** One room of agents, connected. */
export async function startSimulatedClass(bundle: EnrolmentBundle, agents: number, picturesPerSecond: number): Promise<SimulatedClass> {
  const made = await enrolSimulatedClass([{ bundle, agents, picturesPerSecond }], 0, 0)
  await made.connect()
  return made
}
