import { Button, Menu } from '@mantine/core'
import { IconChevronDown, type TablerIcon } from '@tabler/icons-react'

interface ToolbarMenuTargetProps {
  readonly icon: TablerIcon
  readonly label: string
  readonly disabled: boolean
}

/** What opens a menu of the class toolbar. */
export const ToolbarMenuTarget = ({ icon: Icon, label, disabled }: ToolbarMenuTargetProps) => (
  <Menu.Target>
    <Button
      variant="default"
      px="sm"
      disabled={disabled}
      leftSection={<Icon size={18} aria-hidden="true" />}
      rightSection={<IconChevronDown size={16} aria-hidden="true" />}
    >
      {label}
    </Button>
  </Menu.Target>
)
