import { describe, expect, test } from 'vitest'
import { chooseStages, stages } from '../../../scripts/test/stages'
import { sumOf, talliedReport, withSecondTry } from '../../../scripts/test/tally'

type TestReport = { status: string; fullName: string; failureMessages: string[] }
const passed: TestReport = { status: 'passed', fullName: 'holds', failureMessages: [] }
const failed: TestReport = { status: 'failed', fullName: 'breaks', failureMessages: ['\u001b[31mexpected 1\u001b[39m\nto be 2'] }
const skipped: TestReport = { status: 'skipped', fullName: 'waits', failureMessages: [] }
const file = (name: string, assertionResults: TestReport[], status = 'passed') => ({ name, status, assertionResults })
const reportOf = (...testResults: ReturnType<typeof file>[]): string => JSON.stringify({ testResults })

describe('the count of a report', () => {
  test('has passed tests', () => {
    expect(talliedReport(reportOf(file('a', [passed, passed])), 0)).toEqual({ passed: 2, failed: 0, failures: [], failedFiles: [] })
  })

  test('has failed tests, each named with the first line of what went wrong', () => {
    expect(talliedReport(reportOf(file('a', [passed, failed]), file('b', [passed])), 1)).toEqual({
      passed: 2,
      failed: 1,
      failures: ['a: breaks: expected 1'],
      failedFiles: ['a'],
    })
  })

  test('has tests that did not run, as failed', () => {
    expect(talliedReport(reportOf(file('a', [passed, skipped])), 0)).toMatchObject({ passed: 1, failed: 1, failedFiles: ['a'] })
  })

  test('has a file that did not load, as failed', () => {
    expect(talliedReport(reportOf(file('a', [], 'failed'), file('b', [passed])), 1)).toMatchObject({
      passed: 1,
      failed: 1,
      failedFiles: ['a'],
    })
  })

  test('has a failure outside the tests, which no second try can mend', () => {
    expect(talliedReport(reportOf(file('a', [passed])), 1)).toMatchObject({ passed: 1, failed: 1, failedFiles: [] })
  })

  test('has one failure when there is no report', () => {
    expect(talliedReport(undefined, 0)).toMatchObject({ passed: 0, failed: 1, failedFiles: [] })
  })

  test('counts a file that failed as its second try has it', () => {
    const first = reportOf(file('a', [passed, failed]), file('b', [passed]))
    expect(withSecondTry(first, talliedReport(reportOf(file('a', [passed, passed])), 0))).toMatchObject({ passed: 3, failed: 0 })
    expect(withSecondTry(first, talliedReport(reportOf(file('a', [failed, failed])), 1))).toMatchObject({ passed: 1, failed: 2 })
    expect(withSecondTry(first, talliedReport(undefined, 1))).toMatchObject({ passed: 1, failed: 1 })
  })

  test('is summed over all stages', () => {
    const sum = sumOf([talliedReport(reportOf(file('a', [passed])), 0), talliedReport(reportOf(file('b', [passed, failed])), 1)])
    expect(sum).toMatchObject({ passed: 2, failed: 1, failures: ['b: breaks: expected 1'] })
  })
})

describe('--only', () => {
  test('left out means everything', () => {
    expect(chooseStages(undefined)).toEqual({ ok: true, stages })
  })

  test('takes names and "static"', () => {
    const chosen = chooseStages('static,unit')
    expect(chosen.ok && chosen.stages.map((stage) => stage.name)).toEqual([
      'typed-lint',
      'lint',
      'types',
      'format',
      'borders',
      'unused',
      'unit',
    ])
  })

  test('names what it does not know', () => {
    expect(chooseStages('unit,nothing')).toEqual({ ok: false, unknown: 'nothing' })
  })
})
