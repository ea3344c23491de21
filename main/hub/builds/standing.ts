import { type AgentBuild, type BuildWord, type DeviceUpdate, type RollOut } from '#shared/model/agent-build'
import type { LiveDevice } from '../presence/live-device'

export interface StandingParts {
  readonly rollOut: RollOut
  readonly build: AgentBuild
  readonly device: LiveDevice
  readonly chosen: boolean
  readonly heard: { readonly word: BuildWord; readonly at: number } | null
  /** Whether a lesson goes on in the PC's room. */
  readonly lesson: boolean
}

type Standing = Pick<DeviceUpdate, 'standing' | 'why' | 'detail' | 'at'>

const waiting = (standing: DeviceUpdate['standing']): Standing => ({ standing, why: null, detail: '', at: null })

/** [UP4] Whether it is for this PC's platform. An order to go back is for all; so is every build, of a PC that was never heard. */
export const concerns = ({ platform }: AgentBuild, { facts }: LiveDevice): boolean =>
  platform === '' || facts === null || platform === (facts.platform ?? 'linux-x64')

/** [UP5] Whether no PC takes both. */
export const goSeparateWays = (one: AgentBuild, other: AgentBuild): boolean =>
  one.platform !== '' && other.platform !== '' && one.platform !== other.platform

/** What keeps a PC from being changed now, unless the plan says that nothing does. */
export const hindrance = ({
  rollOut,
  device,
  lesson,
}: Pick<StandingParts, 'rollOut' | 'device' | 'lesson'>): 'lesson' | 'restricted' | null => {
  if (rollOut.inUse) return null
  if (lesson) return 'lesson'
  return device.restrictions.length > 0 || device.timeout.lock !== null ? 'restricted' : null
}

/**
 * [UP5, UP6] How a build stands for one PC. What it refused is tried again once the plan has changed since; what it went back from never is, as the
 * PC itself would not take it.
 */
export function standingOf(parts: StandingParts): Standing {
  const { rollOut, build, device, chosen, heard } = parts
  const over = heard !== null && (heard.word.state === 'refused' || heard.word.state === 'stopped') && heard.at < rollOut.changedAt
  if (heard !== null && !(over && rollOut.state === 'running'))
    return { standing: heard.word.state, why: heard.word.why, detail: heard.word.detail, at: heard.at }
  if (device.facts?.agentVersion === build.version) return waiting('current')
  if (!chosen) return waiting('later')
  if (device.presence.state === 'silent') return waiting('silent')
  if (!device.capabilities.includes('update')) return waiting('unsupported')
  return waiting(hindrance(parts) ?? 'queue')
}
