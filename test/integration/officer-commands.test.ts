import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPack } from '../../main/hub/evidence/verify-pack'
import { breachFact, numberedFacts } from '../support/breaches'
import { coded, startCommandLine, type TestCommandLine } from '../support/command-line'
import { startTestHub, type TestHub } from '../support/hub'

describe('the officer’s commands against a real hub', () => {
  let school: TestHub
  let line: TestCommandLine
  const as: TestCommandLine['as'] = (...args) => line.as(...args)

  beforeAll(async () => {
    school = await startTestHub()
    line = await startCommandLine(school)
    const agent = await school.simulateAgent({ hostname: 'cli-evidence' })
    const fact = breachFact()
    await agent.say('outbox:deliver', numberedFacts(1, fact))
    agent.close()
    const officer = await school.signIn('officer')
    await officer.must('incident:open', { title: 'Words', person: 'aisha', personKind: 'pupil', breachIds: [fact.breachId] })
    const actions = [{ action: 'parents' as const, dueAt: 1_000 }]
    const [incident] = (await officer.must('incident:list', { before: null, limit: 1 })).incidents
    await officer.must('incident:route', { incidentId: incident?.incidentId ?? '', rowId: 'continued', actions, reason: 'For the test' })
    officer.close()
  })
  afterAll(async () => {
    await line.stop()
    await school.stop()
  })

  it('[IN5] lists incidents, narrowed, and shows one with what is to do', async () => {
    const listed = await as('head', 'incidents', 'list', '--person', 'AISHA', '--category', 'suicide', '--overdue')
    expect(listed.out).toMatch(/^1 +5 +under-review +aisha +1 +Test officer +1 +Words$/mu)
    expect(listed.out).toMatch(/^1 are open\.$/mu)
    expect((await as('officer', 'incidents', 'list', '--state', 'resolved')).out).not.toContain('Words')
    expect(await as('officer', 'incidents', 'list', '--state', 'sleeping')).toMatchObject({ code: 2, err: coded('malformed') })
    expect(await as('technician', 'incidents', 'list')).toMatchObject({ code: 4, err: coded('role-forbids') })
    const shown = await as('head', 'incidents', 'show', '1')
    expect(shown.out).toMatch(/^concern 1: grade 5, suicide, under-review: /mu)
    expect(shown.out).toMatch(/^parents: due 1970-01-01$/mu)
    expect(shown.out).toMatch(/Test officer: routed$/mu)
    expect(await as('head', 'incidents', 'show', '2')).toMatchObject({ code: 6, err: coded('not-found') })
    expect(await as('head', 'incidents', 'show', 'x')).toMatchObject({ code: 2 })
  })

  it('[PL1, PL3] writes down what parents were told, or why not, and shows the register', async () => {
    const told = ['parents', 'told', '1', '--who', 'Mother', '--how', 'telephone']
    expect(await as('head', ...told)).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('officer', ...told, '--at', 'tomorrow')).toMatchObject({ code: 2, err: coded('malformed') })
    expect(await as('officer', ...told, '--letter', '9')).toMatchObject({ err: coded('not-found') })
    expect(await as('officer', 'parents', 'told', '1', '--who', 'Mother', '--how', 'pigeon')).toMatchObject({ code: 2 })
    expect(await as('officer', ...told, '--by', 'Mrs Evans', '--at', '2026-01-05T14:30:00Z')).toMatchObject({
      code: 0,
      out: 'Written down.',
    })
    expect(await as('officer', 'parents', 'not-told', '1', '--reason', 'no')).toMatchObject({ err: coded('malformed') })
    expect((await as('officer', 'parents', 'not-told', '1', '--reason', 'The safeguarding lead asked to wait')).code).toBe(0)
    const register = await as('head', 'parents', 'register')
    expect(register.out).toMatch(/^1 +aisha +2026-01-05T14:30 +Mother, telephone, by Mrs Evans +Test officer$/mu)
    expect(register.out).toMatch(/not told: The safeguarding lead asked to wait/u)
    expect((await as('head', 'parents', 'register', '--csv')).out).toContain('"yes","2026-01-05T14:30:00.000Z","Mother","Mrs Evans"')
    expect(await as('technician', 'parents', 'register')).toMatchObject({ code: 4 })
  })

  it('[PL4, PL6, PL7] a letter is begun, finished from a file, approved, issued and written out', async () => {
    expect((await as('head', 'letters', 'templates')).out).toMatch(/^access-removed +head approves +Internet access removed$/mu)
    const drafted = await as('officer', 'letters', 'draft', '1', 'access-removed')
    const [letter = ''] = /(?<=^letter: )\S{36}$/mu.exec(drafted.out) ?? []
    expect(drafted.out).toContain('[telephone number]')
    expect(await as('officer', 'letters', 'ask', '1', letter)).toMatchObject({ code: 6, err: coded('letter-unfinished') })
    const textFile = path.join(line.folder, 'letter.txt')
    await writeFile(textFile, 'Dear parent,\n\nAccess comes back on Monday.')
    expect(await as('officer', 'letters', 'ask', '1', letter, '--text-file', `${textFile}x`)).toMatchObject({
      err: coded('file-unreadable'),
    })
    // Over the letter nobody is named: the roster knows no such pupil.
    expect(await as('officer', 'letters', 'ask', '1', letter, '--text-file', textFile)).toMatchObject({ err: coded('letter-unfinished') })
    const technician = await school.signIn('technician')
    await technician.must('pupil:put', { pupils: [{ userName: 'aisha', displayName: 'Aisha Khan', yearGroup: 9, groups: [] }] })
    technician.close()
    await as('officer', 'letters', 'draft', '1', 'access-removed')
    const { out } = await as('officer', '--json', 'letters', 'list', '1')
    const { drafts } = JSON.parse(out) as { drafts: { letterId: string }[] }
    const letterId = drafts.find((one) => one.letterId !== letter)?.letterId ?? ''
    expect(await as('officer', 'letters', 'issue', '1', letterId, '--text-file', textFile)).toMatchObject({ err: coded('approval-needed') })
    expect(await as('officer', 'letters', 'ask', '1', letterId)).toMatchObject({ out: 'It waits for the head.' })
    expect(await as('officer', 'letters', 'approve', '1', letterId)).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('head', 'letters', 'send-back', '1', letterId, '--note', 'Shorter')).toMatchObject({ out: 'Sent back.' })
    expect((await as('officer', 'letters', 'ask', '1', letterId)).code).toBe(0)
    expect(await as('head', 'letters', 'approve', '1', letterId)).toMatchObject({ out: 'Approved.' })
    expect(await as('officer', 'letters', 'issue', '1', letterId, '--told', 'Both parents')).toMatchObject({ out: 'Letter 1 is issued.' })
    const file = path.join(line.folder, 'letter.pdf')
    const fetched = await as('head', 'letters', 'fetch', '1', '1', '--out', file)
    const pdf = await readFile(file)
    expect(fetched.out).toContain(`SHA-256 ${createHash('sha256').update(pdf).digest('hex')}`)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await as('head', 'letters', 'fetch', '1', '1', '--out', file)).toMatchObject({ code: 2, err: coded('file-unwritable') })
    expect(await as('head', 'letters', 'fetch', '1', '2', '--out', `${file}2`)).toMatchObject({ err: coded('not-found') })
    expect((await as('head', 'parents', 'register')).out).toMatch(/Both parents, letter, by Test officer/u)
  })

  it('[EV1][EV5][RT4][RT5] writes an evidence pack that can be checked, holds what it is about, and shows what goes next', async () => {
    const out = path.join(line.folder, 'evidence.zip')
    const make = (incident: string, reason: string) => ['evidence', 'make', incident, '--reason', reason, '--out', out]
    expect(await as('technician', ...make('1', 'For the police'))).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect(await as('officer', ...make('2', 'For the police'))).toMatchObject({ err: coded('not-found') })
    expect(await as('officer', ...make('1', 'x'))).toMatchObject({ err: coded('malformed') })
    const made = await as('officer', ...make('1', 'For the police'))
    const passphrase = /^Passphrase, shown this once: (\S+)$/mu.exec(made.out)?.[1] ?? ''
    expect(await checkPack(await readFile(out), passphrase, null)).toMatchObject({ ok: true, value: { faults: [] } })
    expect((await stat(out)).mode & 0o777).toBe(0o600)
    expect(await as('officer', ...make('1', 'For the police'))).toMatchObject({ code: 2, err: coded('file-unwritable') })

    expect((await as('officer', 'retention', 'hold', 'incident', '1', '--reason', 'For the police')).out).toMatch(/^incident 1 is held: /u)
    expect(await as('officer', 'retention', 'hold', 'concern', '99', '--reason', 'For the police')).toMatchObject({
      err: coded('not-found'),
    })
    expect(await as('head', 'retention', 'hold', 'person', 'aisha', '--reason', 'To be sure')).toMatchObject({ code: 4 })
    const [hold = ''] = /^\S{36}(?= +incident 1 +For the police .* in force$)/mu.exec((await as('head', 'retention', 'holds')).out) ?? []
    expect(await as('officer', 'retention', 'lift', hold, '--reason', 'They are done')).toMatchObject({
      out: 'incident 1 is held no longer.',
    })
    expect((await as('head', 'retention', 'preview')).out).toMatch(/^incidents +730 +0 +0 +0 +0$/mu)
  })

  it('[SG1] counts accounts as staff, and no longer', async () => {
    expect(await as('technician', 'staff-gate', 'add', 'staff-*', 'm.lee')).toMatchObject({
      out: '2 accounts and 0 groups count as staff.',
    })
    expect((await as('head', 'staff-gate', 'show')).out).toMatch(/^account +m\.lee$/mu)
    expect(await as('technician', 'staff-gate', 'remove', 'm.lee')).toMatchObject({ code: 4, err: coded('role-forbids') })
    expect((await as('head', 'staff-gate', 'remove', 'm.lee', 'staff-*')).out).toBe('0 accounts and 0 groups count as staff.')
    expect((await as('head', 'staff-gate', 'list')).out).toBe('Nobody is authorised to monitor staff.')
  })

  it('[SC7] has what colleagues share wait for a second person, decides about it, and takes it back', async () => {
    const secondPerson = (...args: string[]) => as('officer', 'policies', 'second-person', '--reason', 'The policy of the school', ...args)
    expect(await secondPerson()).toMatchObject({ code: 2, err: coded('nothing-to-do') })
    expect(await secondPerson('--lists', 'on')).toMatchObject({ out: 'shared web lists wait for a second person: in force' })
    const save = ['scene', 'save', 'Exam', '--site', 'exam.test', '--shared'] as const
    expect(await as('teacher', ...save)).toMatchObject({ err: coded('reason-needed') })
    const waiting = async () => {
      const saved = await as('teacher', ...save, '--why', 'Mock exams in week 12')
      return /second person as ([0-9a-f-]{36})/u.exec(saved.out)?.[1] ?? saved.err
    }
    const first = await waiting()
    expect((await as('teacher', 'scene', 'list')).out).toContain(`a change waits as ${first}`)
    expect(await as('officer', 'policies', 'withdraw', first)).toMatchObject({ err: coded('held-by-another') })
    expect((await as('teacher', 'policies', 'withdraw', first)).out).toMatch(/^scene Exam .*: withdrawn$/u)
    const second = await waiting()
    expect((await as('head', 'policies', 'log')).out).toContain(second)
    expect((await as('officer', 'policies', 'approve', second)).out).toMatch(/not shared\) -> Exam \(only exam\.test, shared\): in-force$/u)
    expect((await as('teacher', 'scene', 'delete', 'Exam', '--why', 'Exams are over')).out).toContain('waits for a second person')
  })
})
