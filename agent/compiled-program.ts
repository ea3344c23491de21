import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire, wrap } from 'node:module'
import path from 'node:path'
import { Script } from 'node:vm'

/** A program of one CommonJS file, with what V8 made of it when it was built kept beside it: compiling is a third of the agent's start. */
export interface CompiledProgram {
  /** Whether the kept code served. Another Node, another text or a damaged file only costs the time to compile. */
  readonly isFromKept: boolean
  run(): void
  /** Keeps the code of every function that has run by now. */
  keep(): void
}

const hashBytes = 32

/** `keptFile`: beside the program unless another is named. Throws what the file system throws when the program itself cannot be read. */
export function loadProgram(file: string, keptFile = `${file}.code`): CompiledProgram {
  // esbuild writes nothing but ASCII, which takes half the room of other text.
  const text = readFileSync(file, 'latin1')
  const cachedData = readKept(keptFile, text)
  const script = new Script(wrap(text), { filename: file, ...(cachedData === null ? {} : { cachedData }) })
  return {
    isFromKept: script.cachedDataRejected === false,
    run: () => {
      const program: unknown = script.runInThisContext()
      if (typeof program !== 'function') throw new Error(`${file} is no CommonJS module.`)
      const module = { exports: {} }
      program.call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file))
    },
    keep: () => {
      const code = script.createCachedData()
      writeFileSync(keptFile, Buffer.concat([hashOf(text, code), code]))
    },
  }
}

/** V8 itself compares versions, flags and the length of the text alone, and runs whatever the code says. */
const hashOf = (text: string, code: Buffer): Buffer => createHash('sha256').update(text, 'latin1').update(code).digest()

function readKept(file: string, text: string): Buffer | null {
  try {
    const kept = readFileSync(file)
    const code = kept.subarray(hashBytes)
    return kept.subarray(0, hashBytes).equals(hashOf(text, code)) ? code : null
  } catch {
    return null
  }
}
