import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Tamper } from '#shared/model/outbox'
import { textSchema, timestampSchema } from '#shared/model/scalars'
import type { AgentClock } from '../../clock'
import type { Log } from '../../log'
import { writeDurably } from '../../storage/durable-file'

/** Rare, to spare the disk: a killed agent is known to the minute from this alone, and to the moment from the hub. */
const markEveryMs = 60_000
/** Another version is there a second after the one before ended; where somebody keeps it from starting that is a stopped agent. */
const updateWithinMs = 60_000

export const aliveMarkSchema = z.object({
  format: z.literal('classwarden-alive-1'),
  bootId: textSchema(64),
  uptimeMs: z.number().nonnegative(),
  wallMs: timestampSchema,
  hubNow: timestampSchema,
  /** `stopped` is the last word of an agent that ended in an orderly way, `updating` of one that made way for another version. */
  state: z.enum(['running', 'stopped', 'updating']),
})
export type AliveMark = z.infer<typeof aliveMarkSchema>

/**
 * [OB4] What the mark of the last run says of the time in between. While the PC ran on, a stopped agent was stopped and a running one killed;
 * after a reboot neither is: shutting down stops agents, and so does the power button.
 */
export function gapSince(mark: AliveMark, now: Omit<AliveMark, 'state' | 'format'>): Tamper | null {
  if (mark.bootId !== now.bootId || now.bootId === '') return null
  const offMs = Math.max(0, Math.round(now.uptimeMs - mark.uptimeMs))
  if (mark.state === 'updating' && offMs <= updateWithinMs) return null
  const from = Math.max(0, now.hubNow - offMs)
  return mark.state !== 'running'
    ? { kind: 'tamper', tamper: 'agent-stopped', from, until: now.hubNow, detail: 'The agent was stopped while the PC ran on.' }
    : {
        kind: 'tamper',
        tamper: 'agent-killed',
        from,
        until: now.hubNow,
        detail: `The agent ended without a word while the PC ran on; it was last known to run up to ${Math.round(markEveryMs / 1_000)} s before.`,
      }
}

export interface AliveParts {
  readonly file: string
  readonly bootId: string
  readonly clock: AgentClock
  readonly hubNow: () => number
  readonly log: Log
  /** Whether this agent ends to make way for another version; it does not when left out. */
  readonly makesWay?: () => boolean
}

/** The mark the last run left; null when there is none to go by. */
export async function readMark(file: string): Promise<AliveMark | null> {
  try {
    return aliveMarkSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return null
  }
}

/** Marks on the disk that the agent lives until `signal` aborts, then that it was stopped. */
export async function keepMark(
  { file, bootId, clock, hubNow, log, makesWay = () => false }: AliveParts,
  signal: AbortSignal,
): Promise<void> {
  const write = async (state: AliveMark['state']): Promise<void> => {
    const mark: AliveMark = {
      format: 'classwarden-alive-1',
      bootId,
      uptimeMs: clock.uptimeMs(),
      wallMs: clock.now(),
      hubNow: hubNow(),
      state,
    }
    await writeDurably(file, JSON.stringify(mark)).catch((error: unknown) => {
      log(`The mark that the agent lives could not be written: ${String(error)}`)
    })
  }
  while (!signal.aborted) {
    await write('running')
    await clock.sleep(markEveryMs, signal)
  }
  await write(makesWay() ? 'updating' : 'stopped')
}
