import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AgreementAnswer, type AgreementPupil, type AgreementText, type KeyStage, schoolYearOf } from '#shared/model/agreement'
import { AgreementKeeper } from '../../../agent/agreement/agreement-keeper'
import { keptAgreements } from '../../../agent/agreement/kept-agreements'
import { HubClock } from '../../../agent/leases/hub-clock'
import { keptLeases } from '../../../agent/leases/kept-leases'
import { LeaseKeeper } from '../../../agent/leases/lease-keeper'
import { SealedFile } from '../../../agent/storage/sealed-file'
import { handAgentClock, type HandAgentClock } from '../../support/agent-clock'
import { gateWithoutLists } from '../../support/browser-gate'
import { FakeSeat } from '../../support/fake-platform'
import { applicationGate, leaseSetOf, leaseWith } from '../../support/leases'

const minute = 60_000
const key = new Uint8Array(32)
let folder: string
let clock: HandAgentClock
let seat: FakeSeat
let stopping: (() => Promise<void>)[]

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-agreements-'))
  clock = handAgentClock()
  seat = new FakeSeat()
  stopping = []
})
afterEach(async () => {
  for (const stop of stopping) await stop()
  await rm(folder, { recursive: true })
})

const startAgent = () => {
  const log = (): void => undefined
  const hubClock = new HubClock(clock)
  const leases = new LeaseKeeper({
    platform: seat,
    gate: gateWithoutLists(clock, log),
    applications: applicationGate(),
    file: new SealedFile(keptLeases, path.join(folder, 'leases.sealed'), key, log),
    hubClock,
    clock,
    log,
  })
  const agreements = new AgreementKeeper({
    platform: seat,
    leases,
    file: new SealedFile(keptAgreements, path.join(folder, 'agreements.sealed'), key, log),
    hubNow: () => hubClock.now(),
    clock,
    log,
  })
  leases.resume()
  agreements.resume()
  const stopped = new AbortController()
  const running = Promise.all([leases.run(stopped.signal), agreements.run(stopped.signal)])
  const stop = async (): Promise<void> => {
    stopped.abort()
    await running
    await leases.coverElse(null)
  }
  stopping.push(stop)
  const answers: AgreementAnswer[] = []
  const link = { heard: false }
  const hand = (): Promise<void> =>
    agreements.handTo({ add: (answer) => answers.push(answer), settled: () => Promise.resolve() }, () => link.heard)
  return { agreements, leases, stop, answers, link, hand }
}

const textOf = (keyStage: KeyStage, title: string, version = 1): AgreementText => ({
  ...{ keyStage, title, version },
  versionId: randomUUID(),
  text: 'Be kind.\nKeep your password to yourself.',
})
const ks3 = textOf('ks3', 'Years 7 to 9')
const other = textOf('other', 'Everybody')
const cai = (agreed: AgreementPupil['agreed'] = null): AgreementPupil => ({ userName: 'cai', keyStage: 'ks3', agreed })
const thisYear = (): number => schoolYearOf(clock.now())

const signIn = async (name: string, guest = false): Promise<void> => {
  seat.signIn(name, clock.now(), guest)
  await clock.pass(0)
}
const leave = async (): Promise<void> => {
  seat.user.set(null)
  await clock.pass(0)
}
const press = async (answer: 'agreed' | 'declined'): Promise<void> => {
  seat.asking.set('shown')
  await clock.pass(0)
  seat.asking.set(answer)
  await clock.pass(0)
}
/** What covers the screen; null for nothing. */
const shown = (): string | null => {
  const { value } = seat.state
  if (value.state === 'off') return null
  return value.cover.kind === 'agreement' ? value.cover.agreement.title : value.cover.kind
}
/** An agent that asks these texts and has an outbox. */
const startAsking = async (...texts: AgreementText[]) => {
  const agent = startAgent()
  await agent.hand()
  await agent.agreements.follow({ revision: 1, texts })
  return agent
}

test('[AU1] a PC that was told no text asks nobody, and neither does one whose pupils have none', async () => {
  await startAsking(ks3)
  await signIn('stranger')
  expect(shown()).toBeNull()
})

test('[AU3][AU7] who has not agreed is asked, let in as soon as they agree, and not asked again that year', async () => {
  const { agreements, answers } = await startAsking(ks3, other)
  await agreements.learn(cai())
  await signIn('Cai')
  expect(shown()).toBe('Years 7 to 9')
  await press('agreed')
  expect(shown()).toBeNull()
  expect(answers).toEqual([
    { kind: 'agreement', user: 'Cai', guest: false, versionId: ks3.versionId, schoolYear: thisYear(), answer: 'agreed', at: clock.now() },
  ])
  await leave()
  await signIn('cai')
  expect(shown()).toBeNull()
})

test('[AU3] another version and another school year are asked anew, at the next sign-in and never in the middle of a lesson', async () => {
  const { agreements } = await startAsking(ks3)
  await agreements.learn(cai({ versionId: ks3.versionId, schoolYear: thisYear() }))
  await signIn('cai')
  await agreements.follow({ revision: 2, texts: [textOf('ks3', 'The second', 2)] })
  await clock.pass(minute)
  expect(shown()).toBeNull()
  await leave()
  await signIn('cai')
  expect(shown()).toBe('The second')
  await press('agreed')
  await leave()
  clock.turn(366 * 24 * 60 * minute)
  await signIn('cai')
  expect(shown()).toBe('The second')
})

test('[AU3] while the hub can be heard its word is waited for: who agreed on another PC sees nothing', async () => {
  const { agreements, link } = await startAsking(ks3, other)
  link.heard = true
  await signIn('cai')
  await clock.pass(1_000)
  expect(shown()).toBeNull()
  await agreements.learn(cai({ versionId: ks3.versionId, schoolYear: thisYear() }))
  await clock.pass(5_000)
  expect(shown()).toBeNull()
  await leave()
  await signIn('dana')
  await clock.pass(1_999)
  expect(shown()).toBeNull()
  await clock.pass(1)
  expect(shown()).toBe('Everybody')
})

test('[AU3] a guest account is asked at each sign-in, and its answer is nobody’s', async () => {
  const { agreements, answers } = await startAsking(other)
  await agreements.learn({ userName: 'guest', keyStage: 'other', agreed: { versionId: other.versionId, schoolYear: thisYear() } })
  for (const count of [1, 2]) {
    await signIn('guest', true)
    expect(shown()).toBe('Everybody')
    await press('agreed')
    expect(answers.length).toBe(count)
    await leave()
    clock.turn(1_000)
  }
})

test('[AU5] an agent that is killed asks again, and does not ask who was let in; answers wait on the disk for an outbox', async () => {
  const first = startAgent()
  await first.agreements.follow({ revision: 1, texts: [other] })
  await signIn('cai')
  expect(shown()).toBe('Everybody')
  await first.stop()
  const second = startAgent()
  await clock.pass(0)
  expect(second.agreements.revision).toBe(1)
  expect(shown()).toBe('Everybody')
  await press('agreed')
  await second.stop()
  const third = startAgent()
  await clock.pass(0)
  expect(shown()).toBeNull()
  await third.hand()
  expect(third.answers).toMatchObject([{ user: 'cai', answer: 'agreed' }])
  await third.stop()
  const fourth = startAgent()
  await fourth.hand()
  expect(fourth.answers).toEqual([])
})

test('[AU4] who declines is logged off', async () => {
  const { answers } = await startAsking(other)
  await signIn('cai')
  await press('declined')
  expect(seat.calls).toContain('log-off')
  expect(answers).toMatchObject([{ answer: 'declined' }])
  await leave()
  expect(shown()).toBeNull()
})

test('[AU4] who does not answer for ten minutes is logged off; time under a lock does not count', async () => {
  const { leases } = await startAsking(other)
  await signIn('cai')
  seat.asking.set('shown')
  await clock.pass(9 * minute)
  const now = clock.now()
  await leases.apply(leaseSetOf(1, now, leaseWith({ from: now, until: now + 5 * minute })))
  expect(shown()).toBe('lock')
  await clock.pass(5 * minute)
  expect(shown()).toBe('Everybody')
  seat.asking.set('shown')
  await clock.pass(minute - 1_000)
  expect(seat.calls).not.toContain('log-off')
  await clock.pass(2_000)
  expect(seat.calls).toContain('log-off')
})

test('[AU4] who cannot be logged off is asked once more, then let in, and that is told', async () => {
  seat.powerFailure = 'session-of-root'
  const { answers } = await startAsking(other)
  await signIn('cai')
  await press('declined')
  expect(seat.calls.at(-1)).toBe('ask Everybody again')
  await press('declined')
  expect(shown()).toBeNull()
  expect(answers.map(({ answer }) => answer)).toEqual(['declined', 'unasked'])
})

test('[AU4] who is still there long after a log-off that was done is asked once more', async () => {
  await startAsking(other)
  await signIn('cai')
  await press('declined')
  await clock.pass(31_000)
  expect(seat.calls.at(-1)).toBe('ask Everybody again')
})

test('[AU6] a PC that cannot show the text lets in whoever is there, and says so; the next sign-in is asked', async () => {
  const { answers } = await startAsking(other)
  await signIn('cai')
  await clock.pass(29_000)
  expect(shown()).toBe('Everybody')
  await clock.pass(2_000)
  expect(shown()).toBeNull()
  expect(answers).toMatchObject([{ answer: 'unasked', versionId: other.versionId }])
  await leave()
  clock.turn(1_000)
  await signIn('cai')
  expect(shown()).toBe('Everybody')
})

test('[AU2] an answer given offline is not asked anew because the hub has not heard of it yet', async () => {
  const { agreements, link } = await startAsking(ks3)
  await agreements.learn(cai())
  await signIn('cai')
  await press('agreed')
  link.heard = true
  await agreements.learn(cai())
  await leave()
  clock.turn(1_000)
  await signIn('cai')
  await clock.pass(3_000)
  expect(shown()).toBeNull()
})
