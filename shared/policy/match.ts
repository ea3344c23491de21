import { RE2JS } from 're2js'
import type { Category, Source } from './categories'
import type { CompiledContext, CompiledRule } from './compiled-packs'
import { type Likeness, likenessOf } from './likeness'
import { addressOf, isListed } from './member-lists'
import { canMatch, endOfMatch, type Pattern, type Range, rangesOf, type Scan, scanOf, startsOf } from './pattern'
import type { Policy, PolicyPart } from './policy'
import { bounds, readText } from './reading'
import { type Circumstances, isBelow, isInScope } from './scope'

/** A text that was seen on a pupil PC. */
export interface Sighting extends Circumstances {
  readonly source: Source
  readonly text: string
}

/** A rule that matched: a concern for a person to look at, never a finding. */
export interface PolicyMatch {
  readonly rule: string
  readonly version: number
  readonly category: Category
  readonly grade: number
  /** UTF-16 offsets in the sighting's text. */
  readonly span: { readonly start: number; readonly end: number }
  readonly why: string
}

/** What the packs flag in a text, the most serious first; of one category, of what overlaps, only the most serious. */
export function matchPolicy(policy: Policy, sighting: Sighting): readonly PolicyMatch[] {
  const scans = new Map<PolicyPart, Scan>()
  const scanFor = (part: PolicyPart): Scan => {
    const known = scans.get(part)
    if (known !== undefined) return known
    const scan = scanOf(readText(sighting.text, sighting.source === 'url', part.lexicon), part.packs.patterns)
    scans.set(part, scan)
    return scan
  }
  /** The school's own words know where its exceptions stand. */
  const isExcepted = (rule: string, span: PolicyMatch['span']): boolean => {
    const own = policy.parts.at(-1)
    const exceptions = policy.exceptions.get(rule)?.filter(({ domain }) => domain === null || isBelow(sighting.domain, domain))
    if (own === undefined || exceptions === undefined || exceptions.length === 0) return false
    const scan = scanFor(own)
    return exceptions.some(({ pattern }) => rangesOf(scan, pattern).some((range) => touch(spanOf(scan, range), span)))
  }
  const likenesses = new Map<PolicyPart, Likeness | null>()
  const likenessFor = (part: PolicyPart): Likeness | null => {
    const known = likenesses.get(part)
    if (known !== undefined) return known
    const likeness = likenessOf(part.packs.likeness, scanFor(part).reading.folded, sighting.source)
    likenesses.set(part, likeness)
    return likeness
  }
  /** All words together can be so unlike a concern that a rule is not believed. */
  const isBelieved = ({ doubt }: CompiledRule, part: PolicyPart): boolean => doubt === null || (likenessFor(part)?.weight ?? doubt) >= doubt
  const matches: PolicyMatch[] = memberListMatches(policy, sighting)
  for (const part of policy.parts) {
    const { rules } = part.packs.head
    const applies = (rule: CompiledRule): boolean => !policy.off.has(rule.id) && appliesTo(rule, sighting)
    const scan = scanFor(part)
    for (const [index, patterns] of candidatesOf(part, scan)) {
      const rule = rules[index]
      if (rule === undefined || !applies(rule)) continue
      const match = matchRule(scan, rule, patterns, isExcepted)
      if (match !== null && isBelieved(rule, part)) matches.push(match)
    }
    for (const rule of rules) {
      if (rule.regexes.length === 0 || !applies(rule)) continue
      const match = matchRegexes(scan, rule, isExcepted)
      if (match !== null) matches.push(match)
    }
  }
  // What all words together are like says less than a rule that names them.
  if (matches.length === 0)
    for (const part of policy.parts)
      matches.push(...likenessMatches(policy, part, scanFor(part), () => likenessFor(part), sighting, isExcepted))
  return withoutOverlaps(matches)
}

function likenessMatches(
  policy: Policy,
  { packs }: PolicyPart,
  { reading: { originOf } }: Scan,
  likenessIn: () => Likeness | null,
  sighting: Sighting,
  isExcepted: IsExcepted,
): PolicyMatch[] {
  const rules = packs.head.rules.filter((rule) => rule.likeness !== null && !policy.off.has(rule.id) && appliesTo(rule, sighting))
  const likeness = rules.length === 0 ? null : likenessIn()
  if (likeness === null) return []
  const span = { start: originOf(likeness.start), end: originOf(likeness.end) }
  return rules
    .filter(
      (rule) =>
        rule.category === likeness.category && rule.likeness !== null && likeness.weight >= rule.likeness && !isExcepted(rule.id, span),
    )
    .map((rule) => matchOf(rule, rule.grade, span.start, span.end))
}

type IsExcepted = (rule: string, span: PolicyMatch['span']) => boolean

interface Extent {
  readonly start: number
  readonly end: number
}
const touch = (one: Extent, other: Extent): boolean => one.start < other.end && one.end > other.start

/** Words as a place in the original text. */
const spanOf = ({ reading: { starts, ends } }: Scan, { start, end }: Range): Extent => ({
  start: starts[start] ?? 0,
  end: ends[end - 1] ?? 0,
})

const appliesTo = (rule: CompiledRule, sighting: Sighting): boolean =>
  (rule.sources === null || rule.sources.includes(sighting.source)) && isInScope(rule.scope, sighting)

/** The patterns that could match, by rule. */
function candidatesOf({ packs: { triggers } }: PolicyPart, scan: Scan): ReadonlyMap<number, Set<Pattern>> {
  const candidates = new Map<number, Set<Pattern>>()
  for (const atom of scan.rows.keys()) {
    for (let at = triggers.starts[atom] ?? 0; at < (triggers.starts[atom + 1] ?? 0); at += 2) {
      const [rule, pattern] = [triggers.items[at] ?? 0, triggers.items[at + 1] ?? 0]
      if (!canMatch(scan, pattern)) continue
      const there = candidates.get(rule)
      if (there === undefined) candidates.set(rule, new Set([pattern]))
      else there.add(pattern)
    }
  }
  return candidates
}

function matchRule(scan: Scan, rule: CompiledRule, patterns: ReadonlySet<Pattern>, isExcepted: IsExcepted): PolicyMatch | null {
  for (const pattern of patterns) {
    const starts = startsOf(scan, pattern)
    for (let place = 0; place < Math.min(starts.length, bounds.places); place += 1) {
      const start = starts[place] ?? 0
      const end = endOfMatch(scan, pattern, start)
      if (end <= start) continue
      const range = { start, end }
      const span = spanOf(scan, range)
      if (isAccepted(scan, rule, range) && !isExcepted(rule.id, span))
        return matchOf(rule, gradeOf(scan, rule, range), span.start, span.end)
    }
  }
  return null
}

/** By its text in the compiled packs, which hold few: each is made ready when a text first has its sign. */
const regexes = new WeakMap<CompiledRule['regexes'][number], RE2JS>()

function regexOf(written: CompiledRule['regexes'][number]): RE2JS {
  const known = regexes.get(written)
  if (known !== undefined) return known
  const regex = RE2JS.compile(written.regex)
  regexes.set(written, regex)
  return regex
}

function matchRegexes(scan: Scan, rule: CompiledRule, isExcepted: IsExcepted): PolicyMatch | null {
  const { folded, originOf, starts, ends } = scan.reading
  const text = folded.slice(0, bounds.characters)
  for (const written of rule.regexes) {
    if (!Array.from(written.has).some((character) => text.includes(character))) continue
    const matcher = regexOf(written).matcher(text)
    while (matcher.find()) {
      const start = originOf(matcher.start())
      const end = originOf(matcher.end())
      const first = ends.findIndex((wordEnd) => wordEnd > start)
      const after = starts.findIndex((wordStart) => wordStart >= end)
      const range = { start: Math.max(first, 0), end: after < 0 ? starts.length : after }
      if (isAccepted(scan, rule, range) && !isExcepted(rule.id, { start, end }))
        return matchOf(rule, gradeOf(scan, rule, range), start, end)
    }
  }
  return null
}

const matchOf = ({ id, version, category, why }: CompiledRule, grade: number, start: number, end: number): PolicyMatch => ({
  rule: id,
  version,
  category,
  grade,
  span: { start, end },
  why,
})

function isAccepted(scan: Scan, { needs, unless, except }: CompiledRule, range: Range): boolean {
  const touches = (pattern: Pattern): boolean => rangesOf(scan, pattern).some((other) => other.start < range.end && other.end > range.start)
  return (
    needs.every((context) => isNear(scan, context, range)) &&
    !unless.some((context) => isNear(scan, context, range)) &&
    !except.some(touches)
  )
}

/** Whether one of the context's phrases stands near the match: beside it, not inside it. */
function isNear(scan: Scan, { any, within }: CompiledContext, range: Range): boolean {
  return rangesOf(scan, any).some(({ start, end }) => {
    if (start < range.end && end > range.start) return false
    return within === null || (end <= range.start ? range.start - end : start - range.end) <= within
  })
}

const gradeOf = (scan: Scan, { grade, regrade }: CompiledRule, range: Range): number =>
  regrade.find(({ when }) => isNear(scan, when, range))?.grade ?? grade

function memberListMatches({ memberLists }: Policy, { source, text }: Sighting): PolicyMatch[] {
  const address = source === 'url' && memberLists.length > 0 ? addressOf(text) : null
  if (address === null) return []
  return memberLists
    .filter((list) => isListed(list, address))
    .map(({ slot }) => ({
      rule: `member-list/${slot.id}`,
      version: 1,
      category: slot.category,
      grade: 5,
      span: { start: 0, end: Math.min(text.length, bounds.characters) },
      why: `The address stands on a list that the school holds as a member: ${slot.title}.`,
    }))
}

function withoutOverlaps(matches: PolicyMatch[]): readonly PolicyMatch[] {
  const kept: PolicyMatch[] = []
  // Of equal grades the longer says more; the rule's name decides the rest, so that the same text always gives the same answer.
  matches.sort((one, other) => other.grade - one.grade || lengthOf(other) - lengthOf(one) || (one.rule < other.rule ? -1 : 1))
  for (const match of matches) {
    const isTold = kept.some(
      ({ category, span }) => category === match.category && span.start < match.span.end && span.end > match.span.start,
    )
    if (!isTold) kept.push(match)
  }
  return kept
}

const lengthOf = ({ span }: PolicyMatch): number => span.end - span.start
