import { randomUUID } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { Secret, TOTP, URI } from 'otpauth'
import { describe, expect, it, vi } from 'vitest'
import type { Role, Staff } from '#shared/model/staff'
import { ok } from '#shared/outcome'
import { staffAccounts } from '../../../main/hub/identity/accounts'
import type { Actor } from '../../../main/hub/identity/actor'
import { defaultSessionLimits, staffSessions } from '../../../main/hub/identity/sessions'
import { handClock } from '../../support/clock'
import { codeOf, must } from '../../support/outcome'
import { temporaryStore } from '../../support/store'

/** Real hashing, keys and disks on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const minute = 60_000
const password = 'seven green bottles'
const classroom = '192.0.2.9'
const actorOf = (staff: Staff, address = classroom): Actor => ({ staffId: staff.staffId, displayName: staff.displayName, address })

/** A hub with one technician, Tess. */
const opened = async () => {
  const temporary = await temporaryStore()
  const { store } = temporary
  const clock = handClock()
  const accounts = staffAccounts(store, clock)
  const code = must(await accounts.renewFirstRunCode()) ?? ''
  const tess = must(await accounts.createFirst({ code, signInName: 'tess', displayName: 'Tess', password }, classroom))
  return {
    folder: temporary.folder,
    store,
    clock,
    accounts,
    tess,
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
    add: async (signInName: string, role: Role = 'teacher', expiresAt: number | null = null) =>
      must(await accounts.create({ signInName, displayName: signInName, role, roomIds: null, password, expiresAt }, actorOf(tess))),
    signIn: (
      signInName: string,
      typed = password,
      { totpCode = null, address = classroom }: { totpCode?: string | null; address?: string } = {},
    ) => accounts.signIn({ signInName, password: typed, totpCode, address }),
    audited: async (action: string) =>
      must(await store.transact(async ({ audit }) => ok((await audit.list(null, 200)).filter((entry) => entry.action === action)))),
  }
}

describe('the first account', () => {
  it('[ST3] is made once, with the code the hub printed, as a technician', async () => {
    await using temporary = await temporaryStore()
    const accounts = staffAccounts(temporary.store, handClock())
    expect(must(await accounts.firstRun())).toBe(true)
    const old = must(await accounts.renewFirstRunCode()) ?? ''
    const code = must(await accounts.renewFirstRunCode()) ?? ''
    const create = (typed: string, signInName = 'tess') =>
      accounts.createFirst({ code: typed, signInName, displayName: 'Tess', password }, classroom)
    expect(codeOf(await create(old))).toBe('first-run-code-wrong')
    expect(must(await create(code.toLowerCase().replaceAll('-', ' ')))).toMatchObject({
      role: 'technician',
      roomIds: null,
      disabled: false,
    })
    expect(codeOf(await create(code, 'other'))).toBe('first-run-done')
    expect(must(await accounts.firstRun())).toBe(false)
    expect(must(await accounts.renewFirstRunCode())).toBeNull()
  })

  it('[ST3] goes to one of two browsers that ask at once', async () => {
    await using temporary = await temporaryStore()
    const accounts = staffAccounts(temporary.store, handClock())
    const code = must(await accounts.renewFirstRunCode()) ?? ''
    const create = (signInName: string) => accounts.createFirst({ code, signInName, displayName: 'Tess', password }, classroom)
    const codes = (await Promise.all(['ann', 'ben'].map(create))).map(codeOf)
    expect(codes.sort()).toEqual(['first-run-done', 'ok'])
  })

  it('[ST3] is not to be had by guessing codes', async () => {
    await using temporary = await temporaryStore()
    const accounts = staffAccounts(temporary.store, handClock())
    must(await accounts.renewFirstRunCode())
    const codes = []
    for (let number = 0; number < 7; number += 1) {
      codes.push(
        codeOf(await accounts.createFirst({ code: `0000-0000-000${number}`, signInName: 'x1', displayName: 'x', password }, classroom)),
      )
    }
    expect(codes).toEqual([...new Array<string>(5).fill('first-run-code-wrong'), 'too-many-attempts', 'too-many-attempts'])
  })
})

describe('an account', () => {
  it('[ST1] keeps its password as argon2id with OWASP’s cost, and no plain text anywhere', async () => {
    await using hub = await opened()
    const record = must(await hub.store.transact(async ({ staff }) => ok(await staff.find(hub.tess.staffId))))
    expect(record?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/u)
    const contents = await Promise.all((await readdir(hub.folder)).map((name) => readFile(path.join(hub.folder, name))))
    expect(Buffer.concat(contents).includes(password)).toBe(false)
  })

  it('has a name of its own, rooms that exist, and a password worth the name', async () => {
    await using hub = await opened()
    const account = { signInName: 'ada', displayName: 'Ada Lovelace', role: 'teacher', roomIds: null, password, expiresAt: null } as const
    const create = async (change: object) => codeOf(await hub.accounts.create({ ...account, ...change }, actorOf(hub.tess)))
    expect(await create({ signInName: 'tess' })).toBe('name-taken')
    expect(await create({ roomIds: [randomUUID()] })).toBe('not-found')
    for (const weak of ['too short', 'aaaaaaaaaaaaaaaa', 'ada lovelace', 'Password1234567890', 'x'.repeat(201)]) {
      expect(await create({ password: weak })).toBe('password-weak')
    }
    expect(await create({})).toBe('ok')
    expect(must(await hub.accounts.list()).map(({ signInName }) => signInName)).toEqual(['ada', 'tess'])
    expect(await hub.audited('staff:create')).toMatchObject([{ staffName: 'Tess', subject: 'ada', detail: 'teacher' }])
  })

  it('cannot sign in when disabled or expired, which only the right password is told', async () => {
    await using hub = await opened()
    const ada = await hub.add('ada')
    await hub.add('supply', 'teacher', hub.clock.now() + minute)
    must(await hub.signIn('supply'))
    must(await hub.accounts.disable(ada.staffId, actorOf(hub.tess)))
    hub.clock.turn(minute)
    expect(codeOf(await hub.signIn('ada'))).toBe('account-disabled')
    expect(codeOf(await hub.signIn('supply'))).toBe('account-expired')
    expect(codeOf(await hub.signIn('ada', 'not the password'))).toBe('sign-in-wrong')
    expect(codeOf(await hub.accounts.disable(randomUUID(), actorOf(hub.tess)))).toBe('not-found')
  })

  it('of the last technician cannot be disabled', async () => {
    await using hub = await opened()
    expect(codeOf(await hub.accounts.disable(hub.tess.staffId, actorOf(hub.tess)))).toBe('role-forbids')
    await hub.add('tom', 'technician')
    expect(codeOf(await hub.accounts.disable(hub.tess.staffId, actorOf(hub.tess)))).toBe('ok')
  })

  it('changes its password knowing the present one, which ends its other sessions', async () => {
    await using hub = await opened()
    const sessions = staffSessions(hub.store, hub.clock, defaultSessionLimits)
    const [here, there] = [must(await sessions.begin(hub.tess, classroom)), must(await sessions.begin(hub.tess, classroom))]
    const change = (present: string, next: string) =>
      hub.accounts.changePassword({ present, next, keepSessionId: here.sessionId }, actorOf(hub.tess))
    expect(codeOf(await change('not the password', 'nine blue kettles'))).toBe('sign-in-wrong')
    expect(codeOf(await change(password, 'short'))).toBe('password-weak')
    expect(codeOf(await change(password, 'nine blue kettles'))).toBe('ok')
    expect([codeOf(await sessions.check(here.sessionId)), codeOf(await sessions.check(there.sessionId))]).toEqual(['ok', 'sign-in-needed'])
    expect([codeOf(await hub.signIn('tess')), codeOf(await hub.signIn('tess', 'nine blue kettles'))]).toEqual(['sign-in-wrong', 'ok'])
  })
})

describe('signing in', () => {
  it('[ST1] answers an unknown name and a wrong password alike, and audits both', async () => {
    await using hub = await opened()
    const [unknown, wrong] = [await hub.signIn('nobody'), await hub.signIn('tess', 'not the password')]
    expect(unknown).toEqual(wrong)
    expect(codeOf(unknown)).toBe('sign-in-wrong')
    expect(await hub.audited('staff:sign-in-failed')).toMatchObject([
      { subject: 'tess', staffId: null, address: classroom },
      { subject: 'nobody', staffId: null, address: classroom },
    ])
    expect(must(await hub.signIn('tess'))).toEqual(hub.tess)
    expect(await hub.audited('staff:sign-in')).toMatchObject([{ subject: 'tess', staffId: hub.tess.staffId }])
  })

  it('[ST1] is slowed after five failures, longer each time, and recovers', async () => {
    await using hub = await opened()
    const wrong = async () => codeOf(await hub.signIn('tess', 'not the password'))
    for (let number = 0; number < 5; number += 1) expect(await wrong()).toBe('sign-in-wrong')
    expect(codeOf(await hub.signIn('tess'))).toBe('too-many-attempts')
    hub.clock.turn(1_000)
    expect(await wrong()).toBe('sign-in-wrong')
    hub.clock.turn(1_000)
    expect(codeOf(await hub.signIn('tess'))).toBe('too-many-attempts')
    hub.clock.turn(1_000)
    expect(codeOf(await hub.signIn('tess'))).toBe('ok')
    expect(await wrong()).toBe('sign-in-wrong')
    expect(codeOf(await hub.signIn('tess'))).toBe('ok')
  })

  it('[ST1] tells an unknown name to wait as it does a known one', async () => {
    await using hub = await opened()
    const codes = []
    for (let number = 0; number < 6; number += 1) codes.push(codeOf(await hub.signIn('nobody')))
    expect(codes).toEqual([...new Array<string>(5).fill('sign-in-wrong'), 'too-many-attempts'])
  })

  it('[ST1] lets no more tries through when they come at once', async () => {
    await using hub = await opened()
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => hub.signIn('tess', 'not the password')))
    expect(outcomes.map(codeOf).filter((code) => code === 'sign-in-wrong')).toHaveLength(5)
  })

  it('[ST1] of a teacher elsewhere goes on while a pupil tries the name', async () => {
    await using hub = await opened()
    for (let number = 0; number < 8; number += 1) await hub.signIn('tess', 'not the password', { address: '192.0.2.66' })
    expect(codeOf(await hub.signIn('tess', password, { address: '192.0.2.66' }))).toBe('too-many-attempts')
    expect(codeOf(await hub.signIn('tess'))).toBe('ok')
  })

  it('[ST1] is slowed for an address that tries many names, and for a name tried from many addresses', async () => {
    await using hub = await opened()
    for (let number = 0; number < 41; number += 1) await hub.signIn(`name${number}`, password, { address: '192.0.2.66' })
    expect(codeOf(await hub.signIn('tess', password, { address: '192.0.2.66' }))).toBe('too-many-attempts')
    for (let number = 0; number < 41; number += 1) await hub.signIn('tess', 'not the password', { address: `198.51.100.${number}` })
    expect(codeOf(await hub.signIn('tess'))).toBe('too-many-attempts')
    hub.clock.turn(30_000)
    expect(codeOf(await hub.signIn('tess'))).toBe('ok')
  })

  it('[ST1] stays slowed after a restart of the hub', async () => {
    await using hub = await opened()
    for (let number = 0; number < 5; number += 1) await hub.signIn('tess', 'not the password')
    const restarted = staffAccounts(hub.store, hub.clock)
    expect(codeOf(await restarted.signIn({ signInName: 'tess', password, totpCode: null, address: classroom }))).toBe('too-many-attempts')
  })

  it('takes the same password however its characters are composed, and survives a huge one', async () => {
    await using hub = await opened()
    must(
      await hub.accounts.create(
        { signInName: 'zoe', displayName: 'Z', role: 'head', roomIds: null, password: 'caf\u00e9 au lait, zo\u00eb', expiresAt: null },
        actorOf(hub.tess),
      ),
    )
    expect(codeOf(await hub.signIn('zoe', 'cafe\u0301 au lait, zoe\u0308'))).toBe('ok')
    expect(codeOf(await hub.signIn('zoe', 'x'.repeat(1_000_000)))).toBe('sign-in-wrong')
    expect(codeOf(await hub.signIn('zoe', '\u0000'))).toBe('sign-in-wrong')
  })
})

describe('the second factor', () => {
  /** Tess with an authenticator; `code` is what it shows. */
  const withSecondFactor = async () => {
    const hub = await opened()
    const { otpauthUri } = must(await hub.accounts.totpBegin(password, actorOf(hub.tess)))
    const authenticator = URI.parse(otpauthUri)
    if (!(authenticator instanceof TOTP)) throw new Error('not a TOTP address')
    const code = (aheadMs = 0) => authenticator.generate({ timestamp: hub.clock.now() + aheadMs })
    return { ...hub, otpauthUri, authenticator, code, [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() }
  }

  it('is in force only once confirmed, and asks for the present password', async () => {
    await using hub = await withSecondFactor()
    expect(hub.otpauthUri).toMatch(/^otpauth:\/\/totp\/Classwarden:tess\?/u)
    expect(hub.authenticator.secret.bytes.byteLength).toBe(20)
    expect(codeOf(await hub.signIn('tess'))).toBe('ok')
    expect(codeOf(await hub.accounts.totpConfirm('000000', actorOf(hub.tess)))).toBe('sign-in-wrong')
    expect(codeOf(await hub.accounts.totpConfirm(hub.code(), actorOf(hub.tess)))).toBe('ok')
    expect(codeOf(await hub.accounts.totpConfirm(hub.code(), actorOf(hub.tess)))).toBe('not-found')
    expect(codeOf(await hub.signIn('tess'))).toBe('second-factor-needed')
    expect(codeOf(await hub.accounts.totpBegin('not the password', actorOf(hub.tess)))).toBe('sign-in-wrong')
    expect(await hub.audited('staff:second-factor')).toMatchObject([{ subject: 'tess', detail: 'set' }])
  })

  it('[ST6] takes a code once, of now or half a minute away, in any order of tries', async () => {
    await using hub = await withSecondFactor()
    must(await hub.accounts.totpConfirm(hub.code(), actorOf(hub.tess)))
    const signIn = async (totpCode: string) => codeOf(await hub.signIn('tess', password, { totpCode }))
    expect(await signIn(hub.code())).toBe('sign-in-wrong')
    expect(await signIn(hub.code(30_000))).toBe('ok')
    expect(await signIn(hub.code(30_000))).toBe('sign-in-wrong')
    hub.clock.turn(2 * minute)
    const once = await Promise.all(Array.from({ length: 3 }, () => signIn(hub.code())))
    expect(once.sort()).toEqual(['ok', 'sign-in-wrong', 'sign-in-wrong'])
    expect(await signIn(hub.code(-30_000))).toBe('sign-in-wrong')
    expect(await signIn(hub.code(90_000))).toBe('sign-in-wrong')
  })

  it('[ST6] cannot be guessed at speed by one who knows the password', async () => {
    await using hub = await withSecondFactor()
    must(await hub.accounts.totpConfirm(hub.code(), actorOf(hub.tess)))
    const codes = []
    for (let number = 0; number < 6; number += 1) {
      expect(codeOf(await hub.signIn('tess'))).toBe(number < 5 ? 'second-factor-needed' : 'too-many-attempts')
      codes.push(codeOf(await hub.signIn('tess', password, { totpCode: `00000${number}` })))
    }
    expect(codes).toEqual([...new Array<string>(5).fill('sign-in-wrong'), 'too-many-attempts'])
  })

  it('goes away with the present password', async () => {
    await using hub = await withSecondFactor()
    must(await hub.accounts.totpConfirm(hub.code(), actorOf(hub.tess)))
    expect(codeOf(await hub.accounts.totpRemove('not the password', actorOf(hub.tess)))).toBe('sign-in-wrong')
    expect(codeOf(await hub.accounts.totpRemove(password, actorOf(hub.tess)))).toBe('ok')
    expect(codeOf(await hub.signIn('tess'))).toBe('ok')
  })

  it('follows RFC 6238', () => {
    // Appendix B, SHA-1, 59 s: the last six of eight digits.
    const totp = new TOTP({ secret: Secret.fromLatin1('12345678901234567890'), digits: 6, period: 30 })
    expect(totp.generate({ timestamp: 59_000 })).toBe('287082')
  })
})
