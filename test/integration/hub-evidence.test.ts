import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evidenceManifestSchema } from '#shared/model/evidence'
import type { PupilReport } from '#shared/model/pupil-report'
import { readArchive, sha256Of, writeArchive } from '../../main/hub/evidence/evidence-archive'
import { checkPack, packWords } from '../../main/hub/evidence/verify-pack'
import { breachFact, numberedFacts, snapshotOf } from '../support/breaches'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import { pdfText } from '../support/pdf-text'

const run = promisify(execFile)
const reason = 'Asked for by PC Evans, reference 42'

describe('evidence packs', () => {
  let school: TestHub
  let officer: ConsoleClient
  let incidentId = ''
  let folder = ''
  const [first, grave] = [breachFact({ takenAt: Date.now() - 60 * 60_000 }), breachFact()]
  const made: { archive: Uint8Array; passphrase: string } = { archive: new Uint8Array(), passphrase: '' }

  const make = async (by: ConsoleClient) => {
    const pack = await by.must('evidence:make', { incidentId, reason })
    const parts: Uint8Array[] = []
    for (let part = 0; part < pack.parts; part += 1) parts.push((await by.must('evidence:part', { packId: pack.packId, part })).bytes)
    return { pack, archive: new Uint8Array(Buffer.concat(parts)) }
  }
  const namesIn = async (archive: Uint8Array, passphrase: string): Promise<string[]> => {
    const read = await readArchive(archive, passphrase)
    if (!read.ok) throw new Error(read.detail)
    return read.value.map(({ name }) => name)
  }

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'classwarden-evidence-'))
    school = await startTestHub()
    const agent = await school.simulateAgent({ hostname: 'PC-7' })
    const at = first.takenAt
    const usage = { kind: 'usage' as const, application: 'Chromium', title: 'search.test', from: at - 30_000, until: at + 30_000 }
    await agent.say(
      'outbox:deliver',
      numberedFacts(1, first, grave, { ...usage, user: 'aisha' }, { ...usage, user: 'ben', title: 'Ben’s page' }),
    )
    for (const { breachId, takenAt } of [first, grave])
      for (const part of ['before', 'match'] as const)
        await agent.say('snapshot:deliver', { ...snapshotOf(breachId, part, breachId === first.breachId ? '#2f7a8c' : '#7a2f3c'), takenAt })
    officer = await school.signIn('officer')
    const wish = { title: 'Words about dying', person: 'aisha', personKind: 'pupil' as const, breachIds: [first.breachId, grave.breachId] }
    ;({ incidentId } = await officer.must('incident:open', wish))
    await officer.must('breach:picture', { breachId: first.breachId, part: 'match', reason: 'To see whether help is needed' })
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
    await school.stop()
  })

  it('[EV1, EV2, EV4] is made for officer and head with a reason, opens with its passphrase alone, and is in the audit log', async () => {
    for (const role of ['teacher', 'technician'] as const) {
      const other = await school.signIn(role)
      expect(await other.call('evidence:make', { incidentId, reason })).toMatchObject({ code: 'role-forbids' })
      other.close()
    }
    expect(await officer.call('evidence:make', { incidentId, reason: '' })).toMatchObject({ code: 'malformed' })
    expect(await officer.call('evidence:make', { incidentId: randomUUID(), reason })).toMatchObject({ code: 'not-found' })
    const { pack, archive } = await make(officer)
    Object.assign(made, { archive, passphrase: pack.passphrase })
    expect(pack).toMatchObject({ bytes: archive.byteLength, sha256: sha256Of(archive), pictures: 4, picturesLeftOut: 0 })
    expect(pack.passphrase).toMatch(/^(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}$/u)
    expect(await namesIn(archive, pack.passphrase)).toEqual([
      ...['report.pdf', 'concerns.json', 'history.csv', 'custody.csv', 'read-me.txt'],
      ...['0001-before', '0001-match', '0002-before', '0002-match'].map((name) => `pictures/concern-${name}.jpg`),
      'manifest.json',
    ])
    expect(Buffer.from(archive).includes('aisha')).toBe(false)
    expect(await readArchive(archive, 'AAAA-AAAA')).toMatchObject({ code: 'archive-unreadable' })
    const head = await school.signIn('head')
    expect(await head.call('evidence:part', { packId: pack.packId, part: 0 })).toMatchObject({ code: 'not-found' })
    const [entry] = (await head.must('audit:list', { beforeAuditId: null, limit: 20 })).filter(({ action }) => action === 'evidence:make')
    expect(entry).toMatchObject({ staffName: 'Test officer', subject: 'incident 1' })
    expect(entry?.detail).toContain(sha256Of(archive))
    expect(school.logLines.join('\n')).not.toContain(pack.passphrase)
    const { exports: out } = await head.must('oversight:read', { days: 7 })
    expect(out).toMatchObject([{ staffName: 'Test officer', action: 'evidence:make', subject: 'incident 1' }])
    const { events } = await head.must('incident:get', { incidentId })
    const { packId, sha256 } = pack
    expect(events.at(-1)).toMatchObject({ by: 'Test officer', deed: { kind: 'packed', packId, sha256, pictures: 4, reason } })
    expect(JSON.stringify(events)).not.toContain(pack.passphrase)
    head.close()
  })

  it('[EV2] 7-Zip opens it; in it are the history of the same account, who did what, and a report that reads', async () => {
    const file = path.join(folder, 'pack.zip')
    await writeFile(file, made.archive)
    await run('7z', ['x', `-p${made.passphrase}`, `-o${folder}/out`, '-y', file])
    const read = (name: string): Promise<string> => readFile(path.join(folder, 'out', name), 'utf8')
    expect(await readdir(path.join(folder, 'out', 'pictures'))).toHaveLength(4)
    expect((await run('7z', ['l', '-slt', file])).stdout).toContain('AES-256')
    expect(await read('history.csv')).toContain('"aisha","Chromium","search.test"')
    expect(await read('history.csv')).not.toContain('Ben’s page')
    const custody = await read('custody.csv')
    for (const deed of ['incident:open', 'breach:reveal', 'breach:picture']) expect(custody).toContain(deed)
    expect(await read('concerns.json')).toContain('easiest way to die')
    const { stdout: words } = await run('pdftotext', ['-layout', path.join(folder, 'out', 'report.pdf'), '-'])
    for (const told of ['Evidence: incident 1', 'Concern 2: suicide, grade 5', 'easiest way to die', reason, 'no finding'])
      expect(words).toContain(told)
  })

  it('[EV5] one byte of a file, a file taken out or put in, a manifest changed or of another key: each is found and named', async () => {
    const checked = await checkPack(made.archive, made.passphrase, null)
    expect(checked).toMatchObject({ ok: true, value: { faults: [] } })
    if (checked.ok) expect(packWords(checked.value).at(-1)).toBe('Every file is as it was signed.')
    const read = await readArchive(made.archive, made.passphrase)
    if (!read.ok) throw new Error(read.detail)
    const faultsOf = async (files: typeof read.value, key: string | null = null): Promise<readonly string[]> => {
      const again = await checkPack(await writeArchive(files, 'k', Date.now()), 'k', key)
      return again.ok ? again.value.faults : [again.code]
    }
    const changed = (name: string, change: (content: Uint8Array) => Uint8Array) =>
      read.value.map((file) => (file.name === name ? { name, content: change(file.content) } : file))
    const flip = (content: Uint8Array): Uint8Array => content.map((byte, at) => (at === content.length >> 1 ? byte ^ 1 : byte))
    for (const name of ['report.pdf', 'concerns.json', 'pictures/concern-0002-match.jpg'])
      expect(await faultsOf(changed(name, flip))).toEqual([`${name} was changed`])
    expect(await faultsOf(read.value.filter(({ name }) => name !== 'custody.csv'))).toEqual(['custody.csv is missing'])
    expect(await faultsOf([...read.value, { name: 'more.txt', content: new Uint8Array(3) }])).toEqual(['more.txt was put in'])
    expect(await faultsOf(read.value.filter(({ name }) => name !== 'manifest.json'))).toEqual(['manifest-invalid'])
    const rewritten = changed('manifest.json', (content) => {
      const manifest = evidenceManifestSchema.parse(JSON.parse(new TextDecoder().decode(content)))
      return new TextEncoder().encode(JSON.stringify({ ...manifest, madeAt: manifest.madeAt + 1 }))
    })
    expect(await faultsOf(rewritten)).toEqual(['the manifest is not as it was signed'])
    expect(await faultsOf(read.value, 'AAAA')).toEqual(['it was signed by another key than the one given'])
    for (const place of [100, made.archive.length >> 1])
      expect(
        await checkPack(
          made.archive.map((byte, at) => (at === place ? byte ^ 1 : byte)),
          made.passphrase,
          null,
        ),
      ).not.toMatchObject({
        value: { faults: [] },
      })
    expect(await checkPack(made.archive.subarray(0, 5_000), made.passphrase, null)).toMatchObject({ code: 'archive-unreadable' })
  })

  it('[EV3] what is quarantined is in no pack', async () => {
    await officer.must('breach:quarantine', { breachIds: [grave.breachId], reason: 'It may show a child' })
    const head = await school.signIn('head')
    const { pack, archive } = await make(head)
    expect(pack).toMatchObject({ pictures: 2, picturesLeftOut: 2 })
    expect((await namesIn(archive, pack.passphrase)).filter((name) => name.endsWith('.jpg'))).toEqual([
      'pictures/concern-0001-before.jpg',
      'pictures/concern-0001-match.jpg',
    ])
    head.close()
  })

  it('[EV2, PL7, PU6] issued letters are in it as they went out, and what pupils told: its words for an officer alone, a closed name closed', async () => {
    const agent = await school.simulateAgent({ hostname: 'PC-8' })
    const told = (more: Partial<PupilReport>): PupilReport => ({
      ...{ kind: 'pupil-report', reportId: randomUUID(), user: 'dewi', guest: false, confidential: true, about: 'other' },
      ...{ text: 'She said it at break.', at: Date.now(), ...more },
    })
    const [closed, named] = [told({}), told({ user: 'emrys', confidential: false, text: 'I heard it too.' })]
    await agent.say('outbox:deliver', numberedFacts(1, closed, named))
    const { drafts } = await officer.must('letter:draft', { incidentId, templateId: 'meeting' })
    const letterId = drafts[0]?.letterId ?? ''
    const words = { addressee: 'The parents of Aisha', title: 'Please come and see us', text: 'We would like to talk with you.' }
    const edited = await officer.must('letter:edit', { incidentId, letterId, ...words })
    const issued = await officer.must('letter:issue', { incidentId, letterId, changedAt: edited.drafts[0]?.changedAt ?? 0, told: null })
    await officer.must('pupil-report:open-name', { reportId: closed.reportId, reason: 'To ask whether all is well' })
    for (const { reportId } of [closed, named]) await officer.must('incident:link-report', { incidentId, reportId })

    const filesOf = async (by: ConsoleClient) => {
      const { pack, archive } = await make(by)
      const checked = await checkPack(archive, pack.passphrase, null)
      const read = await readArchive(archive, pack.passphrase)
      if (!read.ok || !checked.ok) throw new Error('the pack cannot be read')
      expect(checked.value.faults).toEqual([])
      const content = new Map(read.value.map((file) => [file.name, file.content]))
      const contentOf = (name: string): Uint8Array => content.get(name) ?? new Uint8Array()
      return { contentOf, manifest: checked.value.manifest, facts: new TextDecoder().decode(contentOf('concerns.json')) }
    }
    const own = await filesOf(officer)
    const name = 'letters/letter-0001.pdf'
    expect(await pdfText(own.contentOf(name))).toContain('We would like to talk with you.')
    const { pdfSha256 } = issued.letters[0] ?? { pdfSha256: '' }
    expect(own.manifest.files).toContainEqual(expect.objectContaining({ name, sha256: pdfSha256, recordSha256: pdfSha256 }))
    const report = await pdfText(own.contentOf('report.pdf'))
    for (const said of ['Letters to parents (1)', 'She said it at break.', 'I heard it too.', 'emrys']) expect(report).toContain(said)
    expect(own.facts).toContain('She said it at break.')
    for (const all of [report, own.facts]) expect(all).not.toContain('dewi')

    const head = await school.signIn('head')
    const others = await filesOf(head)
    expect(await pdfText(others.contentOf(name))).toContain('We would like to talk with you.')
    const read = await pdfText(others.contentOf('report.pdf'))
    expect(read).toContain('2 not in here')
    for (const all of [read, others.facts]) expect(all).not.toMatch(/at break|heard it too|dewi|emrys/u)
    head.close()
    agent.close()
  })
})
