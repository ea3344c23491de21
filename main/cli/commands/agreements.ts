import { readFile } from 'node:fs/promises'
import { agreementDraftSchema, agreementStandingSchema, keyStageSchema, schoolYearWords } from '#shared/model/agreement'
import { registerCsv } from '#shared/model/agreement-csv'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'

const noSuchStage = () => fail('malformed', 'There is no such key stage: ks1, ks2, ks3, ks4, ks5 or other.')

/** What each key stage is asked now. */
export const listAgreements = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const read = await link.ask('agreement:read', {})
    if (!read.ok) return read
    const { texts } = read.value.set
    const rows = texts.map(({ keyStage, version, title }) => [keyStage, `version ${version}`, title])
    context.print(context.options.json ? JSON.stringify(read.value.set) : rows.length === 0 ? 'Nobody is asked anything.' : table(rows))
    return ok(null)
  })

/** Asks this from the next sign-in on. */
export const publishAgreement = (
  context: Context,
  { keyStage, file, title }: { readonly keyStage: string; readonly file: string; readonly title: string },
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text === null) return fail('not-found', `${file} cannot be read.`)
    const draft = agreementDraftSchema.safeParse({ keyStage, title, text: text.replace(/\r\n/gu, '\n') })
    if (!draft.success) return fail('malformed', draft.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
    const published = await link.ask('agreement:publish', draft.data)
    if (!published.ok) return published
    context.print(
      context.options.json
        ? JSON.stringify(published.value)
        : `Version ${published.value.version} for ${published.value.keyStage} is asked.`,
    )
    return ok(null)
  })

/** These pupils are asked nothing more. */
export const withdrawAgreement = (context: Context, stage: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const keyStage = keyStageSchema.safeParse(stage)
    if (!keyStage.success) return noSuchStage()
    const withdrawn = await link.ask('agreement:withdraw', { keyStage: keyStage.data })
    if (!withdrawn.ok) return withdrawn
    context.print(`${keyStage.data} is asked nothing more.`)
    return ok(null)
  })

export interface RegisterOptions {
  readonly year?: number
  readonly standing?: string
  readonly csv?: boolean
}

/** Who has agreed this school year. */
export const showRegister = (context: Context, { year, standing, csv }: RegisterOptions): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const wanted = agreementStandingSchema.nullable().safeParse(standing ?? null)
    if (!wanted.success) return fail('malformed', 'There is no such standing: agreed, declined, unasked, waiting or none.')
    const read = await link.ask('agreement:register', { yearGroup: year ?? null, standing: wanted.data, export: csv === true })
    if (!read.ok) return read
    const { schoolYear, entries } = read.value
    if (csv === true) context.print(registerCsv(schoolYear, entries).trimEnd())
    else if (context.options.json) context.print(JSON.stringify(read.value))
    else {
      const rows = entries.map((entry) => [
        entry.userName,
        entry.displayName,
        entry.keyStage,
        entry.standing,
        entry.at === null ? '-' : new Date(entry.at).toISOString(),
        entry.parent === null ? '-' : `parent signed (${entry.parent.recordedBy})`,
      ])
      context.print(table([['USER', 'NAME', 'STAGE', 'STANDING', 'ANSWERED', `PARENT ${schoolYearWords(schoolYear)}`], ...rows]))
    }
    return ok(null)
  })

/** A parent signed for this school year; null takes the record back. */
export const recordParent = (context: Context, userName: string, note: string | null): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const recorded = await link.ask('agreement:parent', { userName, note })
    if (!recorded.ok) return recorded
    context.print(note === null ? `The record for ${userName} is taken back.` : `A parent of ${userName} has signed.`)
    return ok(null)
  })
