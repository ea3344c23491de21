import { expect, test } from 'vitest'
import type { Fault } from '../../../scripts/faults/faults'
import { closedInTime, lineOf, verdictsOf } from '../../../scripts/faults/verdicts'

const fault: Fault = { fault: 'torn file', held: 'the set before it', file: 'test/a.test.ts', title: 'a file' }
const reportOf = (...results: { fullName: string; status: string; meta?: { openMs?: number } }[]): string =>
  JSON.stringify({ testResults: [{ name: '/somewhere/test/a.test.ts', assertionResults: results }] })
const lines = (report: string): string[] => verdictsOf([fault], report).map(lineOf)

test('a fault is held when each of its tests passed', () => {
  const report = reportOf({ fullName: 'a file torn', status: 'passed' }, { fullName: 'another thing', status: 'failed' })
  expect(lines(report)).toEqual(['held      torn file: the set before it'])
})

test('it says how long the screen was open, where a test looked', () => {
  const seen = (openMs: number) => ({ fullName: 'a file', status: 'passed', meta: { openMs } })
  expect(lines(reportOf(seen(0)))).toEqual(['held      torn file: the set before it; at no look was the screen open'])
  expect(lines(reportOf(seen(3.2), seen(40.1)))).toEqual([
    'held      torn file: the set before it; closed again within 100 ms (open for 41 ms at the longest)',
  ])
})

test('it says how many screens were closed in time, and judges none by it', () => {
  const seen = (openMs: number) => ({ fullName: 'a file', status: 'passed', meta: { openMs } })
  const verdicts = [seen(0), seen(100), seen(100.5)].flatMap((one) => verdictsOf([fault], reportOf(one)))
  expect(closedInTime(verdicts)).toBe('2 of 3 screens watched under attack: closed again within 100 ms')
  expect(verdicts.map(lineOf).at(-1)).toBe(
    'held      torn file: the set before it; NOT closed again within 100 ms (open for 101 ms at the longest)',
  )
  expect(closedInTime(verdictsOf([fault], reportOf({ fullName: 'a file', status: 'passed' })))).toBeNull()
})

test.each([
  ['one failed', reportOf({ fullName: 'a file torn', status: 'passed' }, { fullName: 'a file cut', status: 'failed' })],
  ['one was skipped', reportOf({ fullName: 'a file torn', status: 'pending' })],
  ['none is there', reportOf({ fullName: 'the file torn', status: 'passed' })],
])('it is not when %s', (_how, report) => {
  expect(lines(report)).toEqual(['NOT HELD  torn file (test/a.test.ts)'])
})
