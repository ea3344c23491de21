import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TabClose, TabWord } from '#shared/model/tab-order'
import { capabilities } from '#shared/protocol/version'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'

describe('[BR7] pages opened and closed for pupils', () => {
  let school: TestHub
  let teacher: ConsoleClient
  let roomId: string
  let usual: SimulatedAgent
  const heard: ({ readonly url: string } | TabClose)[] = []
  const opened: TabWord = { state: 'opened', started: false }

  beforeAll(async () => {
    school = await startTestHub()
    roomId = school.room.roomId
    teacher = await school.signIn('teacher')
    usual = await school.simulateAgent({
      hostname: 'tabs-usual',
      actTabs: (order) => {
        heard.push(order)
        return 'url' in order ? opened : { state: 'closed', closed: 3, asking: 1 }
      },
    })
  })
  afterAll(() => school.stop())

  const target = (...deviceIds: string[]) => ({ roomId, deviceIds, orderId: randomUUID() })
  const url = 'https://maths.test/sum?step=2'

  it('are told with the own word of each PC, the silent and the old among them, and audited', async () => {
    const old = await school.simulateAgent({ hostname: 'tabs-old', capabilities: capabilities.filter((name) => name !== 'tabs') })
    const gone = await school.simulateAgent({ hostname: 'tabs-gone' })
    gone.close()
    const room = await teacher.watch(roomId)
    await teacher.until(() => room.devices.get(gone.deviceId)?.presence.state === 'silent')
    const order = { ...target(usual.deviceId, old.deviceId, gone.deviceId), url }
    expect((await teacher.must('tab:open', order)).results).toEqual([
      { deviceId: usual.deviceId, word: opened },
      { deviceId: old.deviceId, word: { state: 'failed', why: 'unsupported' } },
      { deviceId: gone.deviceId, word: { state: 'failed', why: 'silent' } },
    ])
    expect(heard).toEqual([{ url }])
    expect(await teacher.call('tab:open', order)).toMatchObject({ ok: false, code: 'replayed' })
    const close: TabClose = { which: { by: 'site', site: 'games.test' }, but: false }
    expect((await teacher.must('tab:close', { ...target(usual.deviceId), ...close })).results).toEqual([
      { deviceId: usual.deviceId, word: { state: 'closed', closed: 3, asking: 1 } },
    ])
    expect(heard).toEqual([{ url }, close])
    const head = await school.signIn('head')
    const entries = await head.must('audit:list', { beforeAuditId: null, limit: 6 })
    const written = entries.map(({ action, detail }) => `${action} ${detail}`)
    expect(written).toContain(`tab:open ${url} on 3: tabs-usual, tabs-old, tabs-gone`)
    expect(written).toContain('tab:close games.test on 1: tabs-usual')
  })

  it('[BR7] are for the teacher of the lesson alone', async () => {
    for (const role of ['technician', 'officer', 'head'] as const) {
      const other = await school.signIn(role)
      expect(await other.call('tab:open', { ...target(usual.deviceId), url })).toMatchObject({ ok: false, code: 'role-forbids' })
    }
    const second = { signInName: 'shaw', password: 'a long word for tests 4' }
    const technician = await school.signIn('technician')
    await technician.must('staff:create', { ...second, displayName: 'Mr Shaw', role: 'teacher', roomIds: null, expiresAt: null })
    const colleague = await school.connectConsole()
    await colleague.must('staff:sign-in', { ...second, totpCode: null })
    await colleague.must('lesson:start', { roomId, title: '', minutes: 30 })
    const before = heard.length
    expect(await teacher.call('tab:open', { ...target(usual.deviceId), url })).toMatchObject({ ok: false, code: 'held-by-another' })
    expect((await colleague.must('tab:open', { ...target(usual.deviceId), url })).results).toMatchObject([{ word: opened }])
    expect(heard).toHaveLength(before + 1)
  })

  it('are of the web alone, and of tabs that can be', async () => {
    for (const wrong of [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'chrome://settings',
      'maths.test',
      `https://maths.test/${'a'.repeat(2_100)}`,
    ])
      expect(await teacher.call('tab:open', { ...target(usual.deviceId), url: wrong })).toMatchObject({ ok: false, code: 'malformed' })
    const wrongTabs: TabClose['which'][] = [
      { by: 'tab', tabIds: ['7; rm'] },
      { by: 'site', site: '' },
    ]
    for (const which of wrongTabs)
      expect(await teacher.call('tab:close', { ...target(usual.deviceId), which, but: false })).toMatchObject({
        ok: false,
        code: 'malformed',
      })
    expect(await teacher.call('tab:open', { ...target(randomUUID()), url })).toMatchObject({ ok: false, code: 'not-found' })
  })
})

describe('[BR10] the privacy list of a school', () => {
  let school: TestHub
  beforeAll(async () => {
    school = await startTestHub()
  })
  afterAll(() => school.stop())

  it('is changed by officers and technicians, told to the PCs at once or with their hello, kept, and audited', async () => {
    const pc = await school.simulateAgent({ hostname: 'private' })
    const officer = await school.signIn('officer')
    const list = await officer.must('privacy:write', {
      sites: ['https://www.Clinic.example.org/', 'clinic.example.org'],
      helplines: ['Help.example.org.'],
    })
    expect(list).toEqual({ sites: ['clinic.example.org'], helplines: ['help.example.org'] })
    await pc.until(() => pc.privacyLists.length === 1)
    expect(pc.privacyLists).toEqual([list])
    await school.restart()
    const later = await school.simulateAgent({ hostname: 'later' })
    expect(later.greeting).toMatchObject({ value: { privacy: list } })
    const technician = await school.signIn('technician')
    expect(await technician.must('privacy:write', { sites: [], helplines: list.helplines })).toEqual({ ...list, sites: [] })
    const head = await school.signIn('head')
    expect(await head.must('privacy:read', {})).toEqual({ ...list, sites: [] })
    const [newest, first] = (await head.must('audit:list', { beforeAuditId: null, limit: 20 })).filter(
      ({ action }) => action === 'privacy:write',
    )
    expect(newest?.detail).toBe('private sites removed: clinic.example.org')
    expect(first?.detail).toBe('private sites added: clinic.example.org; helplines added: help.example.org')
  })

  it('takes whole sites alone, from those who may', async () => {
    const teacher = await school.signIn('teacher')
    expect(await teacher.call('privacy:write', { sites: [], helplines: [] })).toMatchObject({ ok: false, code: 'role-forbids' })
    const officer = await school.signIn('officer')
    for (const wrong of ['co.uk', 'clinic', 'clinic.example.org/page', ''])
      expect(await officer.call('privacy:write', { sites: [wrong], helplines: [] })).toMatchObject({ ok: false, code: 'site-unclear' })
  })
})
