import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { DurableFact } from '#shared/model/outbox'
import { ok } from '#shared/outcome'
import { agentClock } from '../../../../agent/clock'
import type { Session } from '../../../../agent/link/hub-link'
import { deliverOutbox } from '../../../../agent/link/outbox/deliver'
import { Outbox } from '../../../../agent/link/outbox/outbox'
import { until } from '../../../support/until'

const tamper: DurableFact = { kind: 'tamper', tamper: 'clock-moved', from: 1, until: 1, detail: '' }
const report: DurableFact = {
  ...{ kind: 'pupil-report', reportId: '7f9c2ba4-e88f-427d-8f3e-1d1d1d1d1d1d', user: 'aisha', guest: false },
  ...{ confidential: true, about: 'self', text: 'help', at: 1 },
}
const repeat: DurableFact = { kind: 'breach-repeat', breachId: '7f9c2ba4-e88f-427d-8f3e-1d1d1d1d1d1d', count: 2, until: 1 }

async function delivered(
  minor: number,
  facts = [tamper, repeat, tamper],
): Promise<{ readonly kinds: readonly string[]; readonly waiting: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'deliver-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const outbox = await Outbox.open({ file: path.join(folder, 'outbox'), key: new Uint8Array(32), log: () => undefined, now: Date.now })
  for (const fact of facts) outbox.add(fact)
  const ended = new AbortController()
  const kinds: string[] = []
  let told = false
  const session: Pick<Session, 'tell' | 'ended'> = {
    ended: ended.signal,
    tell: (_event, body) => {
      const facts = body !== null && 'facts' in body ? body.facts : []
      kinds.push(...facts.map(({ fact }) => fact.kind))
      // The answer to the one event a delivery sends.
      return Promise.resolve(ok({ factsHeld: facts.at(-1)?.number ?? 0 }) as never)
    },
  }
  const welcome = { protocol: { major: 1, minor }, factsHeld: 0 }
  const delivery = deliverOutbox(outbox, { ...session, welcome }, { clock: agentClock, log: () => (told = true) })
  await until(() => told || outbox.waiting === 0)
  ended.abort()
  await delivery
  await outbox.close()
  return { kinds, waiting: outbox.waiting }
}

test('[BC7] an older hub gets nothing from the first concern on, and nothing is lost', async () => {
  expect(await delivered(2)).toEqual({ kinds: ['tamper'], waiting: 2 })
})

test('[PU1] a report waits for a hub that knows what it is', async () => {
  expect(await delivered(3, [repeat, report, tamper])).toEqual({ kinds: ['breach-repeat'], waiting: 2 })
  expect(await delivered(4, [repeat, report, tamper])).toMatchObject({ waiting: 0 })
})

test('a hub that knows concerns gets everything, in order', async () => {
  expect(await delivered(3)).toEqual({ kinds: ['tamper', 'breach-repeat', 'tamper'], waiting: 0 })
})
