import { IconLogout, IconPower, IconRotateClockwise } from '@tabler/icons-react'

export const powerIcons = { 'log-off': IconLogout, restart: IconRotateClockwise, 'shut-down': IconPower } as const
