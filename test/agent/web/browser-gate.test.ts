import { expect, test } from 'vitest'
import type { InternetNow } from '#shared/model/internet-now'
import type { InternetRule } from '#shared/model/internet'
import { fail, ok, type Outcome } from '#shared/outcome'
import { type WebPolicy, webPolicySchema } from '#shared/web/web-policy'
import { judgeOf } from '#shared/web/web-verdict'
import { webPolicyOf } from '../../../agent/web/web-policy-of'
import { gateWithoutLists } from '../../support/browser-gate'
import { handAgentClock, settle } from '../../support/agent-clock'
import { leaseWith } from '../../support/leases'

const nothing: InternetNow = { decidedBy: null, besides: [], outranked: [] }
const rule = (internet: InternetRule, reason = ''): InternetNow => ({
  decidedBy: leaseWith({ kind: 'internet', internet, reason }),
  besides: [],
  outranked: [],
})
const off = rule({ access: 'removed', exceptions: ['bbc.co.uk', 'school.test/exam'] }, 'Proxy sites')
const isOpen = (now: InternetNow, address: string): boolean =>
  judgeOf(webPolicySchema.parse(webPolicyOf(now, () => true)))(new URL(address)).open

test('[LE17] removed leaves open what it excepts, whole sites and single pages, and nothing else', () => {
  expect(isOpen(off, 'https://www.bbc.co.uk/bitesize')).toBe(true)
  expect(isOpen(off, 'https://school.test/exam/1')).toBe(true)
  expect(isOpen(off, 'https://school.test/games')).toBe(false)
  expect(isOpen(off, 'https://notbbc.co.uk/')).toBe(false)
  expect(webPolicyOf(off, () => true).lists).toMatchObject([
    { kind: 'off', owner: 'Ms Price', reason: 'Proxy sites', until: off.decidedBy?.until },
  ])
})

test('[LE17] granted keeps closed what it excepts, and opens the rest', () => {
  const granted = rule({ access: 'granted', exceptions: ['game.test', 'school.test/chat'] })
  expect(isOpen(granted, 'https://news.test/')).toBe(true)
  expect(isOpen(granted, 'https://www.game.test/')).toBe(false)
  expect(isOpen(granted, 'https://school.test/chat')).toBe(false)
  expect(isOpen(rule({ access: 'granted', exceptions: [] }), 'https://game.test/')).toBe(true)
  expect(isOpen(nothing, 'https://game.test/')).toBe(true)
})

/** Browsers that answer when the test says so. */
const browsers = () => {
  const asked: { readonly policy: WebPolicy; readonly answer: (outcome: Outcome<null, 'no-answer'>) => void }[] = []
  return { asked, apply: (policy: WebPolicy) => new Promise<Outcome<null, 'no-answer'>>((answer) => asked.push({ policy, answer })) }
}

test('[LE16] is absent without browsers, asked until they follow, then held', async () => {
  const gate = gateWithoutLists(handAgentClock())
  gate.follow(off)
  expect(gate.state.value).toBe('absent')
  const taker = browsers()
  gate.attach(taker)
  expect(gate.state.value).toBe('asked')
  expect(taker.asked.map(({ policy }) => policy)).toEqual([webPolicyOf(off, () => true)])
  taker.asked[0]?.answer(ok(null))
  await settle()
  expect(gate.state.value).toBe('held')
  gate.follow(off)
  expect(taker.asked).toHaveLength(1)
})

test('browsers begin with everything open: nothing is asked for nothing', () => {
  const gate = gateWithoutLists(handAgentClock())
  const taker = browsers()
  gate.attach(taker)
  expect(gate.state.value).toBe('held')
  expect(taker.asked).toEqual([])
})

test('one policy is on its way at a time, and the newest is the next', async () => {
  const gate = gateWithoutLists(handAgentClock())
  const taker = browsers()
  gate.attach(taker)
  gate.follow(off)
  gate.follow(rule({ access: 'granted', exceptions: ['a.test'] }))
  gate.follow(nothing)
  taker.asked[0]?.answer(ok(null))
  await settle()
  expect(taker.asked.map(({ policy }) => policy.lists.length)).toEqual([1, 0])
  expect(gate.state.value).toBe('asked')
  taker.asked[1]?.answer(ok(null))
  await settle()
  expect(gate.state.value).toBe('held')
})

test('[LE6] a browser that does not answer is asked again', async () => {
  const clock = handAgentClock()
  const lines: string[] = []
  const gate = gateWithoutLists(clock, (line) => lines.push(line))
  const taker = browsers()
  gate.attach(taker)
  gate.follow(off)
  taker.asked[0]?.answer(fail('no-answer', 'A browser did not say that it holds the list.'))
  await settle()
  expect(gate.state.value).toBe('asked')
  expect(lines).toHaveLength(1)
  await clock.pass(5_000)
  taker.asked[1]?.answer(ok(null))
  await settle()
  expect(gate.state.value).toBe('held')
})
