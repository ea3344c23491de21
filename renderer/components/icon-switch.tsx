import { ActionIcon } from '@mantine/core'
import type { TablerIcon } from '@tabler/icons-react'

interface IconSwitchProps {
  readonly icon: TablerIcon
  /** What a click does. */
  readonly label: string
  readonly onSwitch: () => void
}

/** A button without words that turns something on or off. */
export const IconSwitch = ({ icon: Icon, label, onSwitch }: IconSwitchProps) => (
  <ActionIcon variant="default" size="lg" aria-label={label} title={label} onClick={onSwitch}>
    <Icon size={18} aria-hidden="true" />
  </ActionIcon>
)
