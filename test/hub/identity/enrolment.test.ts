import { randomUUID } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ok } from '#shared/outcome'
import { enrolmentTokenSchema } from '#shared/protocol/enrolment'
import type { Actor } from '../../../main/hub/identity/actor'
import { openAuthority } from '../../../main/hub/identity/authority'
import { enrolmentDesk } from '../../../main/hub/identity/enrolment'
import { makeRequest } from '../../support/certificate-request'
import { handClock } from '../../support/clock'
import { codeOf, must } from '../../support/outcome'
import { temporaryStore } from '../../support/store'

/** Real hashing, keys and disks on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const minute = 60_000
const actor: Actor = { staffId: randomUUID(), displayName: 'Tess', address: '192.0.2.1' }

const opened = async () => {
  const temporary = await temporaryStore()
  const { store } = temporary
  const clock = handClock()
  const desk = enrolmentDesk(store, must(await openAuthority(store, clock)), clock)
  const { roomId } = must(await store.transact(({ rooms }) => rooms.create('Room 1', 1)))
  const { pem } = await makeRequest()
  return {
    temporary,
    clock,
    desk,
    roomId,
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
    issue: async (uses: number) => must(await desk.issue({ roomId, uses, expiresAt: clock.now() + 60 * minute }, actor)),
    redeem: (token: string, address = '192.0.2.9', certificateRequestPem = pem) =>
      desk.redeem({ token, hostname: 'pc-1', certificateRequestPem }, address),
    devices: async () => must(await store.transact(async ({ devices }) => ok(await devices.list()))),
    audited: async () =>
      must(await store.transact(async ({ audit }) => ok((await audit.list(null, 200)).map(({ action, detail }) => [action, detail])))),
  }
}

describe('an enrolment token', () => {
  it('[EN1] is shown once and kept as a hash only', async () => {
    await using hub = await opened()
    const { token, enrolment } = await hub.issue(3)
    expect(enrolmentTokenSchema.parse(token)).toBe(token)
    expect(enrolment).toMatchObject({ roomId: hub.roomId, uses: 3, usesLeft: 3, cancelled: false, issuedBy: 'Tess' })
    expect(JSON.stringify(must(await hub.desk.list()))).not.toContain(token)
    const { folder } = hub.temporary
    const contents = await Promise.all((await readdir(folder)).map((name) => readFile(path.join(folder, name))))
    expect(Buffer.concat(contents).includes(token)).toBe(false)
  })

  it('[EN1] makes a device in its room, once for each use', async () => {
    await using hub = await opened()
    const { token, enrolment } = await hub.issue(2)
    const first = must(await hub.redeem(token))
    must(await hub.redeem(token))
    expect(codeOf(await hub.redeem(token))).toBe('token-used-up')
    expect(first.device).toMatchObject({ roomId: hub.roomId, name: 'pc-1', enrolledAt: hub.clock.now(), revokedAt: null })
    expect(await hub.devices()).toHaveLength(2)
    expect(must(await hub.desk.list())).toEqual([{ ...enrolment, usesLeft: 0 }])
  })

  it('[EN1] with one use left lets one of many PCs in that come at once', async () => {
    await using hub = await opened()
    const { token } = await hub.issue(1)
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, number) => hub.redeem(token, `192.0.2.${number}`)))
    expect(outcomes.map(codeOf).sort()).toEqual(['ok', ...new Array<string>(7).fill('token-used-up')])
    expect(await hub.devices()).toHaveLength(1)
  })

  it('[EN4] is refused with its own code when unknown, expired or cancelled, and each try is audited', async () => {
    await using hub = await opened()
    const cancelled = await hub.issue(5)
    must(await hub.desk.cancel(cancelled.enrolment.enrolmentId, actor))
    const expired = await hub.issue(5)
    expect(codeOf(await hub.redeem('x'.repeat(27)))).toBe('token-unknown')
    expect(codeOf(await hub.redeem(cancelled.token))).toBe('token-cancelled')
    hub.clock.turn(60 * minute)
    expect(codeOf(await hub.redeem(expired.token))).toBe('token-expired')
    expect((await hub.audited()).filter(([action]) => action === 'device:enrol-failed').map(([, detail]) => detail)).toEqual([
      'token-expired',
      'token-cancelled',
      'token-unknown',
    ])
    expect(await hub.devices()).toEqual([])
  })

  it('[EN4] keeps its use when the request is bad', async () => {
    await using hub = await opened()
    const { token } = await hub.issue(1)
    expect(codeOf(await hub.redeem(token, '192.0.2.9', 'nonsense'))).toBe('request-invalid')
    expect(codeOf(await hub.redeem(token))).toBe('ok')
  })

  it('cannot be guessed at speed from one address, nor fill the log', async () => {
    await using hub = await opened()
    const codes = []
    for (let number = 0; number < 60; number += 1) codes.push(codeOf(await hub.redeem('y'.repeat(27), '192.0.2.66')))
    expect(codes.filter((code) => code === 'token-unknown')).toHaveLength(41)
    expect(codes.at(-1)).toBe('too-many-attempts')
    expect((await hub.audited()).filter(([action]) => action === 'device:enrol-failed')).toHaveLength(41)
    const { token } = await hub.issue(1)
    expect(codeOf(await hub.redeem(token, '192.0.2.67'))).toBe('ok')
  })

  it('is not issued for a room that is not there or a time gone by, and cancelling one that is not there says so', async () => {
    await using hub = await opened()
    const expiresAt = hub.clock.now() + minute
    expect(codeOf(await hub.desk.issue({ roomId: randomUUID(), uses: 1, expiresAt }, actor))).toBe('not-found')
    expect(codeOf(await hub.desk.issue({ roomId: hub.roomId, uses: 1, expiresAt: hub.clock.now() }, actor))).toBe('request-invalid')
    expect(codeOf(await hub.desk.cancel(randomUUID(), actor))).toBe('not-found')
  })
})
