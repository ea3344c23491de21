import { IconCircleCheck, IconEyeOff, IconTool, IconVolumeOff } from '@tabler/icons-react'
import type { CoverageState } from '#shared/model/coverage-reason'

const icons: Readonly<Record<CoverageState, typeof IconEyeOff>> = {
  silent: IconVolumeOff,
  blind: IconEyeOff,
  look: IconTool,
  fine: IconCircleCheck,
}

/** Each state has its own shape, so that colour is never all there is. */
export const StateIcon = ({ state, size = 16 }: { readonly state: CoverageState; readonly size?: number }) => {
  const Icon = icons[state]
  return <Icon size={size} data-state={state} aria-hidden="true" />
}
