import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { protocolVersion } from '#shared/protocol/version'
import { examineHub } from '../../agent/doctor/hub-checks'
import type { Identity } from '../../agent/identity/identity'
import { restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import { type AgentIdentity, enrolAgent, postEnrol, makeCertificateRequest, simulateAgent } from '../support/simulated-agent'
import { until } from '../support/until'

const window = { title: 'Maths', application: 'Browser', process: null, since: 1 }

describe('agents at the hub', () => {
  let school: TestHub
  beforeAll(async () => {
    school = await startTestHub({ bounds: { helloWithinMs: 1_500 } })
  })
  afterAll(() => school.stop())

  const codeOf = (answer: unknown): unknown => (typeof answer === 'object' && answer !== null && 'code' in answer ? answer.code : answer)

  describe('messages', () => {
    it('[PR2] refuses what does not fit the schema, and hears the next message', async () => {
      const agent = await school.simulateAgent()
      expect(codeOf(await agent.sayRaw('window:foreground', { sequence: 2, takenAt: 1, body: { title: 7 } }))).toBe('malformed')
      expect(codeOf(await agent.sayRaw('window:foreground', 'nonsense'))).toBe('malformed')
      expect(codeOf(await agent.sayRaw('window:foreground'))).toBe('malformed')
      expect((await agent.say('window:foreground', window)).ok).toBe(true)
    })

    it('[PR3] names an event of the other direction, and one nobody knows', async () => {
      const agent = await school.simulateAgent()
      expect(codeOf(await agent.sayRaw('lease:set', { revision: 1, hubNow: 1, leases: [] }))).toBe('wrong-direction')
      expect(codeOf(await agent.sayRaw('constructor', {}))).toBe('unknown-message')
      // Names that event emitters treat in a special way.
      expect(codeOf(await agent.sayRaw('error', {}))).toBe('unknown-message')
      expect((await agent.say('window:foreground', window)).ok).toBe(true)
    })

    it('[PR4] refuses a sequence that does not grow, without effect', async () => {
      const agent = await school.simulateAgent()
      const teacher = await school.signIn('teacher')
      const room = await teacher.watch(school.room.roomId)
      const fact = { sequence: 5, takenAt: 1, body: window }
      expect(await agent.sayRaw('window:foreground', fact)).toEqual({ ok: true, value: null })
      const replay = { ...fact, body: { ...window, title: 'Replayed' } }
      expect(codeOf(await agent.sayRaw('window:foreground', replay))).toBe('replayed')
      expect(await agent.sayRaw('session:idle', { sequence: 6, takenAt: 1, body: { idle: true, since: 1 } })).toEqual({
        ok: true,
        value: null,
      })
      await teacher.until(() => room.devices.get(agent.deviceId)?.idle?.idle === true)
      expect(room.devices.get(agent.deviceId)?.foreground?.title).toBe('Maths')
    })

    it('[PR5] a message over the size limit ends the connection and is counted; others do not notice', async () => {
      const [agent, other] = [await school.simulateAgent(), await school.simulateAgent()]
      const teacher = await school.signIn('teacher')
      const room = await teacher.watch(school.room.roomId)
      agent.socket.emit('window:foreground', { sequence: 2, takenAt: 1, body: 'x'.repeat(700_000) })
      await agent.until(() => !agent.socket.connected)
      await teacher.until(() => room.devices.get(agent.deviceId)?.refusals === 1)
      expect(school.logLines.some((line) => line.includes('too-large') && line.includes(agent.deviceId))).toBe(true)
      expect((await other.say('window:foreground', window)).ok).toBe(true)
    })

    it('[PR6] drops a connection after ten refusals, tells it why, and shows it as refused', async () => {
      const [agent, other] = [await school.simulateAgent(), await school.simulateAgent()]
      const teacher = await school.signIn('teacher')
      const room = await teacher.watch(school.room.roomId)
      for (let count = 0; count < 9; count += 1) await agent.sayRaw('window:foreground', null)
      expect(agent.socket.connected).toBe(true)
      agent.socket.emit('window:foreground', null)
      await agent.until(() => !agent.socket.connected)
      expect(agent.farewells).toEqual(['too-many-refusals'])
      await teacher.until(() => room.devices.get(agent.deviceId)?.presence.state === 'silent')
      expect(room.devices.get(agent.deviceId)).toMatchObject({ refusals: 10, presence: { why: 'refused' } })
      expect((await other.say('window:foreground', window)).ok).toBe(true)
    })

    it('[PR11] a flood is too fast, and soon dropped', async () => {
      const agent = await school.simulateAgent()
      for (let count = 0; count < 400; count += 1) {
        agent.socket.emit('session:idle', { sequence: count + 2, takenAt: 1, body: { idle: false, since: 1 } })
      }
      await agent.until(() => !agent.socket.connected)
      expect(agent.farewells).toEqual(['too-many-refusals'])
      expect(school.logLines.some((line) => line.includes('too-fast') && line.includes(agent.deviceId))).toBe(true)
    })

    it('[PR7] refuses any fact before the hello', async () => {
      const agent = await simulateAgent(await school.enrol(), { hello: false })
      expect(codeOf(await agent.sayRaw('window:foreground', { sequence: 1, takenAt: 1, body: window }))).toBe('hello-first')
      agent.close()
    })

    it('[LK7] cuts a connection that says no hello in time', async () => {
      const agent = await simulateAgent(await school.enrol(), { hello: false })
      await agent.until(() => !agent.socket.connected)
      const greeted = await school.simulateAgent()
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      expect(greeted.socket.connected).toBe(true)
    })

    it('[PR8] an agent of another major is told which side to update, and cut', async () => {
      const agent = await simulateAgent(await school.enrol(), { protocol: { major: 2, minor: 0 } })
      expect(JSON.stringify(agent.greeting)).toMatch(/version-unsupported.*update the hub/u)
      await agent.until(() => !agent.socket.connected)
      expect(agent.farewells).toEqual(['version-unsupported'])
    })

    it('[CO1, CO3] what an agent tells of itself is read back; one that cannot tell is not taken for fine', async () => {
      const technician = await school.signIn('technician')
      const [agent, old] = [
        await school.simulateAgent({ hostname: 'telling' }),
        await school.simulateAgent({ hostname: 'of-1-0', protocol: { major: 1, minor: 0 }, capabilities: ['lock', 'message'] }),
      ]
      expect([agent.greeting, old.greeting]).toMatchObject([{ value: { health: true } }, { value: { protocol: { minor: 0 } } }])
      const first = await technician.must('coverage:read', { since: null })
      const health = {
        ...{ factsWaiting: 0, picturesWaiting: 0, diskFreeMb: 9_000, capture: 'blocked' as const, lastCaptureAt: 1, policyVersion: '1' },
        browsers: [],
      }
      expect(codeOf(await agent.sayRaw('agent:health', { sequence: 90, takenAt: 1, body: { ...health, factsWaiting: -1 } }))).toBe(
        'malformed',
      )
      const later = { ...health, ofALaterAgent: 'x'.repeat(1_000) }
      const takenAt = Date.now() + 600_000
      expect(await agent.sayRaw('agent:health', { sequence: 91, takenAt, body: later })).toEqual({ ok: true, value: null })
      const { rows } = await technician.must('coverage:read', { since: first.revision })
      expect(rows.map(({ deviceId }) => deviceId)).toEqual([agent.deviceId])
      expect(rows[0]).toMatchObject({ state: 'blind', health })
      expect(rows[0]?.reasons).toEqual(expect.arrayContaining(['capture-blocked', 'clock-off']))
      // [CO4] Ten minutes ahead, but for the way.
      expect(Math.abs((rows[0]?.driftMs ?? 0) - 600_000)).toBeLessThan(60_000)
      const row = first.rows.find(({ deviceId }) => deviceId === old.deviceId)
      expect(row).toMatchObject({ health: null, protocol: { major: 1, minor: 0 }, presence: { state: 'live' } })
      expect(row?.reasons).toContain('not-told')
      // [A6] And it is worked with as before.
      expect((await old.say('window:foreground', window)).ok).toBe(true)
      technician.close()
    })

    it('[A6, PR8] an agent of protocol 1.0 is taken at its own words, asked for nothing it does not know, and shown as what it is', async () => {
      const old = await simulateAgent(await school.enrol('of-the-first-release'), { hello: false })
      // As that agent says it, word for word.
      const device = { hostname: 'of-the-first-release', operatingSystem: 'Debian 12', model: '', processor: '', memoryMb: 4_096 }
      const hello = {
        protocol: { major: 1, minor: 0 },
        capabilities: ['foreground', 'user', 'idle', 'monitors', 'thumbnail', 'lock', 'blank', 'message'],
        device: { ...device, agentVersion: '0.0.1', bootId: 'b' },
        leaseRevision: 0,
      }
      const say = (sequence: number, event: string, body: unknown) => old.sayRaw(event, { sequence, takenAt: Date.now(), body })
      expect(await say(1, 'agent:hello', hello)).toMatchObject({ ok: true, value: { protocol: hello.protocol, leases: { leases: [] } } })
      const done = { ok: true, value: null }
      expect(await say(2, 'display:state', { state: 'ready' })).toEqual(done)
      expect(await say(3, 'session:user', { name: 'aisha', displayName: 'Aisha', guest: false, sessionStartedAt: 1 })).toEqual(done)
      expect(await say(4, 'window:foreground', window)).toEqual(done)
      expect(await say(5, 'lease:report', { revision: 0, states: [] })).toEqual(done)

      const teacher = await school.signIn('teacher')
      const room = await teacher.watch(school.room.roomId)
      await teacher.must('restriction:order', restrictionOrder(school.room.roomId, [old.deviceId], 'lock'))
      await teacher.until(() => room.devices.get(old.deviceId)?.restrictions[0]?.state === 'applied')
      expect(room.devices.get(old.deviceId)?.foreground?.title).toBe(window.title)
      const asked = [old.policies, old.retentions, old.privacyLists, old.staffGates, old.schoolPolicies, old.agreementSets, old.lessonEnds]
      expect(asked.flat()).toEqual([])
      const technician = await school.signIn('technician')
      expect(await technician.must('inventory:read', { deviceIds: [old.deviceId] })).toMatchObject({ results: [{ word: 'unsupported' }] })
      const { rows } = await technician.must('coverage:read', { since: null })
      const row = rows.find(({ deviceId }) => deviceId === old.deviceId)
      expect(row).toMatchObject({ agentVersion: '0.0.1', protocol: { major: 1, minor: 0 }, presence: { state: 'live' }, health: null })
      expect(row?.reasons).toContain('not-told')
    })

    it('[CO3] a PC whose major cannot be spoken is named so', async () => {
      const stranger = await simulateAgent(await school.enrol('of-2-0'), { protocol: { major: 2, minor: 0 } })
      const officer = await school.signIn('officer')
      const { rows } = await officer.must('coverage:read', { since: null })
      const row = rows.find(({ deviceId }) => deviceId === stranger.deviceId)
      expect(row).toMatchObject({ state: 'silent', reasons: ['version-unsupported'], protocol: { major: 2, minor: 0 } })
      officer.close()
      stranger.close()
    })

    it('[PR8] speaks the lower minor with a newer agent, and ignores capabilities it does not know', async () => {
      const agent = await school.simulateAgent({ protocol: { major: 1, minor: 9 }, capabilities: ['lock', 'teleport'] })
      expect(agent.greeting).toMatchObject({ ok: true, value: { protocol: protocolVersion } })
    })
  })

  describe('the doctor of a PC', () => {
    const look = async (change: Partial<Identity> = {}, aheadMs = 0) => {
      const enrolled = await school.enrol('doctored')
      const identity: Identity = {
        ...{
          format: 'classwarden-identity-1',
          authorityFingerprint: '',
          room: 'Lab 1',
          enrolledAt: 1,
          machine: { hardware: null, installation: null },
        },
        ...enrolled,
        ...change,
      }
      const findings = await examineHub(identity, { now: () => Date.now() + aheadMs })
      return findings.map(({ check, state, detail }) => `${state} ${check.split(' ')[0]}: ${detail}`)
    }

    it('finds nothing wrong with the way to the hub', async () => {
      const found = await look()
      expect(found.map((line) => line.split(':')[0])).toEqual(['good name', 'good port', 'good TLS', 'good clock'])
    })

    it('names what breaks it first: the name, the port, the certificate, the clock', async () => {
      const badOf = async (change: Partial<Identity>, aheadMs = 0) => (await look(change, aheadMs)).filter((line) => line.startsWith('bad'))
      expect(await badOf({ agentAddresses: ['no-such-hub.invalid:7444'] })).toEqual([expect.stringMatching(/^bad name: .*DNS/u)])
      expect(await badOf({ agentAddresses: ['127.0.0.1:1'] })).toEqual([expect.stringMatching(/^bad port: .*that the hub runs/u)])
      const other = await startTestHub()
      const { authorityPem } = await other.enrol()
      await other.stop()
      expect(await badOf({ authorityPem })).toEqual([expect.stringMatching(/^bad TLS: .*[Ee]nrol again/u)])
      expect(await badOf({}, 3_600_000)).toEqual([expect.stringMatching(/^bad clock: it is 3\d{3} s ahead .*NTP/u)])
    })
  })

  describe('certificates', () => {
    const handshake = (identity: Partial<AgentIdentity>, maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect({
          host: '127.0.0.1',
          port: school.hub.agentPort,
          ca: school.hub.authorityPem,
          maxVersion,
          ...(identity.certificatePem === undefined ? {} : { cert: identity.certificatePem }),
          ...(identity.keyPem === undefined ? {} : { key: identity.keyPem }),
        })
        // With TLS 1.3 the client learns only after its own finish that its certificate was not liked.
        socket.once('secureConnect', () => socket.write('GET / HTTP/1.1\r\nHost: hub\r\n\r\n'))
        socket.once('data', () => {
          socket.destroy()
          resolve('served')
        })
        socket.once('error', () => {
          resolve('refused')
        })
        socket.once('close', () => {
          resolve('refused')
        })
      })

    it('[LK2] refuses TLS 1.2, no certificate, and a certificate of another authority in the handshake', async () => {
      const identity = await school.enrol()
      const other = await startTestHub()
      const foreign = await other.enrol()
      await other.stop()
      expect(await handshake(identity, 'TLSv1.3')).toBe('served')
      expect(await handshake(identity, 'TLSv1.2')).toBe('refused')
      expect(await handshake({}, 'TLSv1.3')).toBe('refused')
      expect(await handshake(foreign, 'TLSv1.3')).toBe('refused')
    })

    it('[LK5] refuses a certificate of its own authority for a PC it does not know', async () => {
      const restored = await startTestHub()
      const backup = await mkdtemp(path.join(tmpdir(), 'classwarden-backup-'))
      // A PC that was enrolled after the backup the hub is restored from.
      await restored.restart(() => cp(restored.dataFolder, backup, { recursive: true }))
      const identity = await restored.enrol()
      await restored.restart(async () => {
        await rm(restored.dataFolder, { recursive: true })
        await cp(backup, restored.dataFolder, { recursive: true })
      })
      await expect(simulateAgent(identity)).rejects.toThrow('certificate-unknown')
      await restored.stop()
      await rm(backup, { recursive: true })
    })

    it('[LK5] revoking cuts a live connection at once, says why, and the PC stays refused', async () => {
      const identity = await school.enrol()
      const agent = await simulateAgent(identity)
      const technician = await school.signIn('technician')
      const room = await technician.watch(school.room.roomId)
      await technician.must('device:revoke', { deviceId: agent.deviceId })
      await agent.until(() => !agent.socket.connected)
      expect(agent.farewells).toEqual(['certificate-revoked'])
      await technician.until(() => !room.devices.has(agent.deviceId))
      await expect(simulateAgent(identity)).rejects.toThrow('certificate-revoked')
      await school.restart()
      await expect(simulateAgent(identity)).rejects.toThrow('certificate-revoked')
    })

    it('[LK6] a newer connection of a device supersedes the older, which stays silent about it', async () => {
      const identity = await school.enrol()
      const teacher = await school.signIn('teacher')
      const room = await teacher.watch(school.room.roomId)
      const older = await simulateAgent(identity)
      const newer = await simulateAgent(identity)
      await older.until(() => !older.socket.connected)
      expect(older.farewells).toEqual(['superseded'])
      expect((await newer.say('window:foreground', window)).ok).toBe(true)
      await teacher.until(() => room.devices.get(identity.deviceId)?.foreground?.title === 'Maths')
      expect(room.devices.get(identity.deviceId)?.presence.state).toBe('live')
      newer.close()
      await teacher.until(() => room.devices.get(identity.deviceId)?.presence.state === 'silent')
      expect(room.devices.get(identity.deviceId)?.presence).toMatchObject({ why: 'link-lost' })
    })
  })

  describe('enrolment', () => {
    it('[EN2] a token enrols as many PCs as it has uses, and they appear in the room', async () => {
      const teacher = await school.signIn('teacher')
      const room = await teacher.watch(school.room.roomId)
      const bundle = await school.issueBundle(2)
      const [first, second] = await Promise.all([school.enrol('pc-a', bundle), school.enrol('pc-b', bundle)])
      await expect(school.enrol('pc-c', bundle)).rejects.toThrow('token-used-up')
      await teacher.until(() => room.devices.has(first.deviceId) && room.devices.has(second.deviceId))
      expect(room.devices.get(first.deviceId)).toMatchObject({ name: 'pc-a', presence: { state: 'silent', why: 'never-seen' } })
    })

    it('[EN4] an unknown, expired or cancelled token is refused with its own code', async () => {
      const technician = await school.signIn('technician')
      const order = { roomId: school.room.roomId, uses: 1 }
      const short = await technician.must('enrolment:issue', { ...order, expiresAt: Date.now() + 300 })
      const cancelled = await technician.must('enrolment:issue', { ...order, expiresAt: Date.now() + 60_000 })
      await technician.must('enrolment:cancel', { enrolmentId: cancelled.enrolment.enrolmentId })
      await expect(school.enrol('pc', { ...short.bundle, token: 'A'.repeat(27) })).rejects.toThrow('token-unknown')
      await expect(school.enrol('pc', cancelled.bundle)).rejects.toThrow('token-cancelled')
      await until(() => Date.now() > short.enrolment.expiresAt)
      await expect(school.enrol('pc', short.bundle)).rejects.toThrow('token-expired')
    })

    it('[EN2] a body that is too large, no JSON or no request is refused and takes no use of the token', async () => {
      const bundle = await school.issueBundle(1)
      const address = bundle.hubAddresses[0] ?? ''
      const post = (body: string) => postEnrol(address, school.hub.authorityPem, body)
      const { certificateRequestPem } = await makeCertificateRequest('pc')
      const request = { token: bundle.token, hostname: 'pc', certificateRequestPem }
      expect(await post(`{"token":"${'x'.repeat(20_000)}"}`)).toMatchObject({ status: 413, answer: { code: 'too-large' } })
      expect(await post('{"token":')).toMatchObject({ status: 400, answer: { code: 'malformed' } })
      expect(await post(JSON.stringify({ ...request, token: randomUUID() }))).toMatchObject({ status: 400, answer: { code: 'malformed' } })
      const noRequest = JSON.stringify({ ...request, certificateRequestPem: 'not a request' })
      expect(await post(noRequest)).toMatchObject({ status: 400, answer: { code: 'request-invalid' } })
      await expect(enrolAgent(bundle, school.hub.authorityPem, 'pc')).resolves.toHaveProperty('deviceId')
    })
  })
})
