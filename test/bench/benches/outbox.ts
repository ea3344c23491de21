import type { Closers } from '../../support/classroom/closers'
import { startTestHub } from '../../support/hub'
import { type OutboxFigures, runOutboxRounds } from '../../support/outbox/outbox-rounds'
import { tell } from '../measure/progress'

/** Facts queued without a hub, through so many kills of the PC's program while it writes, and as many while it delivers. */
export async function measureOutbox(
  closers: Closers,
  options: { readonly facts: number; readonly rounds: number },
): Promise<OutboxFigures> {
  const school = closers.add(await startTestHub(), (one) => one.stop())
  tell(`${options.facts} facts, killed ${options.rounds} times writing and ${options.rounds} times delivering`)
  const figures = await runOutboxRounds(school, {
    ...options,
    // The hub goes as well, half way.
    eachRound: async (round) => {
      if (round === Math.ceil(options.rounds / 2)) await school.restart()
    },
  })
  tell('the same again without kills, drained in one go')
  const whole = await runOutboxRounds(school, { facts: options.facts, rounds: 0 })
  return {
    ...figures,
    lost: figures.lost + whole.lost,
    duplicates: figures.duplicates + whole.duplicates,
    // What the kills left differs from run to run: the time is that of all facts at once.
    reconnectToDrainedMs: whole.reconnectToDrainedMs,
  }
}
