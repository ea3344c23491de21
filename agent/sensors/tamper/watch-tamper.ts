import type { Tamper } from '#shared/model/outbox'
import { gapSince, keepMark, type AliveParts, readMark } from './alive-mark'
import { clockMoved, clockMoveMs, watchClock } from './clock-watch'
import { watchLock } from './lock-watch'
import type { Platform } from '../../platform/platform'

export interface TamperParts extends AliveParts {
  readonly platform: Pick<Platform, 'overlay'>
  readonly add: (fact: Tamper) => void
}

/** [OB4] Tells what was done to the agent or its PC: first what the time since the last run shows, then what is seen until `signal` aborts. */
export async function watchTamper(parts: TamperParts, signal: AbortSignal): Promise<void> {
  const { file, bootId, clock, hubNow, platform, add } = parts
  const mark = await readMark(file)
  if (mark !== null) {
    const now = { bootId, uptimeMs: clock.uptimeMs(), wallMs: clock.now(), hubNow: hubNow() }
    const gap = gapSince(mark, now)
    if (gap !== null) add(gap)
    const movedMs = mark.bootId === bootId ? clockMoveMs(mark, now) : 0
    if (movedMs !== 0) add(clockMoved(movedMs, now.hubNow))
  }
  await Promise.all([keepMark(parts, signal), watchClock(parts, signal), watchLock({ ...parts, overlay: platform.overlay }, signal)])
}
