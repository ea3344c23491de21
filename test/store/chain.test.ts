import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LetterDraft } from '#shared/model/letter'
import { ok } from '#shared/outcome'
import type { ChainFinding, ChainReport } from '../../main/store/chain-check'
import { connect } from '../../main/store/connection'
import { openStore, type Records, type Store } from '../../main/store/store'
import { must } from '../support/outcome'
import { temporaryFolder, addDevices } from '../support/store'
import { breachFact, snapshotOf } from '../support/breaches'

const key = new Uint8Array(32).fill(7)
let place: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store

beforeEach(async () => {
  place = await temporaryFolder()
  store = must(await openStore({ folder: place.folder, key }))
})
afterEach(async () => {
  await store.close()
  await place[Symbol.asyncDispose]()
})

const write = async <T>(work: (records: Records) => Promise<T>): Promise<T> =>
  must(await store.transact(async (records) => ok(await work(records))))
const files = new Map<string, string>()
const check = (): Promise<ChainReport> =>
  write(({ chain }) => chain.check({ fileHash: (name) => Promise.resolve(files.get(name) ?? null), onProgress: () => undefined }))
const found = ({ findings }: ChainReport): (readonly [ChainFinding['fault'], string, string])[] =>
  findings.map(({ fault, kind, recordId }) => [fault, kind, recordId] as const)

/** Somebody with the key and a database tool, past the hub; triggers are no hindrance to them. */
const tamper = async (...statements: readonly string[]): Promise<void> => {
  await store.close()
  const connection = connect(`${place.folder}/hub.db`, key)
  try {
    for (const statement of statements) connection.prepare(statement).run([])
  } finally {
    connection.close()
    store = must(await openStore({ folder: place.folder, key }))
  }
}
const freeAudit = ['drop trigger audit_keeps_rows', 'drop trigger audit_keeps_words']
const freeChain = ['drop trigger chain_keeps_links', 'drop trigger chain_keeps_words']

const note = (detail: string): Promise<void> =>
  write(({ audit }) => audit.append({ at: 5, action: 'staff:sign-in', staff: null, subject: 's', detail, address: '' }))

/** A concern with a picture, a reveal and a decision. */
const addConcern = async (): Promise<{ readonly breachId: string; readonly snapshotId: string }> => {
  const { deviceIds } = await addDevices(store, 1, 1)
  const [deviceId = ''] = deviceIds
  const fact = breachFact()
  const { breachId } = fact
  const snapshotId = randomUUID()
  const { jpeg: _jpeg, ...entry } = snapshotOf(breachId, 'match')
  files.set(snapshotId, entry.sha256)
  await write(async ({ breaches, snapshots, staff }) => {
    const profile = {
      staffId: randomUUID(),
      signInName: 'o',
      displayName: 'Officer',
      role: 'officer',
      roomIds: null,
      expiresAt: null,
    } as const
    const officer = await staff.add({ profile, passwordHash: '', createdAt: 1 })
    await breaches.add(deviceId, fact, 10)
    await snapshots.add({ snapshotId, deviceId, receivedAt: 11, ...entry })
    await breaches.reveal({ breachId, staff: officer, reason: 'to see', at: 12 })
    await breaches.decide(breachId, { to: 'resolved', note: 'spoken to', staff: officer, at: 13 })
  })
  return { breachId, snapshotId }
}

test('[CH1] what the hub writes is found as it was written', async () => {
  await note('one')
  await addConcern()
  const { counts, findings } = await check()
  expect(findings).toEqual([])
  expect(counts).toMatchObject({ audit: 1, breach: 1, snapshot: 1, decision: 1, reveal: 1, deletion: 0 })
})

test.each([
  ['audit', (): string[] => ['drop trigger audit_keeps_words', `update audit set "detail" = 'another' where "auditId" = 1`], '1'],
  ['breach', (): string[] => [`update breaches set "factJson" = replace("factJson", 'suicide', 'games')`], 'B'],
  ['decision', (): string[] => [`update "breachDecisions" set "toState" = 'false-positive'`], 'B/1'],
  ['reveal', (): string[] => [`update "breachReveals" set "reason" = 'none'`], 'B/S'],
] as const)('[CH2] a changed record is found and named: %s', async (kind, statements, name) => {
  await note('one')
  const { breachId } = await addConcern()
  await tamper(...statements())
  const staffId = await write(async ({ staff }) => (await staff.list())[0]?.staffId ?? '')
  expect(found(await check())).toEqual([['changed', kind, name.replace('B', breachId).replace('S', staffId)]])
})

test('[CH2, IN4] a changed or removed deed of an incident is found', async () => {
  await addConcern()
  const incidentId = await write(async ({ incidents, staff }) => {
    const [officer] = await staff.list()
    if (officer === undefined) throw new Error('There is no officer')
    const doer = { staff: officer, at: 20 }
    const incident = await incidents.open({ title: 'Of one concern', person: null, personKind: 'pupil' }, true, doer)
    await incidents.decide(incident, 'resolved', 'spoken to', doer)
    return incident.incidentId
  })
  expect(found(await check())).toEqual([])
  await tamper(`update "incidentEvents" set "deedJson" = replace("deedJson", 'spoken', 'not spoken')`)
  expect(found(await check())).toEqual([['changed', 'incident', `${incidentId}/2`]])
  await tamper(`delete from "incidentEvents" where "eventId" = 1`)
  expect(found(await check()).map(([fault, , name]) => `${fault} ${name}`)).toEqual([`removed ${incidentId}/1`, `changed ${incidentId}/2`])
})

test('[AU7][PU1] what pupils answered and reported, and what officers did, is chained; closed reports go with a link that says so', async () => {
  const [deviceId = ''] = (await addDevices(store, 1, 1)).deviceIds
  const reportId = randomUUID()
  await write(async ({ agreements, pupilReports }) => {
    const { versionId } = await agreements.publish({ keyStage: 'ks2', title: 'Rules', text: 'Be kind.' }, 'Officer', 1)
    const answer = { kind: 'agreement', user: 'cai', guest: false, schoolYear: 2026, answer: 'agreed', at: 2 } as const
    await agreements.answer(deviceId, { ...answer, versionId })
    const report = { kind: 'pupil-report', user: 'cai', guest: false, confidential: true, about: 'self', text: 'help', at: 3 } as const
    await pupilReports.add(deviceId, { ...report, reportId }, 4)
    const staff = { staffId: randomUUID(), displayName: 'Officer' }
    await pupilReports.act(reportId, { kind: 'reply', at: 5, staff, words: 'Come and see me.' })
    await pupilReports.act(reportId, { kind: 'closed', at: 6, staff, words: '' })
  })
  const { counts, findings } = await check()
  expect([findings, counts]).toMatchObject([[], { agreement: 1, 'pupil-report': 1, 'pupil-report-act': 2 }])
  await tamper(
    `update "agreementAnswers" set "answer" = 'declined'`,
    `update "pupilReports" set "text" = 'nothing'`,
    `update "pupilReportActs" set "words" = 'no' where "actId" = 1`,
  )
  const changed = [
    ['changed', 'agreement', '1'],
    ['changed', 'pupil-report', reportId],
    ['changed', 'pupil-report-act', `${reportId}/1`],
  ]
  expect(found(await check())).toEqual(changed)
  expect(await write(({ retention }) => retention.over('pupil-reports', 6, 10))).toEqual([])
  const over = await write(({ retention }) => retention.over('pupil-reports', 7, 10))
  expect(over).toEqual([reportId])
  await write(({ pupilReports }) => pupilReports.remove(over, 'retention', 9))
  expect(found(await check())).toEqual(changed.slice(0, 1))
})

test('[PL7] one byte of an issued letter, as PDF or DOCX, is found; a draft is not chained, and a letter goes with its incident', async () => {
  await addConcern()
  const incidentId = await write(async ({ incidents, letters, staff }) => {
    const [officer] = await staff.list()
    if (officer === undefined) throw new Error('There is no officer')
    const incident = await incidents.open({ title: 'To be told', person: 'cai', personKind: 'pupil' }, true, { staff: officer, at: 20 })
    const draft: LetterDraft = {
      ...{ letterId: randomUUID(), templateName: 'A concern', addressee: 'The parents', title: 'A title', text: 'Words', state: 'draft' },
      ...{ approval: false, writtenBy: 'Officer', changedAt: 20, decidedBy: null, decisionNote: '' },
    }
    await letters.keepDraft(incident.incidentId, { ...draft, letterId: randomUUID() })
    await letters.keepDraft(incident.incidentId, draft)
    const [pdf, docx] = [new Uint8Array([1, 2, 3]), new Uint8Array([4, 5, 6])]
    const hashes = { pdfSha256: '0'.repeat(64), docxSha256: '1'.repeat(64) }
    const issued = { incidentId: incident.incidentId, draft, issuedAt: 21, issuedBy: 'Officer', pdf, docx, ...hashes }
    expect(await letters.issue(issued)).toBe(1)
    expect(await letters.drafts(incident.incidentId)).toHaveLength(1)
    return incident.incidentId
  })
  const { counts, findings } = await check()
  expect([findings, counts.letter]).toEqual([[], 1])
  for (const column of ['pdf', 'docx', 'text']) {
    await tamper(`alter table letters add column kept any`, `update letters set kept = "${column}"`)
    await tamper(`update letters set "${column}" = ${column === 'text' ? "'Other words'" : "x'010204'"}`)
    expect(found(await check())).toEqual([['changed', 'letter', `${incidentId}/1`]])
    await tamper(`update letters set "${column}" = kept`, `alter table letters drop column kept`)
  }
  expect(found(await check())).toEqual([])
  await write(({ incidents }) => incidents.remove([incidentId], 'retention', 30))
  expect(found(await check())).toEqual([])
  expect(await write(({ letters }) => letters.list(incidentId, 10))).toEqual([])
})

test('[CH2] a changed picture is found', async () => {
  const { breachId, snapshotId } = await addConcern()
  files.set(snapshotId, '0'.repeat(64))
  expect(found(await check())).toEqual([['picture-changed', 'snapshot', `${breachId}/${snapshotId}`]])
})

test('[CH2] a removed record is found, one deleted by the hub is not', async () => {
  for (const detail of ['one', 'two', 'three']) await note(detail)
  const { breachId } = await addConcern()
  await write(({ breaches, snapshots }) =>
    snapshots.removeOf([breachId], 'retention', 20).then(() => breaches.remove([breachId], 'retention', 20)),
  )
  expect(found(await check())).toEqual([])
  await tamper('drop trigger audit_keeps_rows', `delete from audit where "auditId" = 2`)
  expect(found(await check())).toEqual([['removed', 'audit', '2']])
})

test('[CH2] pictures deleted before their concern are no finding, the concern removed past the hub is', async () => {
  const { breachId } = await addConcern()
  await write(({ snapshots }) => snapshots.removeOf([breachId], 'retention', 20))
  expect(found(await check())).toEqual([])
  await tamper('delete from breaches')
  expect(found(await check()).map(([fault, kind]) => `${fault} ${kind}`)).toEqual(['removed breach', 'removed reveal', 'removed decision'])
})

test('[CH2] a record put in past the hub is found', async () => {
  await note('one')
  await tamper(
    `insert into audit ("at","action","staffId","staffName","subject","detail","address") values (6,'staff:sign-in',null,'','s','x','')`,
  )
  expect(found(await check())).toEqual([['inserted', 'audit', '2']])
})

test('[CH2] a link changed or taken out is found by the links after it', async () => {
  for (const detail of ['one', 'two', 'three']) await note(detail)
  await tamper(...freeAudit, ...freeChain, `delete from chain where "linkId" = 2`, `delete from audit where "auditId" = 2`)
  expect(found(await check())).toEqual([['chain-changed', 'audit', '3']])
  await tamper(`update chain set "note" = 'x' where "linkId" = 1`)
  expect(found(await check()).map(([fault, , id]) => `${fault} ${id}`)).toEqual(['chain-changed 1', 'chain-changed 3'])
})

test('[CH1] the chain itself refuses changes and deletions', async () => {
  await note('one')
  await expect(tamper('delete from chain')).rejects.toThrow('the chain only grows')
  await expect(tamper(`update chain set "note" = 'x'`)).rejects.toThrow('the chain only grows')
})

test('[DV5] a disposal whose words were changed is found', async () => {
  const { deviceIds } = await addDevices(store, 1, 1)
  const [deviceId = ''] = deviceIds
  const words = { how: 'wiped', note: 'disk shredded', assetTag: 'T', serial: 'S', roomName: 'Lab', name: 'pc-1' } as const
  await write(({ register }) => register.dispose({ ...words, deviceId, enrolledAt: 1, at: 7, byName: 'Tess' }, randomUUID()))
  expect(found(await check())).toEqual([])
  await tamper(`update disposals set "how" = 'lost'`)
  expect(found(await check())).toEqual([['changed', 'disposal', deviceId]])
})
