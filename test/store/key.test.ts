import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openKeyFile } from '../../main/store/key'
import { codeOf, must } from '../support/outcome'
import { temporaryFolder } from '../support/store'

describe('the key file', () => {
  it('is made once, of 32 bytes, for the hub alone', async () => {
    await using folder = await temporaryFolder()
    const file = path.join(folder.folder, 'inner', 'hub.key')
    const made = must(await openKeyFile(path.dirname(file)))
    expect(made.byteLength).toBe(32)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(new Uint8Array(await readFile(file))).toEqual(made)
    expect(must(await openKeyFile(path.dirname(file)))).toEqual(made)
  })

  it('differs from hub to hub', async () => {
    await using first = await temporaryFolder()
    await using second = await temporaryFolder()
    expect(must(await openKeyFile(first.folder))).not.toEqual(must(await openKeyFile(second.folder)))
  })

  it.each([0o640, 0o604, 0o620, 0o610])('is refused with mode %o, which lets others at it', async (mode) => {
    await using folder = await temporaryFolder()
    must(await openKeyFile(folder.folder))
    await chmod(path.join(folder.folder, 'hub.key'), mode)
    expect(codeOf(await openKeyFile(folder.folder))).toBe('key-exposed')
  })

  it.each([0, 31, 33])('is refused with %i bytes', async (bytes) => {
    await using folder = await temporaryFolder()
    await writeFile(path.join(folder.folder, 'hub.key'), new Uint8Array(bytes), { mode: 0o600 })
    expect(codeOf(await openKeyFile(folder.folder))).toBe('key-unreadable')
  })

  it('is never made anew beside a database', async () => {
    await using folder = await temporaryFolder()
    await writeFile(path.join(folder.folder, 'hub.db'), 'anything')
    expect(codeOf(await openKeyFile(folder.folder))).toBe('key-missing')
  })
})
