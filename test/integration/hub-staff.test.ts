import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restrictionOrder, startTestHub, type TestHub } from '../support/hub'

describe('staff at the hub', () => {
  let school: TestHub
  let pages: string
  beforeAll(async () => {
    pages = await mkdtemp(path.join(tmpdir(), 'classwarden-pages-'))
    await writeFile(path.join(pages, 'index.html'), '<!doctype html><title>Classwarden</title>')
    school = await startTestHub({ rendererFolder: pages })
  })
  afterAll(async () => {
    await school.stop()
    await rm(pages, { recursive: true })
  })

  const newAccount = async (signInName: string, roomIds: string[] | null) => {
    const technician = await school.signIn('technician')
    const password = 'another long word 7'
    const account = { signInName, displayName: signInName, role: 'teacher' as const, roomIds, password, expiresAt: null }
    const staff = await technician.must('staff:create', account)
    return { ...staff, password }
  }

  describe('signing in', () => {
    it('[LK3] without a session only the anonymous calls are heard', async () => {
      const visitor = await school.connectConsole()
      expect(await visitor.call('hub:about', { protocol: { major: 1, minor: 0 } })).toMatchObject({ ok: true, value: { firstRun: false } })
      for (const event of ['room:list', 'staff:list', 'enrolment:list', 'staff:touch'] as const) {
        expect(await visitor.call(event, {})).toMatchObject({ code: 'sign-in-needed' })
      }
    })

    it('[ST1] a wrong password is slowed, and the answer does not tell whether the name exists', async () => {
      const { signInName, password } = await newAccount('slowed', null)
      const visitor = await school.connectConsole()
      const trial = (name: string, word: string) => visitor.call('staff:sign-in', { signInName: name, password: word, totpCode: null })
      const wrong = await trial(signInName, 'not the password')
      expect(wrong).toMatchObject({ code: 'sign-in-wrong' })
      expect(await trial('nobody-here', 'not the password')).toEqual(wrong)
      const codes: string[] = []
      for (let tries = 0; tries < 10; tries += 1) {
        const answer = await trial(signInName, 'not the password')
        codes.push(answer.ok ? 'ok' : answer.code)
      }
      expect(codes.at(-1)).toBe('too-many-attempts')
      // Slowed means the right one has to wait too.
      expect(await trial(signInName, password)).toMatchObject({ code: 'too-many-attempts' })
    })

    it('[ST2] a session is taken up again by its token, and not after sign-out', async () => {
      const teacher = await school.connectConsole()
      const session = await teacher.must('staff:sign-in', { ...school.accounts.teacher, totpCode: null })
      const reloaded = await school.connectConsole()
      await reloaded.must('staff:resume', { sessionToken: session.sessionToken })
      await reloaded.must('room:list', {})
      await reloaded.must('staff:sign-out', {})
      await teacher.until(() => teacher.sessionEnds.length === 1)
      expect(teacher.sessionEnds).toEqual(['signed-out'])
      expect(await teacher.call('room:list', {})).toMatchObject({ code: 'sign-in-needed' })
      expect(await teacher.call('staff:resume', { sessionToken: session.sessionToken })).toMatchObject({ code: 'sign-in-needed' })
    })

    it('[ST2] disabling an account ends its sessions and feeds at once', async () => {
      const { staffId, signInName, password } = await newAccount('leaver', null)
      const leaver = await school.connectConsole()
      await leaver.must('staff:sign-in', { signInName, password, totpCode: null })
      const room = await leaver.watch(school.room.roomId)
      const technician = await school.signIn('technician')
      await technician.must('staff:disable', { staffId })
      await leaver.until(() => leaver.sessionEnds.length === 1)
      expect(leaver.sessionEnds).toEqual(['disabled'])
      const heard = leaver.patches.length
      await school.enrol('after-leaving')
      const teacher = await school.signIn('teacher')
      await teacher.watch(room.roomId)
      expect(leaver.patches.length).toBe(heard)
      expect(await leaver.call('staff:sign-in', { signInName, password, totpCode: null })).toMatchObject({ code: 'account-disabled' })
    })

    it('[ST2] a session ends after its idle limit without a touch, and at its expiry in spite of touches', async () => {
      const bounds = { sweepEveryMs: 50 }
      const idling = await startTestHub({ bounds, sessionLimits: { lengthMs: 60_000, idleLimitMs: 1_500 } })
      const idle = await idling.signIn('teacher')
      await idle.watch(idling.room.roomId)
      await idle.until(() => idle.sessionEnds.length === 1)
      expect(idle.sessionEnds).toEqual(['idle'])
      expect(await idle.call('room:list', {})).toMatchObject({ code: 'sign-in-needed' })
      await idling.stop()

      const short = await startTestHub({ bounds, sessionLimits: { lengthMs: 2_000, idleLimitMs: 60_000 } })
      const busy = await short.signIn('teacher')
      while (busy.sessionEnds.length === 0) {
        await busy.call('staff:touch', {})
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      expect(busy.sessionEnds).toEqual(['expired'])
      await short.stop()
    })
  })

  describe('rights', () => {
    it("[ST4] a teacher calling a technician's order is refused, and the try is in the audit log", async () => {
      const teacher = await school.signIn('teacher')
      const { deviceId } = await school.enrol('pc-rights')
      expect(await teacher.call('device:revoke', { deviceId })).toMatchObject({ code: 'role-forbids' })
      expect(await teacher.call('staff:list', {})).toMatchObject({ code: 'role-forbids' })
      const head = await school.signIn('head')
      const entries = await head.must('audit:list', { beforeAuditId: null, limit: 50 })
      const tries = entries.filter(({ action, staffName }) => action === 'role:refused' && staffName === 'Test teacher')
      expect(tries.map(({ subject }) => subject)).toEqual(['staff:list', 'device:revoke'])
      const room = await teacher.watch(school.room.roomId)
      expect(room.devices.has(deviceId)).toBe(true)
    })

    it('[ST4] neither technician nor head nor officer may lock; a head may not issue tokens', async () => {
      const { deviceId } = await school.enrol('pc-free')
      for (const role of ['technician', 'head', 'officer'] as const) {
        const client = await school.signIn(role)
        const answer = await client.call('restriction:order', restrictionOrder(school.room.roomId, [deviceId], 'lock'))
        expect(answer).toMatchObject({ code: 'role-forbids' })
      }
      const head = await school.signIn('head')
      const order = { roomId: school.room.roomId, uses: 1, expiresAt: Date.now() + 60_000 }
      expect(await head.call('enrolment:issue', order)).toMatchObject({ code: 'role-forbids' })
    })

    it('[ST4] a teacher limited to rooms sees and commands those alone', async () => {
      const technician = await school.signIn('technician')
      const other = await technician.must('room:create', { name: `Lab of others ${Date.now()}` })
      const { signInName, password } = await newAccount('limited', [other.roomId])
      const limited = await school.connectConsole()
      await limited.must('staff:sign-in', { signInName, password, totpCode: null })
      expect((await limited.must('room:list', {})).map(({ roomId }) => roomId)).toEqual([other.roomId])
      await limited.watch(other.roomId)
      const { deviceId } = await school.enrol('pc-elsewhere')
      const { roomId } = school.room
      expect(await limited.call('room:watch', { roomId })).toMatchObject({ code: 'room-forbids' })
      expect(await limited.call('device:view', { deviceId })).toMatchObject({ code: 'room-forbids' })
      expect(await limited.call('restriction:order', restrictionOrder(roomId, [deviceId], 'lock'))).toMatchObject({ code: 'room-forbids' })
      // A PC of another room cannot be smuggled in under a room of one's own.
      const smuggled = await limited.call('restriction:order', restrictionOrder(other.roomId, [deviceId], 'lock'))
      expect(smuggled).toMatchObject({ code: 'not-found' })
    })

    it('[ST5] sign-ins, views and commands are in the audit log, with who and from where', async () => {
      const { deviceId } = await school.enrol('pc-audit')
      const teacher = await school.signIn('teacher')
      await teacher.watch(school.room.roomId)
      await teacher.must('device:view', { deviceId })
      await teacher.must('restriction:order', restrictionOrder(school.room.roomId, [deviceId], 'lock'))
      const head = await school.signIn('head')
      const entries = await head.must('audit:list', { beforeAuditId: null, limit: 20 })
      const actions = entries.filter(({ staffName }) => staffName === 'Test teacher').map(({ action }) => action)
      expect(actions.slice(0, 4)).toEqual(['restriction:order', 'device:view', 'room:view', 'staff:sign-in'])
      const order = entries.find(({ action }) => action === 'restriction:order')
      expect(order?.address).toBe('127.0.0.1')
      expect(order?.detail).toContain('pc-audit')
    })

    it('[PR10] an order given again by the same session is not carried out twice', async () => {
      const agent = await school.simulateAgent()
      const teacher = await school.signIn('teacher')
      const order = restrictionOrder(school.room.roomId, [agent.deviceId], 'message')
      await teacher.must('restriction:order', order)
      expect(await teacher.call('restriction:order', order)).toMatchObject({ code: 'replayed' })
      await agent.until(() => agent.leaseSets.at(-1)?.leases.length === 1)
    })
  })

  describe('bad input', () => {
    it('[PR2, PR3] is refused with a code, and the next message is heard', async () => {
      const teacher = await school.signIn('teacher')
      const raw = (event: string, payload: unknown) => teacher.socket.timeout(2_000).emitWithAck(event, payload) as Promise<unknown>
      expect(await raw('room:watch', { roomId: '../../etc/passwd' })).toMatchObject({ code: 'malformed' })
      expect(await raw('room:patch', {})).toMatchObject({ code: 'wrong-direction' })
      expect(await raw('__proto__', {})).toMatchObject({ code: 'unknown-message' })
      expect(await raw('room:list', {})).toMatchObject({ ok: true })
    })

    it('[PR5, PR6] a message too large ends the connection; ten refusals end the session on it', async () => {
      const [large, rude, other] = [await school.signIn('teacher'), await school.signIn('teacher'), await school.signIn('teacher')]
      large.socket.emit('room:list', { padding: 'x'.repeat(70_000) })
      await large.until(() => !large.socket.connected)
      for (let count = 0; count < 10; count += 1) rude.socket.emit('room:watch', null)
      await rude.until(() => !rude.socket.connected)
      expect(rude.sessionEnds).toEqual(['too-many-refusals'])
      expect((await other.call('room:list', {})).ok).toBe(true)
    })

    it('[LK3] a page of a foreign origin gets no connection; the hub’s own and the console’s do', async () => {
      await expect(school.connectConsole({ origin: 'https://evil.example' })).rejects.toThrow()
      await expect(school.connectConsole({ origin: `https://127.0.0.1:${school.hub.consolePort + 1}` })).rejects.toThrow()
      await expect(school.connectConsole({ origin: 'null' })).rejects.toThrow()
      await school.connectConsole({ origin: `https://127.0.0.1:${school.hub.consolePort}` })
      await school.connectConsole({ origin: 'classwarden://console' })
    })

    it('[LK7] connections that do not sign in are bounded per address, and told so', async () => {
      const narrow = await startTestHub({ bounds: { anonymousPerAddress: 10 } })
      const teacher = await narrow.signIn('teacher')
      for (let count = 0; count < 5; count += 1) await narrow.connectConsole()
      await expect(narrow.connectConsole()).rejects.toThrow('too-many-connections')
      expect((await teacher.call('room:list', {})).ok).toBe(true)
      await narrow.stop()
    })
  })

  describe('pages', () => {
    const get = (url: string, method = 'GET'): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> =>
      new Promise((resolve, reject) => {
        const { consolePort, authorityPem } = school.hub
        const asked = request({ host: '127.0.0.1', port: consolePort, path: url, method, ca: authorityPem, agent: false }, (response) => {
          let body = ''
          response.on('data', (chunk: Buffer) => (body += chunk.toString()))
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
          })
        })
        asked.on('error', reject)
        asked.end()
      })

    it('are served with a strict content policy', async () => {
      const page = await get('/')
      expect(page.status).toBe(200)
      expect(page.body).toContain('Classwarden')
      expect(page.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      })
      const policy = page.headers['content-security-policy']
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).not.toContain('unsafe-eval')
    })

    it('lead nowhere outside their folder', async () => {
      for (const url of ['/../package.json', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/hub.db', '//etc/passwd', '/%00']) {
        expect([url, (await get(url)).status]).toEqual([url, 404])
      }
      expect((await get('/', 'DELETE')).status).toBe(405)
    })
  })
})
