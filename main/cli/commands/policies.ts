import type { PolicyChange, PolicyChangeRecord } from '#shared/model/policy-change'
import { changeWords, scopeWords } from '#shared/model/policy-words'
import { yearGroupWords } from '#shared/model/pupil-record'
import { readRoster } from '#shared/model/roster-csv'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'
import { readTable, uploadTable } from '../table-file'

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const logLength = 40

/** The packs, for whom each is on, and what the school has added. */
export const showPolicies = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const read = await link.ask('policy:read', {})
    if (!read.ok) return read
    const { set, packs, waiting, pcs } = read.value
    const limits = new Map(set.limits.map(({ target, on }) => [target, on.length === 0 ? 'off' : on.map(scopeWords).join(' and ')]))
    const rows = packs.map(({ pack, title, locked }) => [pack, title, locked ? 'everybody, locked' : (limits.get(pack) ?? 'everybody')])
    const rest = `Version ${set.revision}, held by ${pcs.current} of ${pcs.linked} PCs; ${set.terms.length} own phrases, ${set.exceptions.length} exceptions, ${set.acts.length} own acts; ${waiting} changes wait.`
    context.print(context.options.json ? JSON.stringify(read.value) : `${table([['PACK', 'TITLE', 'ON FOR'], ...rows])}\n${rest}`)
    return ok(null)
  })

/** What applies to a pupil now, and why. */
export const showApplied = (context: Context, pupil: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const applied = await link.ask('policy:applies', { pupil })
    if (!applied.ok) return applied
    const { packs, onRoster, pupil: known } = applied.value
    const who = [...(known.yearGroup === null ? [] : [yearGroupWords(known.yearGroup)]), ...known.groups].join(', ')
    const rows = packs.map(({ target, on, why, limit, setBy }) => [
      target,
      on ? 'on' : 'off',
      why === 'limit' ? limit.map(scopeWords).join(' and ') || 'nobody' : why,
      setBy === null ? '' : `${setBy.displayName}: ${setBy.reason}`,
    ])
    const head = onRoster
      ? `${known.userName}: ${who || 'no year or group'}`
      : `${known.userName} is not on the list of pupils: everything applies.`
    context.print(context.options.json ? JSON.stringify(applied.value) : `${head}\n${table(rows)}`)
    return ok(null)
  })

/** The newest changes, and what waits. */
export const showChanges = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const changes = await link.ask('policy:changes', { before: null, limit: logLength })
    if (!changes.ok) return changes
    const row = ({ changeId, proposedAt, change, reason, proposedBy, decidedBy, state }: PolicyChangeRecord): string[] => [
      moment.format(proposedAt),
      state,
      changeWords(change),
      reason,
      [proposedBy.displayName, decidedBy?.displayName].filter((name) => name !== undefined).join(', '),
      state === 'waiting' ? changeId : '',
    ]
    context.print(context.options.json ? JSON.stringify(changes.value) : table(changes.value.map(row)))
    return ok(null)
  })

/** Proposes a change; says whether it holds or waits. */
export const proposeChange = (context: Context, change: PolicyChange, reason: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const made = await link.ask('policy:propose', { change, reason })
    if (!made.ok) return made
    const words = made.value.state === 'waiting' ? `waits for a second person as ${made.value.changeId}` : 'in force'
    context.print(context.options.json ? JSON.stringify(made.value) : `${changeWords(change)}: ${words}`)
    return ok(null)
  })

/** Approves or refuses what somebody else proposed. */
export const decideChange = (context: Context, changeId: string, approve: boolean, note: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const decided = await link.ask('policy:decide', { changeId, approve, note })
    if (!decided.ok) return decided
    context.print(context.options.json ? JSON.stringify(decided.value) : `${changeWords(decided.value.change)}: ${decided.value.state}`)
    return ok(null)
  })

/** Takes back one's own proposal. */
export const withdrawChange = (context: Context, changeId: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const withdrawn = await link.ask('policy:withdraw', { changeId })
    if (!withdrawn.ok) return withdrawn
    const { change, state } = withdrawn.value
    context.print(context.options.json ? JSON.stringify(withdrawn.value) : `${changeWords(change)}: ${state}`)
    return ok(null)
  })

/** Adds pupils from a CSV file; lines that do not fit are named, and nothing is added unless all fit. */
export const importPupils = (context: Context, file: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const text = await readTable(file)
    if (!text.ok) return text
    const { pupils, faults } = readRoster(text.value)
    if (faults.length > 0) return fail('malformed', faults.map(({ line, why }) => `${file}:${line}: ${why}`).join('\n'))
    const uploadId = await uploadTable(link, text.value)
    if (!uploadId.ok) return uploadId
    const put = await link.ask('pupil:import', { uploadId: uploadId.value })
    if (!put.ok) return put
    context.print(context.options.json ? JSON.stringify({ pupils: pupils.length }) : `${pupils.length} pupils added or changed.`)
    return ok(null)
  })
