import { createHash, randomUUID } from 'node:crypto'
import { createCanvas } from '@napi-rs/canvas'
import type { Breach, Snapshot, SnapshotPart } from '#shared/model/breach'
import type { DurableFact } from '#shared/model/outbox'
import type { PayloadIn } from '#shared/protocol/table'
import type { AgentFacts } from '#shared/protocol/agent-hub'

/** A breach as an agent would tell it. */
export const breachFact = (more: Partial<Breach> = {}): Breach => ({
  kind: 'breach',
  breachId: randomUUID(),
  takenAt: Date.now(),
  rule: { pack: 'suicide', version: 3, id: 'suicide/method-search' },
  category: 'suicide',
  grade: 5,
  why: 'Asks how to end one’s life.',
  source: 'search',
  match: { before: 'what is the ', text: 'easiest way to die', after: ' without it hurting' },
  user: 'aisha',
  window: { application: 'Chromium', title: 'easiest way to die - Search', process: 'chromium' },
  url: 'https://search.test/?q=easiest+way+to+die',
  inFront: 'browser',
  pictures: 3,
  test: false,
  ...more,
})

export const numberedFacts = (first: number, ...facts: DurableFact[]): PayloadIn<AgentFacts, 'outbox:deliver'>['body'] => ({
  facts: facts.map((fact, index) => ({ number: first + index, fact })),
})

/** A picture of a breach in one colour, with its part written on it. */
export const snapshotOf = (breachId: string, part: SnapshotPart, colour = '#2f7a8c'): Snapshot => {
  const [width, height] = [1_280, 720]
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = colour
  context.fillRect(0, 0, width, height)
  context.fillStyle = '#ffffff'
  context.font = '64px sans-serif'
  context.fillText(`${part}: easiest way to die`, 60, 360)
  const jpeg = new Uint8Array(canvas.toBuffer('image/jpeg', 80))
  const sha256 = createHash('sha256').update(jpeg).digest('hex')
  return { breachId, part, takenAt: Date.now(), monitor: 0, width, height, jpeg, sha256 }
}
