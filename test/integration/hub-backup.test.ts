import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemClock } from '#shared/clock'
import { type BackupView, backupViewSchema } from '#shared/model/backup'
import type { HubCheck } from '#shared/model/hub-check'
import { breachFilterSchema } from '#shared/model/breach-review'
import { restoreHub } from '../../main/hub/backup/restore'
import { verifyHub } from '../../main/hub/chain/verify'
import { startAgent, type TestAgent } from '../support/agent'
import { breachFact, numberedFacts, snapshotOf } from '../support/breaches'
import { coded, startCommandLine } from '../support/command-line'
import type { ConsoleClient } from '../support/console-client'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import { codeOf, must } from '../support/outcome'
import { type AgentIdentity, simulateAgent, type SimulatedAgent } from '../support/simulated-agent'

const usage = (title: string) => {
  const from = Date.now() - 60_000
  return { kind: 'usage' as const, user: 'aisha', application: 'Browser', title, from, until: from + 5_000 }
}

const stateOf = (checks: readonly HubCheck[], check: HubCheck['check']): string | undefined =>
  checks.find((one) => one.check === check)?.state

describe('backups of the hub', () => {
  let school: TestHub
  let place: string
  let folder: string
  let technician: ConsoleClient
  let recoveryKey: string
  let good: string
  /** Writes all the while. */
  let busy: SimulatedAgent
  /** Has told something the backup does not hold. */
  let ahead: AgentIdentity
  /** A real one. */
  let agent: TestAgent
  const concern = breachFact()

  const settings = (more: Partial<Parameters<typeof technician.must<'backup:write'>>[1]> = {}) => ({
    on: false,
    folder,
    time: '01:30',
    keep: { daily: 7, weekly: 4, monthly: 12 },
    mailTo: [],
    ...more,
  })
  const runOnce = async (): Promise<BackupView> => {
    const before = (await technician.must('backup:read', {})).runs.length
    await technician.must('backup:run', {})
    return vi.waitFor(
      async () => {
        const view = await technician.must('backup:read', {})
        expect(view.runs.length).toBe(before + 1)
        expect(view.runningSince).toBe(null)
        return view
      },
      { interval: 250, timeout: 30_000 },
    )
  }
  const backups = async (): Promise<string[]> => (await readdir(folder)).filter((name) => /\.age(\.part)?$/u.test(name))

  beforeAll(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'classwarden-backup-'))
    folder = path.join(place, 'disk')
    school = await startTestHub()
    technician = await school.signIn('technician')
    agent = await startAgent({ hub: school, desktop: null })
    busy = await school.simulateAgent({ hostname: 'busy', reconnection: true })
    ahead = await school.enrol('ahead')
    const told = await simulateAgent(ahead)
    must(await told.say('outbox:deliver', numberedFacts(1, concern, usage('Before'))))
    must(await told.say('snapshot:deliver', snapshotOf(concern.breachId, 'match')))
    told.close()
    const officer = await school.signIn('officer')
    const wish = { title: 'Words', person: 'aisha', personKind: 'pupil' as const, breachIds: [concern.breachId] }
    await officer.must('incident:open', wish)
    officer.close()
  })
  afterAll(async () => {
    await agent.stop()
    await school.stop()
    await rm(place, { recursive: true, force: true })
  })

  it('[BK3, ST4] a technician says where to and makes the key; nothing goes anywhere before, and the key is kept nowhere', async () => {
    expect(await technician.must('backup:read', {})).toMatchObject({ health: 'unset', settings: null, key: null })
    expect(await technician.call('backup:run', {})).toMatchObject({ code: 'backup-unset' })
    for (const role of ['teacher', 'officer', 'head'] as const) {
      const other = await school.signIn(role)
      for (const event of ['backup:make-key', 'backup:run'] as const)
        expect(await other.call(event, {})).toMatchObject({ code: 'role-forbids' })
      other.close()
    }
    const inside = await technician.call('backup:write', settings({ folder: path.join(school.dataFolder, 'backups') }))
    expect(inside).toMatchObject({ code: 'backup-folder' })
    expect(await technician.call('backup:write', settings({ folder: path.join(place, 'a', 'b') }))).toMatchObject({ code: 'backup-folder' })
    expect(await technician.call('backup:write', settings({ folder: 'relative' }))).toMatchObject({ code: 'malformed' })
    expect((await technician.must('backup:write', settings())).settings?.folder).toBe(folder)
    const made = await technician.must('backup:make-key', {})
    recoveryKey = made.recoveryKey
    expect(JSON.stringify(made.backup)).not.toContain(recoveryKey)
    const head = await school.signIn('head')
    const log = await head.must('audit:list', { beforeAuditId: null, limit: 20 })
    expect(log.filter(({ action }) => action.startsWith('backup:')).map(({ action }) => action)).toEqual([
      'backup:make-key',
      'backup:write',
    ])
    expect(JSON.stringify(log)).not.toContain(recoveryKey)
    expect(log.find(({ action }) => action === 'backup:write')?.detail).toContain('before: nothing')
    head.close()
  })

  it('[BK1, BK2] one is made while PCs tell facts, and lies in the folder whole', async () => {
    let number = 0
    const writing = new AbortController()
    const written = (async () => {
      while (!writing.signal.aborted) must(await busy.say('outbox:deliver', numberedFacts((number += 1), usage(`Busy ${number}`))))
    })()
    const view = await runOnce()
    writing.abort()
    await written
    expect(view.health).toBe('off')
    expect(view.lastGood).toMatchObject({ by: 'Test technician', files: 1, unreadable: 0, failure: null })
    good = path.join(folder, view.lastGood?.file ?? '')
    expect(await backups()).toEqual([path.basename(good)])
    expect((await readFile(good)).byteLength).toBe(view.lastGood?.bytes)
  })

  it('[BK3, BK5] a disk that is not there is told, makes nothing, and what was there stays', async () => {
    const marks = (await readdir(folder)).filter((name) => name.endsWith('.folder'))
    for (const mark of marks) await rm(path.join(folder, mark))
    const view = await runOnce()
    expect(view).toMatchObject({ health: 'failed', runs: [{ file: null, failure: { code: 'folder-gone' } }, { failure: null }] })
    expect(view.lastGood?.file).toBe(path.basename(good))
    expect(await backups()).toEqual([path.basename(good)])
    const head = await school.signIn('head')
    const log = await head.must('audit:list', { beforeAuditId: null, limit: 20 })
    expect(log.filter(({ action }) => action === 'backup:fail')).toHaveLength(1)
    head.close()
    await technician.must('backup:write', settings())
  })

  it('[BK7] a wrong key, a cut, changed or foreign file, and a hub that is somebody’s: each refused, and nothing is left', async () => {
    const target = path.join(place, 'refused')
    const attempt = async (file: string, key = recoveryKey, dataFolder = target): Promise<string> =>
      codeOf(await restoreHub({ file, recoveryKey: key, dataFolder, currentKey: null, clock: systemClock }))
    const whole = await readFile(good)
    const cut = path.join(place, 'cut.age')
    await writeFile(cut, whole.subarray(0, whole.byteLength - 10))
    const changed = path.join(place, 'changed.age')
    whole[whole.byteLength - 2_000] = (whole[whole.byteLength - 2_000] ?? 0) ^ 1
    await writeFile(changed, whole)
    expect(await attempt(cut)).toBe('backup-damaged')
    expect(await attempt(changed)).toBe('backup-damaged')
    expect(await attempt(path.join(folder, 'none.age'))).toBe('backup-missing')
    expect(await attempt(good, 'AGE-SECRET-KEY-1')).toBe('key-mistyped')
    expect(await attempt(good, (await technician.must('backup:make-key', {})).recoveryKey)).toBe('wrong-recovery-key')
    expect(await readdir(target)).toEqual([])
    expect(await attempt(good, recoveryKey, school.dataFolder)).toBe('hub-not-empty')
    expect((await readdir(school.dataFolder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('[BK1, BK7, HD2] a script sets, makes the key into a new file, runs and reads, and what it made opens with that key', async () => {
    const line = await startCommandLine(school)
    const out = path.join(line.folder, 'recovery.key')
    const second = path.join(place, 'second')
    expect(await line.as('technician', 'backup', 'set', second, '--by-hand', '--daily', '3')).toMatchObject({ code: 1 })
    expect((await technician.must('backup:read', {})).settings).toMatchObject({ on: false, keep: { daily: 3, weekly: 4 } })
    expect((await line.as('technician', 'backup', 'make-key', '--out', out)).code).toBe(0)
    expect((await line.as('technician', 'backup', 'make-key', '--out', out)).err).toEqual(coded('file-exists'))
    expect(await line.as('teacher', 'backup', 'show')).toMatchObject({ code: 4 })
    const ran = await line.as('technician', 'backup', 'run')
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.out).toContain('by hand alone')
    const shown = await line.as('head', '--json', 'backup', 'show')
    const { lastGood } = backupViewSchema.parse(JSON.parse(shown.out))
    const options = { recoveryKey: await readFile(out, 'utf8'), currentKey: null, clock: systemClock }
    const dataFolder = path.join(place, 'spare')
    must(await restoreHub({ ...options, file: path.join(second, lastGood?.file ?? ''), dataFolder }))
    expect(stateOf(await technician.must('hub:examine', {}), 'backup')).toBe('warning')
    const asked = await line.as('head', 'doctor')
    expect(asked.out).toMatch(/^good +address +127\.0\.0\.1:\d+ answers as this hub/mu)
    expect(await line.as('teacher', 'doctor')).toMatchObject({ code: 4 })
    // In place of what holds accounts now, never.
    expect(codeOf(await restoreHub({ ...options, file: path.join(second, lastGood?.file ?? ''), dataFolder }))).toBe('hub-not-empty')
    await line.stop()
  })

  it('[BK8] a hub that was destroyed rises again: PCs come back as they are, pictures open, and what is gone is told', async () => {
    // After the backup: facts that the PC deletes once they are acknowledged, orders, and a picture that retention would delete.
    const before = await simulateAgent(ahead)
    must(await before.say('outbox:deliver', numberedFacts(3, usage('Lost 1'), usage('Lost 2'))))
    const teacher = await school.signIn('teacher')
    const ids = [busy.deviceId]
    await teacher.must('restriction:order', restrictionOrder(school.room.roomId, ids, 'lock'))
    await teacher.must('restriction:lift', restrictionLift(school.room.roomId, ids))
    await busy.until(() => busy.leaseSets.at(-1)?.leases.length === 0)
    const heldRevision = busy.leaseSets.at(-1)?.revision ?? 0
    before.close()

    await school.restart(async () => {
      for (const name of await readdir(school.dataFolder)) await rm(path.join(school.dataFolder, name), { recursive: true })
      const restored = must(
        await restoreHub({ file: good, recoveryKey, dataFolder: school.dataFolder, currentKey: null, clock: systemClock }),
      )
      expect(restored).toMatchObject({ accounts: 4, devices: 3 })
      expect((await readdir(school.dataFolder)).sort()).toEqual(['hub.db', 'hub.key', 'vault'])
      expect((await readFile(path.join(school.dataFolder, 'hub.key'))).equals(school.key)).toBe(true)
    })

    // The session of before is gone; the password is not.
    const officer = await school.signIn('officer')
    const { breaches } = await officer.must('breach:list', { ...breachFilterSchema.parse({}), before: null, limit: 10 })
    expect(breaches.map(({ breachId }) => breachId)).toEqual([concern.breachId])
    const picture = await officer.must('breach:picture', { breachId: concern.breachId, part: 'match', reason: 'review' })
    expect(picture.jpeg.byteLength).toBeGreaterThan(1_000)
    const after = await school.signIn('teacher')
    const room = await after.watch(school.room.roomId)
    await after.until(() => [busy.deviceId, agent.deviceId].every((id) => room.devices.get(id)?.presence.state === 'live'), 'PCs are back')

    // An agent takes no set older than the one it holds: what is ordered now must be newer.
    await after.must('restriction:order', restrictionOrder(school.room.roomId, ids, 'blank'))
    await busy.until(() => busy.leaseSets.at(-1)?.leases.length === 1)
    expect(busy.leaseSets.at(-1)?.revision).toBeGreaterThan(heldRevision)

    const back = await simulateAgent(ahead)
    expect(back.greeting).toMatchObject({ value: { factsHeld: 2 } })
    for (let again = 0; again < 2; again += 1)
      expect(await back.say('outbox:deliver', numberedFacts(5, usage('Queued')))).toMatchObject({ value: { factsHeld: 5 } })
    const now = Date.now()
    const asked = { roomId: school.room.roomId, deviceId: ahead.deviceId, from: now - 3_600_000, until: now + 60_000 }
    const { devices } = await after.must('usage:timeline', asked)
    expect(devices.flatMap(({ spans }) => spans.map(({ title }) => title)).sort()).toEqual(['Before', 'Queued'])
    await after.until(() => after.flags.some(({ tamper }) => tamper === 'hub-restored'))
    expect(after.flags.filter(({ tamper }) => tamper === 'hub-restored')).toMatchObject([
      { deviceId: ahead.deviceId, detail: '2 records that this PC had told after the backup are gone.' },
    ])

    const head = await school.signIn('head')
    expect((await head.must('audit:list', { beforeAuditId: null, limit: 50 })).some(({ action }) => action === 'hub:restore')).toBe(true)
    for (const one of [after, head, officer, back]) one.close()

    let verified: Awaited<ReturnType<typeof verifyHub>> | null = null
    await school.restart(async () => {
      verified = await verifyHub({ dataFolder: school.dataFolder, headFile: null, clock: systemClock, onProgress: () => undefined })
    })
    expect(verified).toMatchObject({ ok: true, value: { report: { findings: [] } } })
  })
})
