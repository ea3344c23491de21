import { hoursAt } from '#shared/model/allowed-hours'
import type { SessionEnd } from '#shared/model/session-end'
import type { TimeoutPolicy } from '#shared/model/timeout'

/** A session as it stands at one moment: spans in milliseconds, measured on what nobody can set (LE13). */
export interface SessionStanding {
  /** The hub's time, as the PC carries it on. */
  readonly hubNow: number
  readonly usedMs: number
  /** Since the last input; null while there is some, or while the screen is covered. */
  readonly idleMs: number | null
  /** What the session still gets whatever the rule says, so that nobody is cut off unwarned (SE4). */
  readonly owedMs: number
  /** What is left of a session that staff granted: no hours end it before (SE9). */
  readonly grantedMs: number
}

export interface SessionLeft {
  readonly leftMs: number
  readonly why: SessionEnd['why']
}

const minuteMs = 60_000

/** How long the session still goes on under this rule, and what ends it then; null when nothing does. */
export function sessionLeft(policy: TimeoutPolicy, standing: SessionStanding): SessionLeft | null {
  const { idleMinutes, longestMinutes } = policy.rule
  const ends: SessionLeft[] = []
  if (idleMinutes !== null && standing.idleMs !== null) ends.push({ leftMs: idleMinutes * minuteMs - standing.idleMs, why: 'idle' })
  if (longestMinutes !== null) ends.push({ leftMs: longestMinutes * minuteMs - standing.usedMs, why: 'longest' })
  const closesInMs = untilClosing(policy, standing)
  if (closesInMs !== null) ends.push({ leftMs: closesInMs, why: 'hours' })
  const first = ends.sort((a, b) => a.leftMs - b.leftMs)[0]
  return first === undefined ? null : { ...first, leftMs: Math.max(first.leftMs, standing.owedMs, 0) }
}

/** Null when the hours never close. */
function untilClosing({ rule: { allowedHours }, timeZone }: TimeoutPolicy, { hubNow, grantedMs }: SessionStanding): number | null {
  if (allowedHours === null) return null
  // A grant that lasts into the allowed hours ends with them.
  const freeUntil = hubNow + Math.max(grantedMs, 0)
  const then = hoursAt(allowedHours, timeZone, freeUntil)
  if (!then.open) {
    const now = hoursAt(allowedHours, timeZone, hubNow)
    return Math.max(freeUntil, now.open ? (now.changesAt ?? hubNow) : hubNow) - hubNow
  }
  return then.changesAt === null ? null : then.changesAt - hubNow
}

/** The warning to give now, by its distance from the end; null when none is due, or the one due was given. */
export function dueWarning(warnMs: readonly number[], leftMs: number, givenMs: number | null): number | null {
  const due = Math.min(...warnMs.filter((warn) => leftMs <= warn))
  return due < (givenMs ?? Infinity) ? due : null
}

/** How long until the next warning, or the end. */
export const untilNextTurn = (warnMs: readonly number[], leftMs: number): number =>
  leftMs - Math.max(0, ...warnMs.filter((warn) => warn < leftMs))

/** When the lock of a session's end is over, by the hub's clock: with the allowed hours, and never later than the longest lease (SE6). */
export function lockUntil({ rule, timeZone, longestLeaseMinutes }: TimeoutPolicy, why: SessionEnd['why'], hubNow: number): number {
  const longest = hubNow + longestLeaseMinutes * minuteMs
  if (why !== 'hours' || rule.allowedHours === null) return longest
  const { open, changesAt } = hoursAt(rule.allowedHours, timeZone, hubNow)
  return open || changesAt === null ? longest : Math.min(longest, changesAt)
}
