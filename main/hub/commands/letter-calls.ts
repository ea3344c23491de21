import { createHash, randomUUID } from 'node:crypto'
import type { IncidentDetail, IncidentSummary } from '#shared/model/incident'
import { fillLetter, letterFileName, type LetterDraft, mostDrafts, mostLetters } from '#shared/model/letter'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { Doer } from '../../store/incident-events'
import type { Records } from '../../store/store'
import { detailOf } from '../incidents/incident-detail'
import { findIncidentFor, incidentSubject, type Worked, workOn } from '../incidents/incident-work'
import { checkLetter } from '../letters/letter-check'
import { knownFields, letterDay } from '../letters/letter-fields'
import { letterDocx, letterPdf } from '../letters/letter-files'
import { templatesOf } from '../letters/letter-templates'
import { aboutPupil, tellParents } from '../letters/parents-told'
import type { Caller, CallsNamed } from './calls'
import type { CommandParts } from './parts'

type LetterCall =
  | 'letter:templates'
  | 'letter:write-templates'
  | 'letter:draft'
  | 'letter:edit'
  | 'letter:discard'
  | 'letter:ask'
  | 'letter:decide'
  | 'letter:waiting'
  | 'letter:issue'
  | 'letter:fetch'

type LetterAction = Extract<LetterCall, `letter:${'draft' | 'edit' | 'discard' | 'ask' | 'decide' | 'issue'}`>

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const noDraft = () => fail('not-found', 'There is no such draft any more: it was issued or thrown away.')
const changedMeanwhile = () => fail('in-use', 'The letter was changed meanwhile. Read it again.')

const mostWaiting = 200

/** Letters to parents: drafted from a template, read and finished by a person, approved where the school says so, and kept as they went out. */
export const letterCalls = (parts: CommandParts): CallsNamed<LetterCall> => {
  const { store, clock } = parts

  const workOnDraft = (
    { incidentId, letterId, action }: { readonly incidentId: string; readonly letterId: string; readonly action: LetterAction },
    caller: Caller,
    work: (records: Records, incident: IncidentSummary, draft: LetterDraft, doer: Doer) => Promise<Outcome<Worked, RefusalCode>>,
  ) =>
    workOn(parts, { incidentId, action }, caller, async (records, incident, doer) => {
      const draft = await records.letters.findDraft(incidentId, letterId)
      return draft === null ? noDraft() : work(records, incident, draft, doer)
    })

  return {
    'letter:templates': () => store.transact(async (records) => ok([...(await templatesOf(records))])),

    'letter:write-templates': ({ templates }, { actor }) =>
      store.transact(async (records) => {
        const at = clock.now()
        const before = new Map((await templatesOf(records)).map((one) => [one.templateId, JSON.stringify(one)]))
        const changed = templates.filter((one) => before.get(one.templateId) !== JSON.stringify(one)).map(({ name }) => name)
        const gone = [...before.keys()].filter((id) => !templates.some(({ templateId }) => templateId === id)).length
        await records.settings.keepLetterTemplates(templates, at)
        const detail = [...changed, ...(gone === 0 ? [] : [`${gone} removed`])].join('; ').slice(0, 500) || 'nothing changed'
        const entry = { at, action: 'letter:write-templates' as const, staff: actor, address: actor.address }
        await records.audit.append({ ...entry, subject: 'letter templates', detail })
        return ok(null)
      }),

    'letter:draft': ({ incidentId, templateId }, caller) =>
      workOn(parts, { incidentId, action: 'letter:draft' }, caller, async (records, incident, { staff, at }) => {
        const about = aboutPupil(incident)
        if (!about.ok) return about
        const template = (await templatesOf(records)).find((one) => one.templateId === templateId)
        if (template === undefined) return fail('not-found', 'There is no such template any more. Choose another.')
        const detail: IncidentDetail = await detailOf(records, incident, caller.staff.roomIds)
        if (detail.drafts.length >= mostDrafts || detail.letters.length >= mostLetters)
          return fail('in-use', `An incident holds ${mostDrafts} drafts and ${mostLetters} letters at most.`)
        const known = await knownFields(records, detail, staff.displayName)
        const draft: LetterDraft = {
          ...{ letterId: randomUUID(), templateName: template.name, state: 'draft', approval: template.approval },
          addressee: fillLetter('The parents or carers of [pupil]', known),
          title: fillLetter(template.title, known).slice(0, 120),
          text: fillLetter(template.text, known).slice(0, 6_000),
          ...{ writtenBy: staff.displayName, changedAt: at, decidedBy: null, decisionNote: '' },
        }
        await records.letters.keepDraft(incidentId, draft)
        return ok({ detail: template.name, moved: [] })
      }),

    'letter:edit': ({ incidentId, letterId, ...words }, caller) =>
      workOnDraft({ incidentId, letterId, action: 'letter:edit' }, caller, async (records, _incident, draft, { staff, at }) => {
        const changed: LetterDraft = { ...draft, ...words, state: 'draft', writtenBy: staff.displayName, changedAt: at, decidedBy: null }
        await records.letters.keepDraft(incidentId, changed)
        return ok({ detail: draft.templateName, moved: [] })
      }),

    'letter:discard': ({ incidentId, letterId }, caller) =>
      workOnDraft({ incidentId, letterId, action: 'letter:discard' }, caller, async (records, _incident, draft) => {
        await records.letters.removeDraft(letterId)
        return ok({ detail: draft.templateName, moved: [] })
      }),

    'letter:ask': ({ incidentId, letterId, notNames }, caller) =>
      workOnDraft({ incidentId, letterId, action: 'letter:ask' }, caller, async (records, incident, draft) => {
        const checked = await checkLetter(records, incident, draft, notNames)
        if (!checked.ok) return checked
        await records.letters.keepDraft(incidentId, { ...draft, state: 'waiting', decidedBy: null, decisionNote: '' })
        return ok({ detail: draft.templateName, moved: [] })
      }),

    'letter:decide': ({ incidentId, letterId, changedAt, approve, note }, caller) =>
      workOnDraft({ incidentId, letterId, action: 'letter:decide' }, caller, async (records, _incident, draft, doer) => {
        if (draft.state !== 'waiting' || draft.changedAt !== changedAt) return changedMeanwhile()
        const decisionNote = note.trim()
        if (!approve && decisionNote.length < 3) return fail('reason-needed', 'Say what should be changed.')
        const state = approve ? 'approved' : 'draft'
        await records.letters.keepDraft(incidentId, { ...draft, state, decidedBy: doer.staff.displayName, decisionNote })
        const { title } = draft
        await records.incidents.events.add(incidentId, { kind: 'letter-decided', title, approve, note: decisionNote }, doer)
        return ok({ detail: `${draft.templateName}: ${approve ? 'approved' : 'sent back'}`, moved: [] })
      }),

    'letter:waiting': (_payload, { staff }) =>
      store.transact(async ({ letters, incidents }) => {
        const waiting = []
        for (const one of await letters.waiting(mostWaiting)) if (await incidents.isWithin(one.incidentId, staff.roomIds)) waiting.push(one)
        return ok(waiting)
      }),

    'letter:issue': async ({ incidentId, letterId, changedAt, notNames, told }, caller) => {
      const { staff, actor } = caller
      /** Read twice: the files are made outside of any transaction. */
      const readyDraft = async (records: Records, incident: IncidentSummary): Promise<Outcome<LetterDraft, RefusalCode>> => {
        const draft = await records.letters.findDraft(incidentId, letterId)
        if (draft === null) return noDraft()
        if (draft.changedAt !== changedAt) return changedMeanwhile()
        if (draft.approval && draft.state !== 'approved')
          return fail('approval-needed', 'Letters of this kind go out only once the head has approved them. Ask for approval.')
        const checked = await checkLetter(records, incident, draft, notNames)
        return checked.ok ? ok(draft) : checked
      }
      const at = clock.now()
      const gathered = await store.transact(async (records) => {
        const found = await findIncidentFor(records, incidentId, staff)
        if (!found.ok) return found
        const draft = await readyDraft(records, found.value)
        if (!draft.ok) return draft
        const { schoolName } = await records.settings.reports()
        const { school } = await records.settings.timeouts()
        const { incidentNumber } = found.value
        const { addressee, title, text } = draft.value
        return ok({ schoolName, day: letterDay(at, school.timeZone), at, incidentNumber, addressee, title, text })
      })
      if (!gathered.ok) return gathered
      const [pdf, docx] = [await letterPdf(gathered.value), await letterDocx(gathered.value)]
      const [pdfSha256, docxSha256] = [sha256Of(pdf), sha256Of(docx)]
      return workOn(parts, { incidentId, action: 'letter:issue' }, caller, async (records, incident, doer) => {
        const ready = await readyDraft(records, incident)
        if (!ready.ok) return ready
        const draft = ready.value
        const issued = { incidentId, draft, issuedAt: at, issuedBy: actor.displayName, pdf, docx, pdfSha256, docxSha256 }
        const letterNumber = await records.letters.issue(issued)
        const { title } = draft
        await records.incidents.events.add(
          incidentId,
          { kind: 'letter-issued', letterId, letterNumber, title, pdfSha256, docxSha256 },
          doer,
        )
        if (told !== null) await tellParents(records, incidentId, { ...told, toldAt: at, how: 'letter', note: '', letterNumber }, doer)
        const read = notNames.length === 0 ? '' : `; no names: ${notNames.join(', ')}`
        return ok({ detail: `letter ${letterNumber}, ${draft.templateName}, SHA-256 ${pdfSha256}${read}`.slice(0, 500), moved: [] })
      })
    },

    'letter:fetch': ({ incidentId, letterId, format }, { staff, actor }) =>
      store.transact(async (records) => {
        const found = await findIncidentFor(records, incidentId, staff)
        if (!found.ok) return found
        const files = await records.letters.files(incidentId, letterId)
        if (files === null) return fail('not-found', 'There is no such letter, or it went with its incident.')
        const fileName = letterFileName(files.letterNumber, format)
        const entry = { at: clock.now(), action: 'letter:fetch' as const, staff: actor, address: actor.address }
        await records.audit.append({ ...entry, subject: incidentSubject(found.value), detail: fileName })
        // Buffer: msgpack gives it to browsers as bytes.
        return ok({ fileName, bytes: Buffer.from(files[format]) })
      }),
  }
}
