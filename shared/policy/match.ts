import { RE2JS } from 're2js'
import type { Category, Source } from './categories'
import type { CompiledContext, CompiledRule } from './compiled-packs'
import { type Likeness, likenessOf } from './likeness'
import { addressOf, isListed } from './member-lists'
import { canMatch, endOfMatch, type Pattern, type Range, rangesOf, type Scan, scanOf, startsOf } from './pattern'
import type { Policy, PolicyPart } from './policy'
import { bounds, originOf, readText } from './reading'
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

/** One text being held against a policy. */
interface Evaluation {
  readonly policy: Policy
  readonly sighting: Sighting
  readonly scans: Map<PolicyPart, Scan>
  readonly likenesses: Map<PolicyPart, Likeness | null>
}

/** What the packs flag in a text, the most serious first; of one category, of what overlaps, only the most serious. */
export function matchPolicy(policy: Policy, sighting: Sighting): readonly PolicyMatch[] {
  const evaluation: Evaluation = { policy, sighting, scans: new Map(), likenesses: new Map() }
  const matches: PolicyMatch[] = memberListMatches(policy, sighting)
  for (const part of policy.parts) {
    const { rules } = part.packs.head
    for (const [index, patterns] of candidatesOf(part, scanFor(evaluation, part))) {
      const rule = rules[index]
      if (rule === undefined || !applies(evaluation, rule)) continue
      const match = matchRule(evaluation, part, rule, patterns)
      if (match !== null && isBelieved(evaluation, part, rule)) matches.push(match)
    }
    for (const rule of rules) {
      if (rule.regexes.length === 0 || !applies(evaluation, rule)) continue
      const match = matchRegexes(evaluation, part, rule)
      if (match !== null) matches.push(match)
    }
  }
  // What all words together are like says less than a rule that names them.
  if (matches.length === 0) for (const part of policy.parts) matches.push(...likenessMatches(evaluation, part))
  return withoutOverlaps(matches)
}

function scanFor({ sighting, scans }: Evaluation, part: PolicyPart): Scan {
  const known = scans.get(part)
  if (known !== undefined) return known
  const scan = scanOf(readText(sighting.text, sighting.source === 'url', part.lexicon), part.packs.patterns, part.room)
  scans.set(part, scan)
  return scan
}

function likenessFor(evaluation: Evaluation, part: PolicyPart): Likeness | null {
  const known = evaluation.likenesses.get(part)
  if (known !== undefined) return known
  const likeness = likenessOf(part.packs.likeness, scanFor(evaluation, part).reading.folded.text, evaluation.sighting.source)
  evaluation.likenesses.set(part, likeness)
  return likeness
}

/** The school's own words know where its exceptions stand. */
function isExcepted(evaluation: Evaluation, rule: string, span: PolicyMatch['span']): boolean {
  const { policy, sighting } = evaluation
  const own = policy.parts.at(-1)
  const exceptions = policy.exceptions.get(rule)?.filter(({ domain }) => domain === null || isBelow(sighting.domain, domain))
  if (own === undefined || exceptions === undefined || exceptions.length === 0) return false
  const scan = scanFor(evaluation, own)
  return exceptions.some(({ pattern }) => rangesOf(scan, pattern).some((range) => touch(spanOf(scan, range), span)))
}

/** All words together can be so unlike a concern that a rule is not believed. */
const isBelieved = (evaluation: Evaluation, part: PolicyPart, { doubt }: CompiledRule): boolean =>
  doubt === null || (likenessFor(evaluation, part)?.weight ?? doubt) >= doubt

function likenessMatches(evaluation: Evaluation, part: PolicyPart): PolicyMatch[] {
  const rules = part.packs.head.rules.filter((rule) => rule.likeness !== null && applies(evaluation, rule))
  const likeness = rules.length === 0 ? null : likenessFor(evaluation, part)
  if (likeness === null) return []
  const { folded } = scanFor(evaluation, part).reading
  const span = { start: originOf(folded, likeness.start), end: originOf(folded, likeness.end) }
  return rules
    .filter(
      (rule) =>
        rule.category === likeness.category &&
        rule.likeness !== null &&
        likeness.weight >= rule.likeness &&
        !isExcepted(evaluation, rule.id, span),
    )
    .map((rule) => matchOf(rule, rule.grade, span.start, span.end))
}

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

const applies = ({ policy, sighting }: Evaluation, rule: CompiledRule): boolean =>
  !policy.off.has(rule.id) && (rule.sources === null || rule.sources.includes(sighting.source)) && isInScope(rule.scope, sighting)

/** The patterns that could match, by rule. */
function candidatesOf({ packs: { triggers } }: PolicyPart, scan: Scan): ReadonlyMap<number, readonly Pattern[]> {
  const candidates = new Map<number, Pattern[]>()
  for (const atom of scan.rows.keys()) {
    for (let at = triggers.starts[atom] ?? 0; at < (triggers.starts[atom + 1] ?? 0); at += 2) {
      const [rule, pattern] = [triggers.items[at] ?? 0, triggers.items[at + 1] ?? 0]
      if (!canMatch(scan, pattern)) continue
      const there = candidates.get(rule)
      if (there === undefined) candidates.set(rule, [pattern])
      else if (!there.includes(pattern)) there.push(pattern)
    }
  }
  return candidates
}

function matchRule(evaluation: Evaluation, part: PolicyPart, rule: CompiledRule, patterns: readonly Pattern[]): PolicyMatch | null {
  const scan = scanFor(evaluation, part)
  for (const pattern of patterns) {
    const starts = startsOf(scan, pattern)
    for (let place = 0; place < Math.min(starts.length, bounds.places); place += 1) {
      const start = starts[place] ?? 0
      const end = endOfMatch(scan, pattern, start)
      if (end <= start) continue
      const range = { start, end }
      const span = spanOf(scan, range)
      if (isAccepted(scan, rule, range) && !isExcepted(evaluation, rule.id, span))
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

function matchRegexes(evaluation: Evaluation, part: PolicyPart, rule: CompiledRule): PolicyMatch | null {
  const scan = scanFor(evaluation, part)
  const { folded, starts, ends } = scan.reading
  const text = folded.text.slice(0, bounds.characters)
  for (const written of rule.regexes) {
    if (text.length > written.longest || !hasOneOf(text, written.has) || digitsIn(text) < written.digits) continue
    const matcher = regexOf(written).matcher(text)
    while (matcher.find()) {
      const start = originOf(folded, matcher.start())
      const end = originOf(folded, matcher.end())
      const first = ends.findIndex((wordEnd) => wordEnd > start)
      const after = starts.findIndex((wordStart) => wordStart >= end)
      const range = { start: Math.max(first, 0), end: after < 0 ? starts.length : after }
      if (isAccepted(scan, rule, range) && !isExcepted(evaluation, rule.id, { start, end }))
        return matchOf(rule, gradeOf(scan, rule, range), start, end)
    }
  }
  return null
}

function hasOneOf(text: string, characters: string): boolean {
  for (const character of characters) if (text.includes(character)) return true
  return false
}

function digitsIn(text: string): number {
  let digits = 0
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) digits += 1
  return digits
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
  return (
    needs.every((context) => isNear(scan, context, range)) &&
    !unless.some((context) => isNear(scan, context, range)) &&
    !except.some((pattern) => rangesOf(scan, pattern).some((other) => touch(other, range)))
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
