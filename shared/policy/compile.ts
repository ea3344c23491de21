import type { Outcome } from '../outcome'
import { compilePacks } from './compile-packs'
import type { CompiledPacks } from './compiled-packs'
import type { PlacedPack } from './pack'
import { type PackFile, readPack } from './pack-file'

/** Compiles packs from their files, all or none: a failure's detail is `file:line: reason`. */
export function compileFiles(files: readonly PackFile[]): Outcome<CompiledPacks, 'bad-pack'> {
  const packs: PlacedPack[] = []
  for (const file of files) {
    const read = readPack(file)
    if (!read.ok) return read
    packs.push(read.value)
  }
  const compiled = compilePacks(packs)
  return compiled.ok ? { ok: true, value: compiled.value.packs } : compiled
}
