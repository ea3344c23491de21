import { createHash } from 'node:crypto'
import { applicationWords } from '#shared/model/application'
import { isSceneRule } from '#shared/model/internet'
import type { Lease } from '#shared/model/lease'
import type { KeptFor } from '#shared/model/school-settings'
import type { Watched } from '#shared/model/screen'
import type { SessionEnd } from '#shared/model/session-end'
import words from '../../assets/locales/pupil-en.json'
import { clockTime, escape, fill, list } from './markup'
import { renderReport, type ReportState } from './report-form'

/** What the page says of this PC at the moment; times in milliseconds since 1970-01-01T00:00Z. */
export interface PupilState {
  readonly now: number
  readonly watched: Watched
  readonly watchedSince: number
  readonly cover: 'off' | 'lock' | 'blank' | 'agreement'
  /** The lease that decides what the user in front can reach; null when none does. */
  readonly internet: Lease | null
  /** The rule for applications in force; null for none. */
  readonly applications: Lease | null
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
section.help { border-left: .5rem solid #c2410c; padding: 0 1.25rem }
label, legend { font-weight: 700 }
textarea { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem; color: inherit; background: #fff; border: 2px solid #4a6266 }
fieldset { border: 1px solid #4a6266; border-radius: .5rem; margin: 1rem 0 }
.choice { margin: .5rem 0 }
.choice label { font-weight: 400 }
.hint { margin: 0 0 0 1.75rem; font-size: 1rem }
button { font: inherit; font-weight: 700; padding: .5rem 2rem; color: #fff; background: #17666c; border: 0; border-radius: .5rem }
:focus-visible { outline: 4px solid #c2410c; outline-offset: 2px }
.sent, .refused { padding: .75rem 1.25rem; border-radius: .5rem; border: 2px solid #17666c }
.refused { border-color: #c2410c }
blockquote { margin: .5rem 0 1rem; padding: .25rem 1.25rem; border-left: 4px solid #17666c }
@media (prefers-color-scheme: dark) {
  body { color: #f2f7f7; background: #10333a }
  h1, h2 { color: #fff }
  a { color: #9fd8dc }
  textarea { background: #0b252b; border-color: #9fd8dc }
  fieldset { border-color: #9fd8dc }
  button { color: #10333a; background: #9fd8dc }
  :focus-visible { outline-color: #ffc53d }
  section.help, .refused { border-color: #ffc53d }
  .sent, blockquote { border-color: #9fd8dc }
}
`

/** Allows this one style and nothing else: no script, no picture, no other address. `form`: what the page's own form may reach. */
export const pupilPagePolicy = (form: "'none'" | "'self'"): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    `form-action ${form}`,
    "frame-ancestors 'none'",
  ].join('; ')

/** The local page: how things stand on this PC, and what is collected, who sees it and for how long. */
export function renderPupilPage(state: PupilState, report: ReportState | null): string {
  const { now } = words
  const present = [
    fill(now.watched[state.watched], { time: clockTime(state.watchedSince) }),
    now.cover[state.cover],
    ...internetPoints(state.internet, state.now),
    ...applicationPoints(state.applications, state.now),
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
<p><a href="${escape(report === null ? '/' : report.action)}">${escape(now.again)}</a></p></section>
${renderReport(report)}
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

/** Which applications may be open: whose word, why, until when. */
const applicationPoints = (lease: Lease | null, now: number): readonly string[] => {
  if (lease?.application == null) return []
  const { access, applications } = lease.application
  const values = {
    who: lease.owner.displayName,
    until: endTime(lease.until, now),
    applications: applications.map(applicationWords).join(', '),
  }
  return [
    fill(words.now.applications[access], values),
    ...(lease.reason === '' ? [] : [fill(words.now.internet.reason, { reason: lease.reason })]),
  ]
}

/** The time alone on the same day, else with the day before it. */
const endTime = (at: number, now: number): string => {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString()
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' }).format(at)
  return sameDay ? clockTime(at) : `${day}, ${clockTime(at)}`
}
