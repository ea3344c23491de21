import { writeFile } from 'node:fs/promises'
import { type ReportKind, reportFileName, reportKinds, reportWishSchema } from '#shared/model/report'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'

export interface ReportOrder {
  readonly kind: string
  readonly term: string | undefined
  /** The new file; its usual name in this folder where none is given. */
  readonly out: string | undefined
}

const save = async (link: HubLink, reportId: string, file: string): Promise<CliOutcome<null>> => {
  const fetched = await link.ask('report:fetch', { reportId })
  if (!fetched.ok) return fetched
  try {
    await writeFile(file, fetched.value.pdf, { flag: 'wx', mode: 0o600 })
    return ok(null)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EEXIST'
      ? fail('file-exists', `${file} is already there: choose another name or delete it.`)
      : fail('file-unwritable', `${file} cannot be written: check the folder and its rights.`)
  }
}

/** Makes a report and writes it to a new file. Without a term the governors' report is of the running one. */
export const makeReport = (context: Context, order: ReportOrder): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const kind = reportKinds.find((one): one is ReportKind => one === order.kind)
    if (kind === undefined) return fail('malformed', `A report is one of ${reportKinds.join(', ')}.`)
    const listed = await link.ask('report:list', {})
    if (!listed.ok) return listed
    const wish = reportWishSchema.safeParse({
      kind,
      term: kind === 'governors' ? (order.term ?? listed.value.terms[0]) : (order.term ?? null),
    })
    if (!wish.success) return fail('malformed', 'A term is such as autumn-2026, and only the report for governors is of one.')
    const made = await link.ask('report:make', wish.data)
    if (!made.ok) return made
    const file = order.out ?? reportFileName(made.value)
    const saved = await save(link, made.value.reportId, file)
    if (!saved.ok) return saved
    context.print(context.options.json ? JSON.stringify({ ...made.value, file }) : `${file} is made. It holds no names.`)
    return ok(null)
  })

/** The reports the hub keeps, newest first. */
export const listReports = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const listed = await link.ask('report:list', {})
    if (!listed.ok) return listed
    const rows = listed.value.reports.map(({ kind, term, madeAt, madeBy, bytes }) => [
      kind,
      term ?? '-',
      new Date(madeAt).toISOString(),
      madeBy ?? 'by itself',
      `${Math.ceil(bytes / 1_000)} kB`,
    ])
    context.print(context.options.json ? JSON.stringify(listed.value) : table([['REPORT', 'TERM', 'MADE', 'BY', 'SIZE'], ...rows]))
    return ok(null)
  })
