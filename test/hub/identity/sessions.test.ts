import { randomUUID } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ok } from '#shared/outcome'
import { staffSessionSchema } from '#shared/protocol/staff-calls'
import { defaultSessionLimits, staffSessions } from '../../../main/hub/identity/sessions'
import { handClock } from '../../support/clock'
import { codeOf, must } from '../../support/outcome'
import { temporaryStore } from '../../support/store'

const minute = 60_000
const hour = 60 * minute
const address = '192.0.2.9'

/** A hub with one teacher, whose account ends after `expiresAfterMs` if given. */
const opened = async (expiresAfterMs: number | null = null) => {
  const temporary = await temporaryStore()
  const { store } = temporary
  const clock = handClock()
  const staffId = randomUUID()
  const expiresAt = expiresAfterMs === null ? null : clock.now() + expiresAfterMs
  const ada = must(
    await store.transact(async ({ staff }) =>
      ok(
        await staff.add({
          profile: { staffId, signInName: 'ada', displayName: 'Ada', role: 'teacher', roomIds: null, expiresAt },
          passwordHash: 'none',
          createdAt: clock.now(),
        }),
      ),
    ),
  )
  const sessions = staffSessions(store, clock, defaultSessionLimits)
  return {
    folder: temporary.folder,
    store,
    clock,
    ada,
    sessions,
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
    begin: async () => must(await sessions.begin(ada, address)),
    audited: async () =>
      must(await store.transact(async ({ audit }) => ok((await audit.list(null, 50)).map(({ action, detail }) => [action, detail])))),
  }
}

describe('[ST2] a staff session', () => {
  it('is a random token of 43 characters that is kept as its hash only', async () => {
    await using hub = await opened()
    const { session, sessionId } = await hub.begin()
    expect(staffSessionSchema.parse(session)).toEqual(session)
    expect((await hub.begin()).session.sessionToken).not.toBe(session.sessionToken)
    const kept = must(await hub.store.transact(async ({ sessions }) => ok(await sessions.list())))
    expect(JSON.stringify(kept)).not.toContain(session.sessionToken)
    expect(kept.map((one) => one.sessionId)).toContain(sessionId)
    const contents = await Promise.all((await readdir(hub.folder)).map((name) => readFile(path.join(hub.folder, name))))
    expect(Buffer.concat(contents).includes(session.sessionToken)).toBe(false)
  })

  it('is taken up again by its token, and by nothing else', async () => {
    await using hub = await opened()
    const { session, sessionId } = await hub.begin()
    expect(must(await hub.sessions.resume(session.sessionToken))).toEqual({ session, sessionId })
    for (const wrong of [sessionId, '', 'x'.repeat(43), '\u0000', session.sessionToken.slice(1), 'x'.repeat(1_000_000)]) {
      expect(codeOf(await hub.sessions.resume(wrong))).toBe('sign-in-needed')
    }
  })

  it('ends after its idle limit without a touch', async () => {
    await using hub = await opened()
    const { sessionId } = await hub.begin()
    hub.clock.turn(15 * minute - 1)
    expect(codeOf(await hub.sessions.check(sessionId))).toBe('ok')
    expect(codeOf(await hub.sessions.touch(sessionId))).toBe('ok')
    hub.clock.turn(15 * minute - 1)
    expect(codeOf(await hub.sessions.check(sessionId))).toBe('ok')
    hub.clock.turn(1)
    expect(codeOf(await hub.sessions.check(sessionId))).toBe('session-expired')
    expect(codeOf(await hub.sessions.check(sessionId))).toBe('sign-in-needed')
    expect(await hub.audited()).toEqual([['staff:session-expired', 'idle']])
  })

  it('ends at its expiry however busy it is', async () => {
    await using hub = await opened()
    const { session, sessionId } = await hub.begin()
    expect(session.expiresAt).toBe(hub.clock.now() + 10 * hour)
    for (let number = 0; number < 59; number += 1) {
      hub.clock.turn(10 * minute)
      must(await hub.sessions.touch(sessionId))
    }
    hub.clock.turn(10 * minute)
    expect(codeOf(await hub.sessions.touch(sessionId))).toBe('session-expired')
  })

  it('ends with the account of supply staff', async () => {
    await using hub = await opened(5 * minute)
    const { session, sessionId } = await hub.begin()
    expect(session.expiresAt).toBe(hub.clock.now() + 5 * minute)
    hub.clock.turn(5 * minute)
    expect(codeOf(await hub.sessions.check(sessionId))).toBe('session-expired')
  })

  it('ends when the account is disabled', async () => {
    await using hub = await opened()
    const { session, sessionId } = await hub.begin()
    must(await hub.store.transact(async ({ staff }) => ok(await staff.change(hub.ada.staffId, { disabledAt: 1 }))))
    expect(codeOf(await hub.sessions.resume(session.sessionToken))).toBe('account-disabled')
    expect(codeOf(await hub.sessions.check(sessionId))).toBe('sign-in-needed')
  })

  it('ends at sign-out, and ending twice is harmless', async () => {
    await using hub = await opened()
    const { session, sessionId } = await hub.begin()
    expect(codeOf(await hub.sessions.end(sessionId, address))).toBe('ok')
    expect(codeOf(await hub.sessions.end(sessionId, address))).toBe('ok')
    expect(codeOf(await hub.sessions.resume(session.sessionToken))).toBe('sign-in-needed')
    expect(await hub.audited()).toEqual([['staff:sign-out', '']])
  })

  it('shows the account as it is now', async () => {
    await using hub = await opened()
    const { sessionId } = await hub.begin()
    must(await hub.store.transact(async ({ staff }) => ok(await staff.change(hub.ada.staffId, { totpSecret: 'JBSWY3DPEHPK3PXP' }))))
    expect(must(await hub.sessions.check(sessionId)).staff.secondFactor).toBe(true)
  })

  it('is swept when it has run out, and named so that its console can be told', async () => {
    await using hub = await opened()
    const old = await hub.begin()
    hub.clock.turn(10 * minute)
    const young = await hub.begin()
    hub.clock.turn(5 * minute)
    expect(must(await hub.sessions.sweep())).toEqual([{ sessionId: old.sessionId, staffId: hub.ada.staffId, why: 'idle' }])
    expect(must(await hub.sessions.sweep())).toEqual([])
    expect(codeOf(await hub.sessions.check(young.sessionId))).toBe('ok')
  })

  it('gives way to newer ones when an account piles them up', async () => {
    await using hub = await opened()
    const begun = []
    for (let number = 0; number < 25; number += 1) {
      hub.clock.turn(1)
      begun.push(await hub.begin())
    }
    const codes = await Promise.all(begun.map(async ({ sessionId }) => codeOf(await hub.sessions.check(sessionId))))
    expect(codes).toEqual([...new Array<string>(5).fill('sign-in-needed'), ...new Array<string>(20).fill('ok')])
  })
})
