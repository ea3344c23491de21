import { byUrgency, clockToleranceMs, type CoverageReason, leastDiskFreeMb, longQueue } from '#shared/model/coverage-reason'
import type { DeviceHealth } from '#shared/model/health'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { LiveDevice } from '../presence/live-device'

/** What the hub heard of one PC beside what the roster holds. */
export interface Heard {
  readonly driftMs: number | null
  readonly health: DeviceHealth | null
  /** Why its newest connection was refused; null once one was not. */
  readonly refusedFor: RefusalCode | null
}

export interface Judged extends Heard {
  readonly device: Pick<LiveDevice, 'presence' | 'display' | 'capabilities' | 'facts'>
  /** Whether it goes by the school's present policies; null where it knows none. */
  readonly policyCurrent: boolean | null
  /** The hub's own version: agents are brought up to it. */
  readonly version: string
}

const numbersOf = (version: string): readonly number[] | null => {
  const parts = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})/u.exec(version)
  return parts === null ? null : parts.slice(1).map(Number)
}

/** Whether the first version is older; a build without a number is never. */
export const isOlder = (version: string, than: string): boolean => {
  const [left, right] = [numbersOf(version), numbersOf(than)]
  if (left === null || right === null) return false
  const at = left.findIndex((part, index) => part !== right[index])
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0)
}

const ofHealth = (health: DeviceHealth | null, told: boolean): CoverageReason[] => {
  if (!told) return ['not-told']
  // Linked a moment ago: its word is on the way.
  if (health === null) return []
  const { capture, policyVersion, browsers, diskFreeMb, factsWaiting, picturesWaiting } = health
  const has = (state: 'unset' | 'old' | 'unmanaged'): boolean => browsers?.some((browser) => browser.state === state) === true
  return [
    ...(capture === 'blocked' ? ['capture-blocked' as const] : []),
    ...(policyVersion === null ? ['no-policy' as const] : []),
    ...(browsers === null ? ['browsers-not-set-up' as const] : []),
    ...(has('unset') ? ['extension-missing' as const] : []),
    ...(has('unmanaged') ? ['browsers-unmanaged' as const] : []),
    ...(has('old') ? ['extension-old' as const] : []),
    ...(diskFreeMb !== null && diskFreeMb < leastDiskFreeMb ? ['disk-low' as const] : []),
    ...(factsWaiting > longQueue.facts || picturesWaiting > longQueue.pictures ? ['queue-long' as const] : []),
  ]
}

/** [CO2] Everything that keeps a PC from being watched as it should be, the most urgent first. */
export const reasonsOf = ({ device, health, driftMs, refusedFor, policyCurrent, version }: Judged): CoverageReason[] => {
  const { presence, display, capabilities, facts } = device
  const behind: CoverageReason[] = isOlder(facts?.agentVersion ?? '', version) ? ['agent-behind'] : []
  if (presence.state === 'silent') {
    const why = refusedFor === 'version-unsupported' ? 'version-unsupported' : presence.why
    return [why, ...behind]
  }
  const reasons: CoverageReason[] = [
    ...(display.state === 'waiting' ? [display.why] : []),
    ...ofHealth(health, capabilities.includes('health')),
    // An agent that tells how it does is new enough to lock, where it can.
    ...(capabilities.includes('health') && !capabilities.includes('lock') ? ['only-watched' as const] : []),
    ...(driftMs !== null && Math.abs(driftMs) > clockToleranceMs ? ['clock-off' as const] : []),
    ...(policyCurrent === false ? ['policy-behind' as const] : []),
    ...behind,
  ]
  return reasons.sort(byUrgency)
}
