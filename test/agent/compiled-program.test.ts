import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadProgram } from '../../agent/compiled-program'

const text = (word: string): string => `globalThis.said = require('node:path').basename(__filename) + ${JSON.stringify(word)}`

/** What the program said when it ran last. */
const said = (): unknown => Reflect.get(globalThis, 'said')

describe('a program with its compiled code kept beside it', () => {
  let folder: string
  let file: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'classwarden-program-'))
    file = path.join(folder, 'program.cjs')
    await writeFile(file, text('one'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('runs from its text, and from then on from what was kept', () => {
    const first = loadProgram(file)
    expect(first.isFromKept).toBe(false)
    first.run()
    first.keep()
    expect(said()).toBe('program.cjsone')
    const next = loadProgram(file)
    expect(next.isFromKept).toBe(true)
    next.run()
    expect(said()).toBe('program.cjsone')
  })

  it('runs a changed text of the same length, not the code of the one before', async () => {
    await writeFile(file, text('two'))
    const changed = loadProgram(file)
    expect(changed.isFromKept).toBe(false)
    changed.run()
    expect(said()).toBe('program.cjstwo')
    changed.keep()
  })

  it('takes code from another place, and of another program none', async () => {
    const kept = path.join(folder, 'elsewhere.code')
    const program = loadProgram(file, kept)
    expect(program.isFromKept).toBe(false)
    program.run()
    program.keep()
    expect(loadProgram(file, kept).isFromKept).toBe(true)
    const another = path.join(folder, 'another.cjs')
    await writeFile(another, text('six'))
    expect(loadProgram(another, kept).isFromKept).toBe(false)
  })

  it('runs without code that was cut short or damaged', async () => {
    const kept = `${file}.code`
    const whole = await readFile(kept)
    for (const damage of [
      () => truncate(kept, whole.length - 40),
      () => truncate(kept, 5),
      () => writeFile(kept, whole.fill(7, 100, 200)),
    ]) {
      await damage()
      const program = loadProgram(file)
      expect(program.isFromKept).toBe(false)
      program.run()
    }
  })
})
