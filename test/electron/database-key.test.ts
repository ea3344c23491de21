import { chmodSync, existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Keyring, readDatabaseKey, type SealedKeyStore } from '../../main/electron/database-key'

const keyring = (name: string): Keyring => ({
  isAvailable: () => true,
  seal: (plain) => Buffer.from(`${name}:${plain}`),
  open: (sealed) => {
    const [sealer, plain] = sealed.toString().split(':')
    if (sealer !== name || plain === undefined) throw new Error('another keyring')
    return plain
  },
})
const noKeyring: Keyring = {
  isAvailable: () => false,
  seal: () => expect.fail('sealed without a keyring'),
  open: () => expect.fail('opened without a keyring'),
}

describe('the database key', () => {
  let folder: string
  let sealed: string | undefined
  const sealedKey: SealedKeyStore = {
    read: () => sealed,
    write: (text) => {
      sealed = text
    },
  }
  const read = (ring: Keyring) => readDatabaseKey(path.join(folder, 'hub'), ring, sealedKey)

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'classwarden-key-'))
    sealed = undefined
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('is made once, sealed by the keyring, and the same ever after', async () => {
    const first = await read(keyring('a'))
    expect(first).toMatchObject({ ok: true, value: { kept: 'keyring' } })
    expect(await read(keyring('a'))).toEqual(first)
    expect(sealed).not.toContain(first.ok ? first.value.hex : '')
  })

  it('lies in a file for this user alone where there is no keyring, and stays there when one appears', async () => {
    const first = await read(noKeyring)
    expect(first).toMatchObject({ ok: true, value: { kept: 'file' } })
    const file = path.join(folder, 'hub/hub.key')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file).toString('hex')).toBe(first.ok ? first.value.hex : '')
    expect(await read(keyring('a'))).toEqual(first)
  })

  it('is never made anew over a database it could not open', async () => {
    mkdirSync(path.join(folder, 'hub'))
    writeFileSync(path.join(folder, 'hub/hub.db'), 'encrypted')
    expect(await read(keyring('a'))).toMatchObject({ ok: false, code: 'store-unavailable' })
    expect(sealed).toBeUndefined()
  })

  it('stays closed to another keyring, without a keyring, and when damaged', async () => {
    await read(keyring('a'))
    expect(await read(keyring('b'))).toMatchObject({ ok: false, code: 'store-unavailable' })
    expect(await read(noKeyring)).toMatchObject({ ok: false, code: 'store-unavailable' })
    sealed = Buffer.from('a:not a key').toString('base64')
    expect(await read(keyring('a'))).toMatchObject({ ok: false, code: 'store-unavailable' })
  })

  it('[BK9] of a restored hub takes the place of the one before: in the keyring where there is one, and the file goes', async () => {
    await read(keyring('a'))
    const file = path.join(folder, 'hub/hub.key')
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, Buffer.alloc(32, 7), { mode: 0o600 })
    const hex = '07'.repeat(32)
    expect(await read(noKeyring)).toEqual({ ok: true, value: { hex, kept: 'file' } })
    expect(await read(keyring('a'))).toEqual({ ok: true, value: { hex, kept: 'keyring' } })
    expect(existsSync(file)).toBe(false)
    expect(await read(keyring('a'))).toEqual({ ok: true, value: { hex, kept: 'keyring' } })
  })

  it('is refused when others may read its file', async () => {
    await read(noKeyring)
    chmodSync(path.join(folder, 'hub/hub.key'), 0o644)
    expect(await read(noKeyring)).toMatchObject({ ok: false, code: 'store-unavailable' })
  })

  it('says so when the folder cannot be written', async () => {
    writeFileSync(path.join(folder, 'hub'), 'a file in the way')
    const refused = await read(noKeyring)
    expect(refused).toMatchObject({ ok: false, code: 'store-unavailable' })
  })
})
