import { createHash } from 'node:crypto'
import { isSceneRule } from '#shared/model/internet'
import type { Lease } from '#shared/model/lease'
import type { KeptFor } from '#shared/model/school-settings'
import type { Watched } from '#shared/model/screen'
import type { SessionEnd } from '#shared/model/session-end'
import words from '../../assets/locales/pupil-en.json'

/** What the page says of this PC at the moment; times in milliseconds since 1970-01-01T00:00Z. */
export interface PupilState {
  readonly now: number
  readonly watched: Watched
  readonly watchedSince: number
  readonly cover: 'off' | 'lock' | 'blank'
  /** The lease that decides what the user in front can reach; null when none does. */
  readonly internet: Lease | null
  /** The hub the PC is linked with; null without a link. */
  readonly link: { readonly address: string; readonly since: number } | null
  readonly room: string
  /** Whether what is typed is checked; null: nothing is checked at all. */
  readonly readsTyped: boolean | null
  /** For how many days the school keeps what this PC tells; null until it was heard. */
  readonly keptFor: KeptFor | null
  /** How long the lesson in the room still lasts; null while there is none. */
  readonly lessonLeftMs: number | null
  /** When the session ends by itself; null when nothing ends it. */
  readonly sessionEnds: { readonly leftMs: number; readonly why: SessionEnd['why'] } | null
}

const style = `
:root { color-scheme: light dark }
body { font: 1.125rem/1.6 "Atkinson Hyperlegible Next", system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem;
  color: #14282c; background: #fffdf5 }
h1, h2 { line-height: 1.25; color: #10333a }
section.now { border: 2px solid #1c7c83; border-radius: .5rem; padding: 0 1.25rem }
a { color: #17666c }
@media (prefers-color-scheme: dark) {
  body { color: #f2f7f7; background: #10333a }
  h1, h2 { color: #fff }
  a { color: #9fd8dc }
}
`

/** Allows this one style and nothing else: no script, no picture, no other address. */
export const pupilPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The local page: how things stand on this PC, and what is collected, who sees it and for how long. */
export function renderPupilPage(state: PupilState): string {
  const { now } = words
  const present = [
    fill(now.watched[state.watched], { time: clockTime(state.watchedSince) }),
    now.cover[state.cover],
    ...internetPoints(state.internet, state.now),
    state.link === null ? now.link.away : fill(now.link.live, { address: state.link.address, time: clockTime(state.link.since) }),
    ...(state.lessonLeftMs === null ? [] : [endingWords(now.lesson, state.now, state.lessonLeftMs)]),
    ...(state.sessionEnds === null ? [] : [endingWords(now.session[state.sessionEnds.why], state.now, state.sessionEnds.leftMs)]),
    state.readsTyped === null ? now.unchecked : now.typed[state.readsTyped ? 'on' : 'off'],
    fill(now.room, { room: state.room }),
  ]
  const sections = words.sections.map(
    ({ heading, points }) =>
      `<section><h2>${escape(heading)}</h2>${list(points.map((point) => keptWords(point, state.keptFor)))}</section>`,
  )
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(words.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(words.title)}</h1>
<p>${escape(words.intro)}</p>
<section class="now"><h2>${escape(fill(now.heading, { time: clockTime(state.now) }))}</h2>
${list(present)}
<p><a href="/">${escape(now.again)}</a></p></section>
${sections.join('\n')}
</main>
</body>
</html>
`
}

/** Days stand in the words as `{usageDays}` and the like; before the hub was heard it is said that the school sets them. */
const keptWords = (point: string, keptFor: KeptFor | null): string =>
  point.replace(/\{(\w+Days)\}/gu, (_whole, name: string) => {
    const days = Object.entries(keptFor ?? {}).find(([known]) => known === name)?.[1]
    if (days === undefined) return words.days.unknown
    return days === 1 ? words.days.one : fill(words.days.many, { days: String(days) })
  })

const endingWords = (text: string, at: number, leftMs: number): string =>
  fill(text, { time: clockTime(at + leftMs), minutes: String(Math.ceil(Math.max(0, leftMs) / 60_000)) })

/** What limits the internet: what, whose word, why, until when. */
const internetPoints = (lease: Lease | null, now: number): readonly string[] => {
  if (lease?.internet == null) return []
  const rule = lease.internet
  const { internet } = words.now
  const whose = lease.pupil === null ? internet[rule.access].pc : internet[rule.access].you
  const scene = isSceneRule(rule) ? rule.scene : ''
  return [
    fill(whose, { who: lease.owner.displayName, until: endTime(lease.until, now), scene }),
    ...(lease.reason === '' ? [] : [fill(internet.reason, { reason: lease.reason })]),
    ...(isSceneRule(rule) || rule.exceptions.length === 0
      ? []
      : [fill(internet[rule.access].exceptions, { sites: rule.exceptions.join(', ') })]),
    ...(isSceneRule(rule) && rule.sites.length > 0 ? [fill(internet[rule.access].sites, { sites: rule.sites.join(', ') })] : []),
  ]
}

const list = (points: readonly string[]): string => `<ul>${points.map((point) => `<li>${escape(point)}</li>`).join('')}</ul>`

const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escape = (text: string): string => text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark)

const clockTime = (at: number): string => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at)

/** The time alone on the same day, else with the day before it. */
const endTime = (at: number, now: number): string => {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString()
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' }).format(at)
  return sameDay ? clockTime(at) : `${day}, ${clockTime(at)}`
}
