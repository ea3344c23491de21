import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mapFile } from '../../../agent/storage/mapped-file'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mapped-file-'))
  file = path.join(folder, 'file')
})
afterEach(() => rm(folder, { recursive: true }))

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

describe('a mapped file', () => {
  it('has the bytes of the file, to the last one', async () => {
    const bytes = Uint8Array.from({ length: 3 * 4_096 + 5 }, (_, at) => at % 251)
    await writeFile(file, bytes)
    expect(Buffer.compare(await mapFile(file), bytes)).toBe(0)
  })

  it('keeps them when another file takes its place', async () => {
    await writeFile(file, 'before')
    const mapped = await mapFile(file)
    await writeFile(`${file}.new`, 'after')
    await rename(`${file}.new`, file)
    expect([textOf(mapped), textOf(await mapFile(file))]).toEqual(['before', 'after'])
  })

  it('may be empty', async () => {
    await writeFile(file, '')
    expect((await mapFile(file)).length).toBe(0)
  })

  it('says what the file system says of a file that is missing, and of a folder', async () => {
    await expect(mapFile(file)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(mapFile(folder)).rejects.toMatchObject({ code: 'EISDIR' })
  })
})
