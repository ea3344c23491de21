import { createServer } from 'node:net'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '#shared/clock'
import type { HubCheck } from '#shared/model/hub-check'
import { ok } from '#shared/outcome'
import { checkLine, doctorExitCode, examineFolder } from '../../../main/hub/doctor/examine-folder'
import { checkCertificate, checkPort } from '../../../main/hub/doctor/place-checks'
import { openAuthority } from '../../../main/hub/identity/authority'
import { openSigningKey } from '../../../main/hub/identity/signing-key'
import { openKeyFile } from '../../../main/store/key'
import { openStore, type Store } from '../../../main/store/store'
import { must } from '../../support/outcome'
import { temporaryFolder } from '../../support/store'

const examine = (dataFolder: string): Promise<HubCheck[]> =>
  examineFolder({ dataFolder, bindAddress: '127.0.0.1', ports: [0], clock: systemClock })
const stateOf = (checks: readonly HubCheck[], check: HubCheck['check']): string | undefined =>
  checks.find((one) => one.check === check)?.state

/** A hub's folder, as its first start leaves it. */
const makeHub = async (folder: string): Promise<Store> => {
  const store = must(await openStore({ folder, key: must(await openKeyFile(folder)) }))
  const authority = must(await openAuthority(store, systemClock))
  must(await authority.serverCredentials(['127.0.0.1']))
  must(await openSigningKey(store, systemClock.now()))
  return store
}

describe('[HD1] the doctor of a hub', () => {
  it('finds a stopped hub well, but for backups that nobody set up, and says what to do', async () => {
    await using place = await temporaryFolder()
    await (await makeHub(place.folder)).close()
    const checks = await examine(place.folder)
    for (const check of ['key', 'database', 'chain', 'agents'] as const) expect([check, stateOf(checks, check)]).toEqual([check, 'good'])
    expect(checks.filter(({ check }) => check === 'certificate').map(({ state }) => state)).toEqual(['good', 'good'])
    expect(stateOf(checks, 'mail')).toBe('skipped')
    const backup = checks.find(({ check }) => check === 'backup')
    expect(backup).toMatchObject({ state: 'bad' })
    expect(backup === undefined ? '' : checkLine(backup)).toMatch(/^\[BAD \] backup: .*Set them up in the console/u)
    expect(doctorExitCode(checks)).toBe(1)
  })

  it('says of a running hub that it holds the database', async () => {
    await using place = await temporaryFolder()
    const store = await makeHub(place.folder)
    const checks = await examine(place.folder)
    expect(stateOf(checks, 'database')).toBe('skipped')
    expect(stateOf(checks, 'chain')).toBe(undefined)
    await store.close()
  })

  it('names a key that others may read, a damaged database, a changed record, and a folder without a hub', async () => {
    await using place = await temporaryFolder()
    expect(stateOf(await examine(place.folder), 'database')).toBe('bad')
    const store = await makeHub(place.folder)
    must(
      await store.transact(async ({ audit }) => {
        await audit.append({ at: 1, action: 'hub:start', staff: null, subject: 'x', detail: '', address: '' })
        return ok(null)
      }),
    )
    await store.close()
    const key = path.join(place.folder, 'hub.key')
    await chmod(key, 0o644)
    expect(stateOf(await examine(place.folder), 'key')).toBe('bad')
    await chmod(key, 0o600)
    const file = path.join(place.folder, 'hub.db')
    const bytes = await readFile(file)
    bytes.fill(7, 8_192, 12_288)
    await writeFile(file, bytes)
    expect(stateOf(await examine(place.folder), 'database')).toBe('bad')
  })

  it('names a port that another program has, and certificates that are near their end or past it', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = address === null || typeof address === 'string' ? 0 : address.port
    expect(await checkPort(port, '127.0.0.1')).toMatchObject({ state: 'bad' })
    await new Promise((resolve) => server.close(resolve))

    await using place = await temporaryFolder()
    const store = await makeHub(place.folder)
    const { certificatePem, expiresAt } = must(await must(await openAuthority(store, systemClock)).serverCredentials(['127.0.0.1']))
    await store.close()
    const dayMs = 86_400_000
    const states = [-200, -10, 1].map((days) => checkCertificate('It', certificatePem, 20, expiresAt + days * dayMs).state)
    expect(states).toEqual(['good', 'warning', 'bad'])
    expect(checkCertificate('It', certificatePem, 20, 0).state).toBe('bad')
  })

  it('ends with a code that a script can go by', () => {
    const of = (...states: HubCheck['state'][]): number => doctorExitCode(states.map((state) => ({ check: 'disk', state, detail: '' })))
    expect([of('good', 'skipped'), of('good', 'warning'), of('warning', 'bad')]).toEqual([0, 3, 1])
  })
})
