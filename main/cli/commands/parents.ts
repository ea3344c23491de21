import { parentsToldSchema, type RegisteredNotice } from '#shared/model/parent-notice'
import { parentNoticesCsv } from '#shared/model/parent-notice-csv'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'
import { findIncident } from './find-incident'

export interface ToldOptions {
  readonly who: string
  readonly how: string
  readonly by?: string
  readonly at?: string
  readonly note: string
  readonly letter?: number
}

/** Writes down that the parents of an incident's pupil were told; now and by whoever is signed in, unless it says otherwise. */
export const tellParents = (context: Context, incident: number, own: ToldOptions): Promise<CliOutcome<null>> =>
  asStaff(context, async (link, staff) => {
    const told = parentsToldSchema.safeParse({
      ...{ toldAt: own.at === undefined ? Date.now() : Date.parse(own.at), who: own.who, toldBy: own.by ?? staff.displayName },
      ...{ how: own.how, note: own.note, letterNumber: own.letter ?? null },
    })
    if (!told.success) return fail('malformed', 'Who, how or when is not understood: look at --help.')
    const found = await findIncident(link, incident)
    if (!found.ok) return found
    const kept = await link.ask('parents:tell', { incidentId: found.value.incidentId, ...told.data })
    if (!kept.ok) return kept
    context.print('Written down.')
    return ok(null)
  })

/** Keeps the decision that they are not told. */
export const withholdFromParents = (context: Context, incident: number, reason: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const found = await findIncident(link, incident)
    if (!found.ok) return found
    const kept = await link.ask('parents:withhold', { incidentId: found.value.incidentId, reason })
    if (!kept.ok) return kept
    context.print('The decision is kept.')
    return ok(null)
  })

const rowOf = ({ incidentNumber, person, at, by, decision, takenBack }: RegisteredNotice): readonly string[] => [
  String(incidentNumber),
  person ?? '-',
  new Date(decision.kind === 'told' ? decision.toldAt : at).toISOString().slice(0, 16),
  decision.kind === 'told' ? `${decision.who}, ${decision.how}, by ${decision.toldBy}` : `not told: ${decision.reason}`,
  takenBack === null ? by : `${by}; taken back: ${takenBack.reason}`,
]

/** The school's register. */
export const showRegister = (context: Context, csv: boolean): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const asked = await link.ask('parents:register', { export: csv || context.options.json })
    if (!asked.ok) return asked
    const { notices } = asked.value
    const lines = (): string =>
      csv ? parentNoticesCsv(notices).trimEnd() : table([['NO', 'PUPIL', 'WHEN', 'WHAT', 'BY'], ...notices.map(rowOf)])
    context.print(context.options.json ? JSON.stringify(asked.value) : lines())
    return ok(null)
  })
