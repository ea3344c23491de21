import { z } from 'zod'
import { fail, ok, type Outcome } from '#shared/outcome'
import { type Source, sources } from '#shared/policy/categories'
import { addressOf } from '#shared/policy/member-lists'
import type { PolicyMatch, Sighting } from '#shared/policy/match'

/** The lines that `policy match` reads and writes, one JSON object each. */

const idSchema = z.union([z.string(), z.number()])

/** 9, "9", "Year 9", "Y9"; "Reception" is 0. */
const yearGroupSchema = z
  .union([z.number(), z.string()])
  .transform((value) => (typeof value === 'number' ? value : /^r/iu.test(value) ? 0 : Number(/\d+/u.exec(value)?.[0] ?? NaN)))
  .pipe(z.number().int().min(0).max(13))

const lineSchema = z.object({
  id: idSchema,
  source: z.string().min(1).max(60),
  text: z.string(),
  app: z.string().nullish(),
  yearGroup: yearGroupSchema.nullish(),
})

/** Other names that tools use for the same places. */
const sourceNames: Readonly<Record<string, Source>> = {
  ...{ window: 'title', 'window-title': 'title', app: 'application', process: 'application', address: 'url', link: 'url' },
  ...{ page: 'page-title', pagetitle: 'page-title', tab: 'page-title', query: 'search', 'search-query': 'search' },
}

/** Any other name is text that somebody wrote: a chat, a document, an e-mail. */
const sourceOf = (name: string): Source => {
  const plain = name.toLowerCase().replace(/[\s_]+/gu, '-')
  return sources.find((source) => source === plain) ?? sourceNames[plain] ?? 'typed'
}

export interface SightingLine {
  readonly id: string | number
  readonly sighting: Sighting
}

export function readSightingLine(line: string): Outcome<SightingLine, 'bad-line'> & { readonly id: string | number | null } {
  let content: unknown
  try {
    content = JSON.parse(line)
  } catch {
    return { ...fail('bad-line', 'this line is not JSON'), id: null }
  }
  const parsed = lineSchema.safeParse(content)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const id = z.object({ id: idSchema }).safeParse(content)
    const place = issue?.path.join('.') ?? ''
    return {
      ...fail('bad-line', `${place === '' ? 'line' : place}: ${issue?.message ?? 'does not fit'}`),
      id: id.success ? id.data.id : null,
    }
  }
  const { id, source, text, app, yearGroup } = parsed.data
  const kind = sourceOf(source)
  const domain = kind === 'url' ? addressOf(text)?.split('/')[0] : undefined
  return { ...ok({ id, sighting: { source: kind, text, application: app ?? undefined, yearGroup: yearGroup ?? undefined, domain } }), id }
}

export const flagLine = (id: string | number, matches: readonly PolicyMatch[]): string =>
  JSON.stringify({
    id,
    flags: matches.map(({ rule, category, grade, span, why }) => ({ rule, category, grade, span: [span.start, span.end], why })),
  })
