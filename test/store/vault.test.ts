import { randomBytes, randomUUID } from 'node:crypto'
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openVault } from '../../main/store/vault'
import { must } from '../support/outcome'
import { temporaryFolder } from '../support/store'

const key = new Uint8Array(randomBytes(32))
const picture = new Uint8Array(randomBytes(5_000))

describe('[CN2] the vault', () => {
  it('gives back what it keeps, and nothing of it can be read from its files', async () => {
    await using place = await temporaryFolder()
    const vault = must(await openVault({ folder: place.folder, key }))
    const name = randomUUID()
    must(await vault.keep(name, picture))
    expect(Buffer.from(must(await vault.open(name))).equals(picture)).toBe(true)
    const file = path.join(place.folder, 'vault', `${name}.sealed`)
    expect((await readFile(file)).includes(Buffer.from(picture.subarray(0, 16)))).toBe(false)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const again = must(await openVault({ folder: place.folder, key }))
    expect((await again.open(name)).ok).toBe(true)
  })

  it('names as damaged what is missing, cut, changed, exchanged or sealed with another key', async () => {
    await using place = await temporaryFolder()
    const vault = must(await openVault({ folder: place.folder, key }))
    const fileOf = (name: string): string => path.join(place.folder, 'vault', `${name}.sealed`)
    const [cut, changed, one, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()] as const
    for (const name of [cut, changed, one, other]) must(await vault.keep(name, picture))
    await writeFile(fileOf(cut), (await readFile(fileOf(cut))).subarray(0, 20))
    const bytes = await readFile(fileOf(changed))
    bytes[100] = (bytes[100] ?? 0) ^ 1
    await writeFile(fileOf(changed), bytes)
    await rename(fileOf(one), fileOf(other))
    for (const name of [cut, changed, one, other, randomUUID()]) {
      expect(await vault.open(name)).toMatchObject({ ok: false, code: 'picture-damaged' })
    }
    const stranger = must(await openVault({ folder: place.folder, key: new Uint8Array(randomBytes(32)) }))
    must(await vault.keep(one, picture))
    expect(await stranger.open(one)).toMatchObject({ code: 'picture-damaged' })
  })

  it('removes what is named, and at a start everything that nothing names', async () => {
    await using place = await temporaryFolder()
    const vault = must(await openVault({ folder: place.folder, key }))
    const [kept, gone, stray] = [randomUUID(), randomUUID(), randomUUID()] as const
    for (const name of [kept, gone, stray]) must(await vault.keep(name, picture))
    await vault.remove([gone, randomUUID()])
    await writeFile(path.join(place.folder, 'vault', `${randomUUID()}.sealed.part`), 'half')
    expect(await vault.removeAllBut([kept])).toBe(2)
    expect(await readdir(path.join(place.folder, 'vault'))).toEqual([`${kept}.sealed`])
  })
})
