import { open, readFile, rm } from 'node:fs/promises'
import type { IncidentDetail } from '#shared/model/incident'
import { gapsIn, type LetterDraft, type LetterFormat } from '#shared/model/letter'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'
import { findIncident } from './find-incident'

type WithIncident = (link: HubLink, incidentId: string, staffName: string) => Promise<CliOutcome<null>>

const withIncident = (context: Context, incidentNumber: number, work: WithIncident): Promise<CliOutcome<null>> =>
  asStaff(context, async (link, staff) => {
    const found = await findIncident(link, incidentNumber)
    return found.ok ? work(link, found.value.incidentId, staff.displayName) : found
  })

const findDraft = async (link: HubLink, incidentId: string, letterId: string): Promise<CliOutcome<LetterDraft>> => {
  const detail = await link.ask('incident:get', { incidentId })
  if (!detail.ok) return detail
  const draft = detail.value.drafts.find((one) => one.letterId === letterId)
  return draft === undefined ? fail('not-found', 'There is no such draft. "letters list" names them.') : ok(draft)
}

const linesOf = ({ drafts, letters }: IncidentDetail): string =>
  table([
    ['LETTER', 'STATE', 'BY', 'ABOUT'],
    ...drafts.map(({ letterId, state, writtenBy, title }) => [letterId, state, writtenBy, title]),
    ...letters.map(({ letterNumber, issuedBy, title }) => [String(letterNumber), 'issued', issuedBy, title]),
  ])

export const listTemplates = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const asked = await link.ask('letter:templates', {})
    if (!asked.ok) return asked
    const rows = asked.value.map(({ templateId, name, approval }) => [templateId, approval ? 'head approves' : '-', name])
    context.print(context.options.json ? JSON.stringify(asked.value) : table([['TEMPLATE', 'APPROVAL', 'NAME'], ...rows]))
    return ok(null)
  })

/** Drafts by their ids, issued letters by their numbers. */
export const listLetters = (context: Context, incident: number): Promise<CliOutcome<null>> =>
  withIncident(context, incident, async (link, incidentId) => {
    const detail = await link.ask('incident:get', { incidentId })
    if (!detail.ok) return detail
    const { drafts, letters } = detail.value
    context.print(context.options.json ? JSON.stringify({ drafts, letters }) : linesOf(detail.value))
    return ok(null)
  })

/** Begins a letter and prints its id, its gaps and its text, to be finished in a file. */
export const draftLetter = (context: Context, incident: number, templateId: string): Promise<CliOutcome<null>> =>
  withIncident(context, incident, async (link, incidentId) => {
    const detail = await link.ask('letter:draft', { incidentId, templateId })
    if (!detail.ok) return detail
    const [draft] = [...detail.value.drafts].sort((left, right) => right.changedAt - left.changedAt)
    if (draft === undefined) return fail('not-found', 'The draft is gone already.')
    const gaps = gapsIn(draft.text).join(', ')
    context.print(context.options.json ? JSON.stringify(draft) : `letter: ${draft.letterId}\nto fill in: ${gaps}\n\n${draft.text}`)
    return ok(null)
  })

export interface FinishOptions {
  readonly textFile?: string
  readonly notName: readonly string[]
  readonly told?: string
}

/** Puts the text of a file in place of a draft's, where one is named, and answers the draft as it stands. */
const finished = async (
  link: HubLink,
  incidentId: string,
  letterId: string,
  file: string | undefined,
): Promise<CliOutcome<LetterDraft>> => {
  const draft = await findDraft(link, incidentId, letterId)
  if (!draft.ok || file === undefined) return draft
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return fail('file-unreadable', `${file} cannot be read.`)
  const { addressee, title } = draft.value
  const edited = await link.ask('letter:edit', { incidentId, letterId, addressee, title, text })
  return edited.ok ? findDraft(link, incidentId, letterId) : edited
}

export const askApproval = (context: Context, incident: number, letterId: string, own: FinishOptions): Promise<CliOutcome<null>> =>
  withIncident(context, incident, async (link, incidentId) => {
    const draft = await finished(link, incidentId, letterId, own.textFile)
    if (!draft.ok) return draft
    const asked = await link.ask('letter:ask', { incidentId, letterId, notNames: [...own.notName] })
    if (!asked.ok) return asked
    context.print('It waits for the head.')
    return ok(null)
  })

export const decideLetter = (
  context: Context,
  incident: number,
  letterId: string,
  approve: boolean,
  note: string,
): Promise<CliOutcome<null>> =>
  withIncident(context, incident, async (link, incidentId) => {
    const draft = await findDraft(link, incidentId, letterId)
    if (!draft.ok) return draft
    const { changedAt } = draft.value
    const decided = await link.ask('letter:decide', { incidentId, letterId, changedAt, approve, note })
    if (!decided.ok) return decided
    context.print(approve ? 'Approved.' : 'Sent back.')
    return ok(null)
  })

export const issueLetter = (context: Context, incident: number, letterId: string, own: FinishOptions): Promise<CliOutcome<null>> =>
  withIncident(context, incident, async (link, incidentId, staffName) => {
    const draft = await finished(link, incidentId, letterId, own.textFile)
    if (!draft.ok) return draft
    const { changedAt } = draft.value
    const told = own.told === undefined ? null : { who: own.told, toldBy: staffName }
    const issued = await link.ask('letter:issue', { incidentId, letterId, changedAt, notNames: [...own.notName], told })
    if (!issued.ok) return issued
    const letter = issued.value.letters.find((one) => one.letterId === letterId)
    context.print(context.options.json ? JSON.stringify(letter) : `Letter ${letter?.letterNumber ?? 0} is issued.`)
    return ok(null)
  })

/** Writes one file of an issued letter into a new file that only its owner can read. */
export const fetchLetter = (
  context: Context,
  incident: number,
  letterNumber: number,
  format: LetterFormat,
  out: string,
): Promise<CliOutcome<null>> =>
  withIncident(context, incident, async (link, incidentId) => {
    const detail = await link.ask('incident:get', { incidentId })
    if (!detail.ok) return detail
    const letter = detail.value.letters.find((one) => one.letterNumber === letterNumber)
    if (letter === undefined) return fail('not-found', `Incident ${incident} has no letter ${letterNumber}.`)
    // Before it is fetched: one that cannot be written would be logged as taken out.
    const file = await open(out, 'wx', 0o600).catch(() => null)
    if (file === null) return fail('file-unwritable', `${out} is there already, or cannot be written. Name a new file.`)
    const fetched = await link.ask('letter:fetch', { incidentId, letterId: letter.letterId, format })
    if (fetched.ok) await file.writeFile(fetched.value.bytes)
    await file.close()
    if (!fetched.ok) {
      await rm(out)
      return fetched
    }
    context.print(`${out}: ${fetched.value.bytes.byteLength} bytes, SHA-256 ${format === 'pdf' ? letter.pdfSha256 : letter.docxSha256}`)
    return ok(null)
  })
