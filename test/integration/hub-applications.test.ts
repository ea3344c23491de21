import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lease } from '#shared/model/lease'
import type { Role } from '#shared/model/staff'
import { runCommandLine } from '../../main/cli/program'
import { handClock } from '../support/clock'
import type { ConsoleClient } from '../support/console-client'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'
import { until } from '../support/until'

describe('rules for applications', () => {
  const clock = handClock(Date.now())
  let school: TestHub
  let teacher: ConsoleClient
  let technician: ConsoleClient
  let head: ConsoleClient
  let pc: SimulatedAgent
  let folder: string

  const held = (): readonly Lease[] => pc.leaseSets.at(-1)?.leases ?? []
  const order = (access: 'only' | 'all-but', ...applications: string[]) => ({
    ...restrictionOrder(school.room.roomId, [pc.deviceId], 'application'),
    application: { access, applications },
  })

  beforeAll(async () => {
    school = await startTestHub({ clock })
    folder = await mkdtemp(path.join(tmpdir(), 'classwarden-cli-'))
    pc = await school.simulateAgent({ capabilities: ['lock', 'application'], reconnection: true })
    teacher = await school.signIn('teacher')
    technician = await school.signIn('technician')
    head = await school.signIn('head')
  })
  afterAll(async () => {
    await school.stop()
    await rm(folder, { recursive: true })
  })

  it('[AP1] [LE7] [LE9] one rule holds, the later in place of the earlier, until the lesson ends; each is in the audit log', async () => {
    const { roomId } = school.room
    const lesson = await teacher.must('lesson:start', { roomId, title: '9B', minutes: 40, takeOver: false })
    const first = await teacher.must('restriction:order', order('all-but', 'Minetest', '/opt/games/'))
    await until(() => held().some(({ leaseId }) => leaseId === first.leaseId), 'the first rule')
    expect(held()[0]).toMatchObject({
      kind: 'application',
      lessonId: lesson.lessonId,
      application: {
        access: 'all-but',
        applications: [
          { by: 'name', name: 'minetest' },
          { by: 'path', path: '/opt/games' },
        ],
      },
    })
    const second = await teacher.must('restriction:order', order('only', 'Thonny'))
    await until(() => held().length === 1 && held()[0]?.leaseId === second.leaseId, 'the second alone')
    const watching = await teacher.watch(roomId)
    expect(watching.devices.get(pc.deviceId)?.restrictions).toMatchObject([
      { state: 'applied', lease: { application: { access: 'only' } } },
    ])
    await teacher.must('lesson:end', { roomId, lessonId: lesson.lessonId })
    await until(() => held().length === 0, 'the rule to end with its lesson')
    const log = await head.must('audit:list', { beforeAuditId: null, limit: 20 })
    expect(log.filter(({ action }) => action === 'restriction:order').map(({ detail }) => detail)).toEqual([
      expect.stringContaining('applications: only thonny on 1'),
      expect.stringContaining('applications: all but minetest, /opt/games on 1'),
    ])
  })

  it('[AP1] [AP4] [ST4] what does not fit, names nothing, names the desktop, or comes from another role has no effect', async () => {
    const sets = pc.leaseSets.length
    const bare = restrictionOrder(school.room.roomId, [pc.deviceId], 'application')
    const lock = restrictionOrder(school.room.roomId, [pc.deviceId], 'lock')
    const rule = { access: 'only' as const, applications: ['thonny'] }
    expect(await teacher.call('restriction:order', bare)).toMatchObject({ ok: false, code: 'malformed' })
    expect(await teacher.call('restriction:order', { ...lock, application: rule })).toMatchObject({ ok: false, code: 'malformed' })
    const many = Array.from({ length: 51 }, (_one, at) => `game${at}`)
    expect(await teacher.call('restriction:order', order('only', ...many))).toMatchObject({ ok: false, code: 'malformed' })
    for (const words of ['openbox', '/', ' ', '../bin/game']) {
      expect(await teacher.call('restriction:order', order('all-but', words))).toMatchObject({ ok: false, code: 'application-unclear' })
    }
    for (const other of [technician, head]) {
      expect(await other.call('restriction:order', order('only', 'thonny'))).toMatchObject({ ok: false, code: 'role-forbids' })
    }
    const once = order('only', 'thonny')
    await teacher.must('restriction:order', once)
    expect(await teacher.call('restriction:order', once)).toMatchObject({ ok: false, code: 'replayed' })
    await head.must('restriction:lift', restrictionLift(school.room.roomId, [pc.deviceId], ['application']))
    await until(() => pc.leaseSets.length === sets + 2 && held().length === 0, 'one rule and its end')
  })

  it('[LE10] a colleague’s rule stands in the way by name', async () => {
    const account = { signInName: `t${randomUUID().slice(0, 8)}`, password: 'a long word for tests 5' }
    await technician.must('staff:create', { ...account, displayName: 'Mr Shaw', role: 'teacher', roomIds: null, expiresAt: null })
    const colleague = await school.connectConsole()
    await colleague.must('staff:sign-in', { ...account, totpCode: null })
    await colleague.must('restriction:order', order('only', 'thonny'))
    const refused = await teacher.call('restriction:order', order('only', 'gimp'))
    expect(refused).toMatchObject({ ok: false, code: 'held-by-another' })
    expect(refused.ok ? '' : refused.detail).toContain('Mr Shaw limited the applications')
    await teacher.must('restriction:order', { ...order('only', 'gimp'), takeOver: true })
    await until(() => JSON.stringify(held()).includes('gimp') && held().length === 1, 'the taken rule')
    await teacher.must('restriction:lift', restrictionLift(school.room.roomId, [pc.deviceId], ['application']))
  })

  it('[AP6] [ST4] a technician approves folders: PCs that are linked are told, others with their hello, and PCs that cannot are not', async () => {
    expect(pc.greeting).toMatchObject({ value: { programFolders: { stopElsewhere: false, folders: [] } } })
    const programFolders = { stopElsewhere: true, folders: ['/srv/lessons'] }
    expect(await teacher.call('setting:write', { programFolders })).toMatchObject({ ok: false, code: 'role-forbids' })
    for (const folder of ['srv', '/', '/srv/../home', `/${'x'.repeat(600)}`]) {
      const wrong = { programFolders: { stopElsewhere: true, folders: [folder] } }
      expect(await technician.call('setting:write', wrong)).toMatchObject({ ok: false, code: 'malformed' })
    }
    const old = await school.simulateAgent({ capabilities: ['lock'] })
    await technician.must('setting:write', { programFolders })
    await until(() => pc.programFolders.length === 1, 'the PC to be told')
    // A setting of another kind tells nothing of folders.
    await technician.must('setting:write', { longestLeaseMinutes: 100 })
    expect(pc.programFolders).toEqual([programFolders])
    expect(old.programFolders).toEqual([])
    const late = await school.simulateAgent({ capabilities: ['application'] })
    expect(late.greeting).toMatchObject({ value: { programFolders } })
    const log = await head.must('audit:list', { beforeAuditId: null, limit: 10 })
    // What changed, each time, and nothing else.
    const changes = log.flatMap(({ action, detail }) => (action === 'setting:write' ? [detail] : []))
    expect(changes[0]).toBe('longest lease 100 min (before: longest lease 120 min)')
    expect(changes[1]).toContain('stopped, approved too: /srv/lessons')
    old.close()
    late.close()
  })

  /** One call of the command line by somebody of this role. */
  const as = async (role: Role, ...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
    const [out, err]: [string[], string[]] = [[], []]
    const { signInName, password } = school.accounts[role]
    const file = path.join(folder, role)
    await writeFile(file, password, { mode: 0o600 })
    const at = ['--hub', `127.0.0.1:${school.hub.consolePort}`, '--authority', school.hub.authorityFingerprint]
    const code = await runCommandLine([...at, '--user', signInName, '--password-file', file, ...args], {
      print: (line) => out.push(line),
      printError: (line) => err.push(line),
      settingsFile: path.join(folder, 'cli.json'),
      signal: new AbortController().signal,
    })
    return { code, out: out.join('\n'), err: err.join('\n') }
  }
  const coded = (code: string): unknown => expect.stringMatching(new RegExp(`^classwarden: .*\\[${code}\\]$`, 'u'))

  it('[AP1][AP6] limits the applications of a PC, says what applies, ends it, and approves folders', async () => {
    const agent = await school.simulateAgent({ hostname: 'cli-application', capabilities: ['application'] })
    const only = ['applications', 'only', 'Lab 1', 'cli-application'] as const
    expect((await as('teacher', ...only)).code).not.toBe(0)
    expect(await as('teacher', ...only, '--application', '../x')).toMatchObject({ err: coded('application-unclear') })
    expect(await as('head', ...only, '--application', 'thonny')).toMatchObject({ code: 4, err: coded('role-forbids') })
    const ordered = await as('teacher', ...only, '--application', 'Thonny', '--application', '/opt/maths', '--reason', 'Coursework')
    expect(ordered).toMatchObject({ code: 0, err: '' })
    expect(agent.leaseSets.at(-1)?.leases).toMatchObject([
      { application: { access: 'only', applications: [{ name: 'thonny' }, { path: '/opt/maths' }] } },
    ])
    expect((await as('teacher', 'applications', 'now', 'Lab 1', 'cli-application')).out).toMatch(
      /only thonny, \/opt\/maths +applied .*Coursework/u,
    )
    expect(await as('teacher', 'applications', 'all', 'Lab 1', 'cli-application')).toMatchObject({ code: 0 })
    expect((await as('teacher', 'applications', 'now', 'Lab 1', 'cli-application')).out).toContain('every application is allowed')

    expect(await as('teacher', 'applications', 'folders', 'stop')).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('technician', 'applications', 'folders', 'approve', 'games')).toMatchObject({ err: coded('malformed') })
    expect(await as('technician', 'applications', 'folders', 'approve', '/srv/lessons', '/srv/maths')).toMatchObject({ code: 0 })
    await as('technician', 'applications', 'folders', 'stop')
    await as('technician', 'applications', 'folders', 'remove', '/srv/maths')
    expect((await as('head', 'applications', 'folders', 'show')).out).toBe(
      'Programs outside approved folders are stopped. Approved besides: /srv/lessons',
    )
    await agent.until(() => agent.programFolders.at(-1)?.folders.length === 1 && agent.programFolders.at(-1)?.stopElsewhere === true)
    await as('technician', 'applications', 'folders', 'leave')
    agent.close()
  })
})
