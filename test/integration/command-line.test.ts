import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { coverageRowSchema } from '#shared/model/coverage'
import { policyChangeRecordSchema } from '#shared/model/policy-change'
import { emptyEnrolmentProperty } from '#shared/model/site-installer'
import { consoleOrders } from '#shared/protocol/console-hub'
import { enrolmentBundleSchema } from '#shared/protocol/enrolment'
import { breachFact, numberedFacts } from '../support/breaches'
import { coded, startCommandLine, type TestCommandLine } from '../support/command-line'
import { startTestHub, type TestHub } from '../support/hub'

const flagsSchema = consoleOrders['flag:list'].reply
const timelineSchema = consoleOrders['usage:timeline'].reply

describe('the command line against a real hub', () => {
  let school: TestHub
  let line: TestCommandLine
  let folder: string
  let at: readonly string[]
  const as: TestCommandLine['as'] = (...args) => line.as(...args)
  const run: TestCommandLine['run'] = (...args) => line.run(...args)

  beforeAll(async () => {
    school = await startTestHub()
    line = await startCommandLine(school)
    ;({ folder, at } = line)
  })
  afterAll(async () => {
    await line.stop()
    await school.stop()
  })

  it('[PO5][PO6] policies: pupils by a file, a limit, what applies to a pupil, a change that waits and is approved', async () => {
    const file = path.join(folder, 'pupils.csv')
    await writeFile(file, 'aisha,Aisha Khan,Year 7,7B\n')
    expect(await as('technician', 'pupils', 'import', file)).toEqual({ code: 0, out: '1 pupils added or changed.', err: '' })
    await writeFile(file, 'ben,Ben,Year 20\n')
    expect(await as('technician', 'pupils', 'import', file)).toMatchObject({ code: 2, out: '' })
    const limited = await as('officer', 'policies', 'limit', 'games', '--year', '12', '--reason', 'free period')
    expect(limited).toEqual({ code: 0, out: 'games on for Year 12: in force', err: '' })
    const applied = await as('head', 'policies', 'applies', 'aisha')
    expect(applied.out).toMatch(/^aisha: Year 7, 7B\n/u)
    expect(applied.out).toMatch(/^games +off +Year 12 +Test officer: free period$/mu)
    const waiting = await as('officer', '--json', 'policies', 'limit', 'self-harm', '--off', '--reason', 'another takes its place')
    const { changeId } = policyChangeRecordSchema.parse(JSON.parse(waiting.out))
    expect((await as('head', 'policies', 'approve', changeId)).out).toBe('self-harm off: in-force')
    expect((await as('officer', 'policies', 'show')).out).toMatch(/^self-harm +.* +off$/mu)
    expect((await as('teacher', 'policies', 'show')).code).toBe(4)
  })

  it('[CO5] coverage: what to do first, of a room, as a table, JSON and CSV', async () => {
    const old = await school.simulateAgent({ hostname: 'cli-old', capabilities: ['lock'] })
    await old.say('display:state', { state: 'ready' })
    const shown = await as('technician', 'coverage', '--room', 'lab 1')
    expect(shown).toMatchObject({ code: 0, err: '' })
    expect(shown.out).toMatch(/^cli-old +Lab 1 +look +- +Its agent is too old to tell .* Update the agent on this PC\.$/mu)
    expect(shown.out).toMatch(/^\d+ expected: \d+ fine, \d+ to be looked at, \d+ blind, \d+ silent\.$/mu)
    expect((await as('officer', 'coverage', '--csv')).out).toMatch(/^"cli-old","Lab 1","look"/mu)
    const rows = z.object({ rows: z.array(coverageRowSchema) }).parse(JSON.parse((await as('head', '--json', 'coverage')).out))
    expect(rows.rows.find(({ name }) => name === 'cli-old')?.reasons).toEqual(['not-told'])
    expect(await as('teacher', 'coverage')).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('technician', 'coverage', '--room', 'Lab 9')).toMatchObject({ code: 2, err: coded('target-unknown') })
    const technician = await school.signIn('technician')
    await technician.must('device:revoke', { deviceId: old.deviceId })
    technician.close()
  })

  it('locks a room and reports what each PC says, also the ones that failed or are silent', async () => {
    await school.simulateAgent({ hostname: 'cli-good' })
    await school.simulateAgent({
      hostname: 'cli-bad',
      applyLeases: (set) => ({
        revision: set.revision,
        states: set.leases.map(({ leaseId }) => ({ leaseId, state: 'failed', failure: 'grab-refused', at: set.hubNow })),
      }),
    })
    const gone = await school.simulateAgent({ hostname: 'cli-gone' })
    gone.close()
    const watcher = await school.signIn('teacher')
    const room = await watcher.watch(school.room.roomId)
    await watcher.until(() => room.devices.get(gone.deviceId)?.presence.state === 'silent')

    const some = await as('teacher', 'lock', 'lab 1', 'cli-good')
    expect(some).toMatchObject({ code: 0, err: '' })
    expect(some.out).toMatch(/^cli-good +applied in \d+ ms$/u)

    const all = await as('teacher', '--json', 'lock', 'Lab 1')
    expect(all.code).toBe(1)
    expect(JSON.parse(all.out)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'cli-good', state: 'applied' }),
        expect.objectContaining({ name: 'cli-bad', state: 'failed', failure: 'grab-refused' }),
        expect.objectContaining({ name: 'cli-gone', state: 'silent' }),
      ]),
    )

    const lifted = await as('teacher', 'unlock', 'Lab 1', 'cli-good', 'cli-bad')
    expect(lifted.code).toBe(0)
    expect(lifted.out).toMatch(/cli-good +lifted/u)
  })

  it('does nothing and says so when a room or a PC does not exist', async () => {
    expect(await as('teacher', 'lock', 'Lab 9')).toMatchObject({ code: 2, err: coded('target-unknown') })
    expect(await as('teacher', 'lock', 'Lab 1', 'cli-good', 'nobody')).toMatchObject({
      code: 2,
      err: coded('target-unknown'),
    })
  })

  it('[ST4] leaves the right to order to the hub', async () => {
    expect(await as('officer', 'blank', 'Lab 1')).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('teacher', 'room', 'create', 'Lab 7')).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect((await as('head', 'audit')).out).toContain('role:refused')
  })

  it('[PW1][PW7][PW8][WL3] orders, stops and schedules power, and wakes', async () => {
    const agent = await school.simulateAgent({ hostname: 'cli-power' })
    const here = ['Lab 1', 'cli-power'] as const
    expect(await as('teacher', 'power', 'shut-down', ...here, '--warn', '300', '--spare')).toMatchObject({ code: 0, out: 'Asked 1 of 1.' })
    expect(agent.powerOrders).toMatchObject([{ action: 'shut-down', warnSeconds: 300, spareInUse: true, putOffMinutes: 0 }])
    expect(await as('head', 'power', 'cancel', ...here)).toMatchObject({ code: 0, out: 'Stopping it on 1 of 1.' })
    await agent.until(() => agent.powerCancels.length === 1)
    const woken = await as('teacher', 'power', 'wake', ...here)
    expect(woken.code).toBe(0)
    expect(woken.out).toMatch(/^cli-power +awake already$/u)
    expect(await as('officer', 'power', 'wake', ...here)).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('officer', 'power', 'restart', ...here)).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('teacher', 'power', 'restart', ...here, '--warn', '9999')).toMatchObject({ code: 2 })
    agent.close()

    const plan = ['power', 'schedule-shut-down', 'Lab 1', '--time', '16:30', '--days', '1,5', '--spare'] as const
    expect(await as('teacher', ...plan)).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('technician', ...plan)).toMatchObject({ code: 0, err: '' })
    expect(await as('technician', 'power', 'schedule-restart', 'Lab 1', '--time', '25:00')).toMatchObject({ code: 2 })
    const shown = (await as('teacher', 'power', 'schedules')).out
    expect(shown).toMatch(/^[0-9a-f-]{36} +shut-down +Lab 1 +days 1,5 at 16:30 +next 20\d\d-/u)
    const id = shown.slice(0, 36)
    expect(await as('technician', 'power', 'reschedule', id, '--time', '17:05', '--no-spare')).toMatchObject({ code: 0, out: 'Changed.' })
    expect(JSON.parse((await as('teacher', '--json', 'power', 'schedules')).out)).toMatchObject([
      { scheduleId: id, time: '17:05', days: [1, 5], warnSeconds: 300, spareInUse: false },
    ])
    expect(await as('technician', 'power', 'reschedule', 'no-such-id', '--time', '17:05')).toMatchObject({ code: 2 })
    expect(await as('technician', 'power', 'unschedule', id)).toMatchObject({ code: 0, out: 'Removed.' })
    expect((await as('teacher', 'power', 'schedules')).out).toBe('No schedules.')
  })

  it('[OB4] lists flags, of a room or those not seen alone, and marks one as seen', async () => {
    const agent = await school.simulateAgent({ hostname: 'cli-flags' })
    const from = Date.now() - 60_000
    const fact = { kind: 'tamper', tamper: 'clock-moved', from, until: from + 1_000, detail: '120 min forward' } as const
    await agent.say('outbox:deliver', { facts: [{ number: 1, fact }] })
    const listed = await as('technician', 'flags', 'list', 'lab 1')
    expect(listed.out).toMatch(/^FLAG +WHAT/u)
    expect(listed.out).toMatch(/clock-moved +cli-flags .* 120 min forward$/mu)
    expect(listed.out).toMatch(/\n1 not seen yet\.$/u)
    const { flags } = flagsSchema.parse(JSON.parse((await as('teacher', '--json', 'flags', 'list', '--unseen')).out))
    const flagId = flags.find(({ deviceName }) => deviceName === 'cli-flags')?.flagId ?? ''
    expect(await as('head', 'flags', 'seen', flagId)).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('teacher', 'flags', 'seen', flagId)).toEqual({ code: 0, out: 'Seen by Test teacher.', err: '' })
    expect((await as('teacher', 'flags', 'list', '--unseen')).out).toBe('0 not seen yet.')
    expect(await as('teacher', 'flags', 'list', 'Lab 9')).toMatchObject({ code: 2, err: coded('target-unknown') })
    agent.close()
  })

  it('[OB2, BR9] shows what was in front on a room or one PC, with downloads, to those who may see it', async () => {
    const agent = await school.simulateAgent({ hostname: 'cli-timeline' })
    const from = Date.now() - 30 * 60_000
    const usage = { kind: 'usage', user: 'aisha', application: 'Browser', title: 'Fractions', from, until: from + 90_000 } as const
    const download = { kind: 'download', user: 'aisha', site: 'maths.test', file: 'sums.zip', at: from + 5_000 } as const
    await agent.say('outbox:deliver', {
      facts: [
        { number: 1, fact: usage },
        { number: 2, fact: download },
      ],
    })
    const shown = await as('teacher', 'timeline', 'Lab 1', 'cli-timeline')
    expect(shown).toMatchObject({ code: 0, err: '' })
    expect(shown.out).toMatch(/^cli-timeline +aisha +20\S+Z +20\S+Z +90 s +Browser +Fractions$/mu)
    expect(shown.out).toMatch(/^cli-timeline +aisha +20\S+Z +- +- +download +sums\.zip from maths\.test$/mu)
    const { devices } = timelineSchema.parse(JSON.parse((await as('head', '--json', 'timeline', 'Lab 1')).out))
    expect(devices.find(({ deviceId }) => deviceId === agent.deviceId)?.spans).toEqual([usage])
    const earlier = ['--from', new Date(from - 7_200_000).toISOString(), '--until', new Date(from).toISOString()]
    expect((await as('teacher', 'timeline', 'Lab 1', 'cli-timeline', ...earlier)).out).toBe('Nothing was recorded in that time.')
    expect(await as('technician', 'timeline', 'Lab 1')).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('teacher', 'timeline', 'Lab 1', '--from', 'yesterday')).toMatchObject({ code: 2 })
    expect(await as('teacher', 'timeline', 'Lab 1', '--from', '2020-01-01T00:00Z')).toMatchObject({ code: 2, err: coded('malformed') })
    agent.close()
  })

  it('[BR7] opens and closes pages, and says of each PC what came of it', async () => {
    const orders: unknown[] = []
    const agent = await school.simulateAgent({
      hostname: 'cli-tabs',
      actTabs: (order) => {
        orders.push(order)
        return 'url' in order ? { state: 'opened', started: true } : { state: 'closed', closed: 2, asking: 1 }
      },
    })
    const opened = await as('teacher', 'open', 'Lab 1', 'maths.test/sum', 'cli-tabs')
    expect(opened.code).toBe(0)
    expect(opened.out).toMatch(/^cli-tabs +opened, in a browser started for it$/u)
    const closed = await as('teacher', 'close-tabs', 'Lab 1', 'cli-tabs', '--but', 'maths.test')
    expect(closed.code).toBe(1)
    expect(closed.out).toContain('2 closed; 1 ask the pupil about unsaved work')
    expect(orders).toEqual([{ url: 'https://maths.test/sum' }, { which: { by: 'site', site: 'maths.test' }, but: true }])
    expect(await as('teacher', 'open', 'Lab 1', 'javascript://alert', 'cli-tabs')).toMatchObject({ code: 2 })
    expect(await as('teacher', 'close-tabs', 'Lab 1', 'cli-tabs')).toMatchObject({ code: 2 })
    agent.close()
  })

  it('[SC1][SC3] keeps lists and scenes, and puts a PC on one', async () => {
    const file = path.join(folder, 'sites.txt')
    await writeFile(file, 'maths.test\nfacebook\nwww.gov.uk/exams\n')
    expect(await as('teacher', 'sites', 'save', 'Revision', file)).toMatchObject({ err: coded('list-unclear') })
    expect(await as('teacher', 'sites', 'save', 'Revision', file, '--leave-faulty-out', '--shared')).toMatchObject({ code: 0 })
    expect((await as('head', 'sites', 'list')).out).toMatch(/Revision.*1.*1/u)
    expect(await as('teacher', 'scene', 'save', 'Algebra', '--list', 'Nowhere')).not.toMatchObject({ code: 0 })
    const save = ['scene', 'save', 'Algebra', '--list', 'Revision', '--site', 'bbc.co.uk', '--reason', 'Exam practice'] as const
    expect(await as('teacher', ...save)).toMatchObject({ code: 0, err: '' })
    expect((await as('teacher', 'scene', 'list')).out).toContain('Algebra')
    expect((await as('officer', 'scene', 'list')).out).not.toContain('Algebra')

    const agent = await school.simulateAgent({ hostname: 'cli-scene' })
    expect(await as('teacher', 'internet', 'follow', 'Algebra', 'Lab 1', 'cli-scene')).toMatchObject({ err: '' })
    const rule = { access: 'only', scene: 'Algebra', sites: ['bbc.co.uk'], lists: [{ title: 'Revision', domains: 1, pages: 1 }] }
    await agent.until(() => agent.leaseSets.at(-1)?.leases.some(({ internet }) => internet !== null) === true)
    expect(agent.leaseSets.at(-1)?.leases.map(({ internet }) => internet)).toMatchObject([rule])
    agent.close()

    expect(await as('teacher', 'sites', 'delete', 'Revision')).toMatchObject({ err: coded('in-use') })
    expect(await as('teacher', 'scene', 'delete', 'Algebra')).toMatchObject({ code: 0 })
    expect(await as('teacher', 'sites', 'delete', 'Revision')).toMatchObject({ code: 0 })
  })

  it('[BR10] adds sites to the privacy list, and takes them out', async () => {
    expect(await as('officer', 'privacy', 'add', 'clinic.example.org')).toMatchObject({ code: 0 })
    expect(await as('officer', 'privacy', 'add', '--helpline', 'help.example.org')).toMatchObject({ code: 0 })
    expect((await as('teacher', 'privacy', 'show')).out).toMatch(/^private +clinic.example.org\nhelpline +help.example.org$/u)
    expect(await as('technician', 'privacy', 'remove', 'clinic.example.org')).toMatchObject({
      out: '0 private sites and 1 helplines are added.',
    })
    expect(await as('teacher', 'privacy', 'add', 'a.example.org')).toMatchObject({ code: 4, err: coded('role-forbids') })
    await as('officer', 'privacy', 'remove', '--helpline', 'help.example.org')
    expect((await as('officer', 'privacy', 'show')).out).toBe('Nothing is added to the list that ships.')
  })

  it('[AU1][AU8] publishes what pupils agree to, shows the register and records a parent', async () => {
    const file = path.join(await mkdtemp(path.join(tmpdir(), 'classwarden-text-')), 'text')
    await writeFile(file, 'Be kind.\r\nAsk first.\n')
    const publish = ['agreements', 'publish', 'ks2', file, '--title', 'Our rules']
    expect(await as('teacher', ...publish)).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('officer', ...publish)).toMatchObject({ code: 0, out: 'Version 1 for ks2 is asked.' })
    expect(await as('officer', 'agreements', 'publish', 'ks9', file, '--title', 'x')).toMatchObject({ err: coded('malformed') })
    expect(await as('officer', 'agreements', 'publish', 'ks2', `${file}.no`, '--title', 'x')).toMatchObject({ err: coded('not-found') })
    expect((await as('head', 'agreements', 'list')).out).toMatch(/^ks2 +version 1 +Our rules$/u)
    await as('officer', 'agreements', 'parent', 'dev', '--note', 'signed form')
    expect((await as('officer', 'agreements', 'register', '--standing', 'agreed')).out).toMatch(/^USER.*PARENT \d{4}\/\d\d$/u)
    expect((await as('officer', 'agreements', 'register', '--csv')).out).toMatch(/^"User name","Name",/u)
    expect(await as('officer', 'agreements', 'register', '--standing', 'sad')).toMatchObject({ err: coded('malformed') })
    expect(await as('officer', 'agreements', 'parent', 'dev', '--take-back')).toMatchObject({ code: 0 })
    expect(await as('officer', 'agreements', 'withdraw', 'ks2')).toMatchObject({ code: 0 })
    expect((await as('officer', 'agreements', 'list')).out).toBe('Nobody is asked anything.')
    await rm(path.dirname(file), { recursive: true })
  })

  it('[SE1][SE9] sets session times for the school and a room, and grants new sessions', async () => {
    const set = ['timeouts', 'set', 'lab 1', '--longest', '60', '--hours', '1-5 08:00-17:00', '--hours', '6 09:00-24:00', '--warn', '10,2']
    expect(await as('technician', 'timeouts', 'set', '--idle', '15')).toMatchObject({ code: 0, err: '' })
    expect(await as('technician', ...set)).toMatchObject({ code: 0, err: '' })
    const shown = await as('head', 'timeouts', 'show')
    expect(shown.out).toMatch(/^School +idle 15 min; then lock; warned 5, 1 min before$/mu)
    expect(shown.out).toContain('Mon Tue Wed Thu Fri 08:00-17:00, Sat 09:00-24:00; then lock; warned 10, 2 min before')
    expect(await as('teacher', ...set)).toMatchObject({ code: 4, err: coded('role-forbids') })
    for (const wrong of [
      ['--hours', '8 08:00-17:00'],
      ['--hours', '1-5 17:00-08:00'],
      ['--warn', 'soon'],
      ['--then', 'shout'],
      ['--idle', '1'],
    ])
      expect(await as('technician', 'timeouts', 'set', ...wrong)).toMatchObject({ err: coded('malformed') })
    expect(await as('technician', 'timeouts', 'inherit', 'Lab 1')).toMatchObject({ code: 0 })
    expect((await as('head', 'timeouts', 'show')).out).toMatch(/^Lab 1 +as the school$/mu)

    const agent = await school.simulateAgent({ hostname: 'cli-more' })
    expect(await as('teacher', 'timeouts', 'renew', 'Lab 1', 'cli-more')).toMatchObject({ code: 0, out: 'New sessions on 1 of 1.' })
    await agent.until(() => agent.renewals.length === 1)
    agent.close()
    await as('technician', 'timeouts', 'set')
  })

  it('issues a bundle into a new file of its owner alone, which enrols', async () => {
    const out = path.join(folder, 'bundle.json')
    expect(await as('technician', 'enrol-bundle', 'Lab 1', '--uses', '1', '--out', out)).toMatchObject({ code: 0 })
    expect((await stat(out)).mode & 0o777).toBe(0o600)
    const bundle = enrolmentBundleSchema.parse(JSON.parse(await readFile(out, 'utf8')))
    expect((await school.enrol('cli-new', bundle)).agentAddresses.length).toBeGreaterThan(0)
    expect(await as('technician', 'enrol-bundle', 'Lab 1', '--out', out)).toMatchObject({ code: 2, err: coded('file-exists') })
  })

  it('issues a bundle as an installer for Windows, and none for a file that cannot hold it', async () => {
    const [installer, out] = [path.join(folder, 'agent.msi'), path.join(folder, 'room.msi')]
    const issue = () => as('technician', 'enrol-bundle', 'Lab 1', '--installer', installer, '--out', out)
    await writeFile(installer, 'MZ')
    expect(await issue()).toMatchObject({ code: 2, err: coded('file-unreadable') })
    await writeFile(installer, emptyEnrolmentProperty)
    expect(await issue()).toMatchObject({ code: 0 })
    const [, digits = ''] = /:([\da-f]+)\.+$/u.exec(await readFile(out, 'latin1')) ?? []
    enrolmentBundleSchema.parse(JSON.parse(Buffer.from(digits, 'hex').toString()))
  })

  it('makes a teacher who can sign in, keeps the session for later commands, and forgets it', async () => {
    const secret = path.join(folder, 'new-teacher')
    await writeFile(secret, 'quite a long password', { mode: 0o600 })
    expect(await as('technician', 'staff', 'create', 'k.ito', 'K Ito', '--role', 'teacher', '--new-password-file', secret)).toMatchObject({
      code: 0,
    })
    expect(await run([...at, '--user', 'k.ito', '--password-file', secret, 'sign-in'])).toMatchObject({ code: 0 })
    // The settings file names the hub now.
    expect((await run(['list'])).out).toMatch(/Lab 1/u)
    expect(await run(['sign-out'])).toMatchObject({ code: 0 })
    expect(await run([...at, 'list'])).toMatchObject({ code: 3, err: coded('sign-in-needed') })
  })

  it('watches a room until it is interrupted', async () => {
    const interrupt = new AbortController()
    const file = path.join(folder, 'teacher')
    const { signInName } = school.accounts.teacher
    const agent = await school.simulateAgent({ hostname: 'cli-watched' })
    const ran = await run([...at, '--user', signInName, '--password-file', file, 'watch', 'Lab 1'], interrupt.signal, (line) => {
      if (line.includes('cli-watched: live') && !line.includes('Paint')) {
        void agent.say('window:foreground', { title: 'Picture 1', application: 'Paint', process: null, since: Date.now() })
      }
      if (line.includes('Paint: Picture 1')) interrupt.abort()
    })
    expect(ran.code).toBe(0)
    expect(ran.out).toContain('Paint: Picture 1')
  })

  it('refuses a wrong password, and a hub that is not the pinned one', async () => {
    const wrong = path.join(folder, 'wrong')
    await writeFile(wrong, 'not the password at all', { mode: 0o600 })
    expect(await run([...at, '--user', 'teacher', '--password-file', wrong, 'list'])).toMatchObject({
      code: 3,
      err: coded('sign-in-wrong'),
    })
    const elsewhere = ['--hub', `127.0.0.1:${school.hub.consolePort}`, '--authority', '0'.repeat(64)]
    expect(await run([...elsewhere, '--user', 'teacher', '--password-file', wrong, 'list'])).toMatchObject({
      code: 5,
      err: coded('hub-untrusted'),
    })
  })

  it('[LS1] starts, lengthens and ends a lesson, and takes over what a colleague holds only when told to', async () => {
    const { room, accounts } = school
    const colleague = await school.connectConsole()
    const technician = await school.signIn('technician')
    const names = { signInName: 'colleague', password: accounts.teacher.password }
    await technician.must('staff:create', { ...names, displayName: 'Mrs Lee', role: 'teacher', roomIds: null, expiresAt: null })
    await colleague.must('staff:sign-in', { ...names, totpCode: null })
    await school.simulateAgent({ hostname: 'cli-lesson' })

    expect(await as('teacher', 'lesson', 'extend', room.name)).toMatchObject({ code: 2, err: coded('nothing-to-do') })
    expect((await as('teacher', 'lesson', 'start', room.name, '--minutes', '30', '--title', '9B')).out).toMatch(
      /^Lesson in Lab 1 until \d\d:\d\d\.$/u,
    )
    const lesson = (await colleague.watch(room.roomId)).lesson
    expect(lesson?.title).toBe('9B')
    expect((await as('teacher', 'lesson', 'extend', room.name, '--minutes', '10')).code).toBe(0)
    expect((await colleague.watch(room.roomId)).lesson?.endsAt).toBe((lesson?.endsAt ?? 0) + 600_000)
    expect((await as('teacher', 'lesson', 'end', room.name)).code).toBe(0)

    await colleague.must('lesson:start', { roomId: room.roomId, title: '', minutes: 30 })
    expect(await as('teacher', 'lock', room.name, 'cli-lesson')).toMatchObject({ code: 6, err: coded('held-by-another') })
    expect((await as('teacher', 'lock', room.name, 'cli-lesson', '--take-over')).code).toBe(0)
    await colleague.until(() => colleague.handOvers.length === 1)
    expect((await as('teacher', 'unlock', room.name)).code).toBe(1)
  })

  it('[CN5, CN6] lists, shows and decides concerns by number, as far as the account may', async () => {
    const agent = await school.simulateAgent({ hostname: 'cli-concern' })
    await agent.say('outbox:deliver', numberedFacts(1, breachFact(), breachFact({ category: 'games', grade: 1, user: 'ben' })))
    const listed = await as('officer', 'breaches', 'list', '--grade', '4')
    expect(listed.out).toMatch(/^1 +5 +suicide +new +aisha +cli-concern .* easiest way to die$/mu)
    expect(listed.out).not.toContain('ben')
    expect((await as('teacher', 'breaches', 'list')).out).toMatch(/^2 +1 +games/mu)
    expect(await as('technician', 'breaches', 'list')).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('officer', 'breaches', 'list', '--state', 'lost')).toMatchObject({ code: 2, err: coded('malformed') })
    expect((await as('officer', 'breaches', 'show', '1')).out).toContain('search: what is the [easiest way to die] without it hurting')
    expect(await as('officer', 'breaches', 'show', '99')).toMatchObject({ err: coded('not-found') })
    expect(await as('head', 'breaches', 'decide', '1', 'resolved')).toMatchObject({ code: 4, err: coded('role-forbids') })
    const decided = await as('officer', '--json', 'breaches', 'decide', '1', 'resolved', '--note', 'Spoke with aisha')
    expect(JSON.parse(decided.out)).toMatchObject({ breachNumber: 1, state: 'resolved', decisions: [{ note: 'Spoke with aisha' }] })
    agent.close()
  })
})
