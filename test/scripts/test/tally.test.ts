import { describe, expect, test } from 'vitest'
import { chooseStages, stages } from '../../../scripts/test/stages'
import { sumOf, talliedReport } from '../../../scripts/test/tally'

const clean = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{}] }],
}

describe('the count of a report', () => {
  test.each([
    ['passed tests', clean, 0, { passed: 3, failed: 0 }],
    ['failed tests', { ...clean, numFailedTests: 2 }, 1, { passed: 3, failed: 2 }],
    ['tests that did not run, as failed', { ...clean, numPendingTests: 1, numTodoTests: 1 }, 0, { passed: 3, failed: 2 }],
    [
      'a file that did not load, as failed',
      { ...clean, testResults: [{ status: 'failed', assertionResults: [] }] },
      1,
      { passed: 3, failed: 1 },
    ],
    ['a failure outside the tests', clean, 1, { passed: 3, failed: 1 }],
  ])('has %s', (_what, report, exitCode, expected) => {
    expect(talliedReport(JSON.stringify(report), exitCode)).toEqual(expected)
  })

  test('has one failure when there is no report', () => {
    expect(talliedReport(undefined, 0)).toEqual({ passed: 0, failed: 1 })
  })

  test('is summed over all stages', () => {
    expect(
      sumOf([
        { passed: 1, failed: 0 },
        { passed: 20, failed: 3 },
      ]),
    ).toEqual({ passed: 21, failed: 3 })
  })
})

describe('--only', () => {
  test('left out means everything', () => {
    expect(chooseStages(undefined)).toEqual({ ok: true, stages })
  })

  test('takes names and "static"', () => {
    const chosen = chooseStages('static,unit')
    expect(chosen.ok && chosen.stages.map((stage) => stage.name)).toEqual(['lint', 'types', 'format', 'borders', 'unused', 'unit'])
  })

  test('names what it does not know', () => {
    expect(chooseStages('unit,nothing')).toEqual({ ok: false, unknown: 'nothing' })
  })
})
