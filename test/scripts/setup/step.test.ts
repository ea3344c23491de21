import { expect, test } from 'vitest'
import { reasonOf, runProgram, runSteps } from '../../../scripts/setup/step.mjs'

test('a step that is done already is not run', async () => {
  const ran: string[] = []
  const step = (name: string, todo: string | undefined): Parameters<typeof runSteps>[0][number] => ({
    name,
    todo: () => Promise.resolve(todo),
    run: () => Promise.resolve(void ran.push(name)),
  })
  await runSteps([step('first', undefined), step('second', 'fetching')], { isQuiet: true })
  expect(ran).toEqual(['second'])
})

test('a program that does not exist is a failure with a reason, not an exception', async () => {
  const finished = await runProgram('classwarden-no-such-program', [])
  expect(finished.code).toBe(127)
  expect(reasonOf(finished)).toContain('ENOENT')
})

test.each([
  [
    'the line that says error',
    {
      code: 1,
      stdout: 'fetching\n',
      stderr: 'npm warn old\nnpm error code ENOTFOUND\nnpm error host not found\nnpm error A complete log of this run',
    },
    'npm error host not found',
  ],
  ['else the last line', { code: 1, stdout: 'one\ntwo\n\n', stderr: '' }, 'two'],
  ['else the exit code', { code: 3, stdout: '', stderr: '' }, 'exit code 3'],
])('the reason of a failure is %s', (_what, finished, expected) => {
  expect(reasonOf(finished)).toBe(expected)
})
