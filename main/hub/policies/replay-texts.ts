import { breachFilterSchema } from '#shared/model/breach-review'
import { ok, type Outcome } from '#shared/outcome'
import type { Source } from '#shared/policy/categories'
import type { StoreFaultCode } from '../../store/faults'
import type { Store } from '../../store/store'

/** A text the hub has kept, as a policy would see it. */
export interface KeptText {
  readonly source: Source
  readonly text: string
  readonly application: string
  readonly domain: string | undefined
  readonly user: string
  readonly deviceId: string
  /** The last time it was seen. */
  readonly at: number
  count: number
}

/** Numbers of spans looked at in one go: a few milliseconds. */
const spansAtOnce = 1_000
const breachesAtOnce = 200
/** More different texts than this are not looked at: the newest count. */
const mostTexts = 50_000
/** So many spans in a row without one of the time: what is older came before it. */
const patience = 20_000

/**
 * Gathers what was seen since a moment: titles of windows and pages, and the words of concerns, each different one of a pupil once. `breathe` is
 * awaited between short pieces of work.
 */
export const gatherTexts = async (
  store: Store,
  since: number,
  breathe: () => Promise<boolean>,
): Promise<Outcome<readonly KeptText[], StoreFaultCode>> => {
  const texts = new Map<string, KeptText>()
  const add = (text: Omit<KeptText, 'count'>): void => {
    const key = [text.source, text.user, text.application, text.text].join('\0')
    const known = texts.get(key)
    if (known === undefined) texts.set(key, { ...text, count: 1 })
    else known.count += 1
  }

  for (let before: number | null = null, more = true; more && (await breathe());) {
    const page = await store.transact(async ({ breaches }) =>
      ok(
        await breaches.list({
          sight: { roomIds: null, categories: null, ofStaff: true },
          filter: { ...everyBreach, from: since },
          before,
          limit: breachesAtOnce,
        }),
      ),
    )
    if (!page.ok) return page
    for (const { source, match, application, url, user, deviceId, takenAt, test } of page.value) {
      if (test) continue
      const text = `${match.before}${match.text}${match.after}`
      add({ source, text, application, domain: hostOf(url), user: user ?? '', deviceId, at: takenAt })
    }
    before = page.value.at(-1)?.breachNumber ?? null
    more = page.value.length === breachesAtOnce && texts.size < mostTexts
  }

  const newest = await store.transact(async ({ usage }) => ok(await usage.newest()))
  if (!newest.ok) return newest
  let seenAt = newest.value
  for (let last = newest.value; last > 0 && seenAt - last < patience && texts.size < mostTexts && (await breathe()); last -= spansAtOnce) {
    const from = last - spansAtOnce + 1
    const spans = await store.transact(async ({ usage }) => ok(await usage.numbered(from, last, since)))
    if (!spans.ok) return spans
    if (spans.value.length > 0) seenAt = last
    for (const { deviceId, span } of spans.value) {
      const { application, title, user, until } = span
      if (title !== '') add({ source: 'title', text: title, application, domain: undefined, user, deviceId, at: until })
      // A site in the history stands where the application does.
      if (application.includes('.')) add({ source: 'url', text: application, application, domain: application, user, deviceId, at: until })
    }
  }
  return ok([...texts.values()].slice(0, mostTexts))
}

const everyBreach = breachFilterSchema.parse({})

const hostOf = (url: string | null): string | undefined => {
  if (url === null || !URL.canParse(url)) return undefined
  const { hostname } = new URL(url)
  return hostname === '' ? undefined : hostname
}
