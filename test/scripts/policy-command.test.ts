import { spawn } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')

const runPolicy = (args: readonly string[], input: string): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/policy/index.ts', ...args], { cwd: root })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.resume()
    child.on('close', (code) => resolve({ code, lines: output.split('\n').filter((line) => line !== '') }))
    child.stdin.end(input)
  })

describe('npm run policy', () => {
  it('match answers every line in order, the bad ones with an error', async () => {
    const input = [
      '{"id":"a","source":"search","text":"how to kill myself","yearGroup":"Year 9"}',
      'not json',
      '{"id":"c","source":"typed"}',
      '{"id":4,"source":"somewhere","text":"photosynthesis"}',
    ].join('\n')
    const { code, lines } = await runPolicy(['match'], input)
    const answers = lines.map((line): unknown => JSON.parse(line))
    expect(answers).toMatchObject([
      { id: 'a', flags: [{ category: 'suicide', grade: 5, span: [0, 18] }] },
      { id: null, error: 'this line is not JSON' },
      { id: 'c', error: 'text: Invalid input: expected string, received undefined' },
      { id: 4, flags: [] },
    ])
    expect(code).toBe(1)
  })
  it('lists says honestly what is not installed', async () => {
    const { lines } = await runPolicy(['lists'], '')
    expect(lines.length).toBe(2)
    for (const line of lines) expect(line).toMatch(/: not installed$/u)
  })
})
