import {
  IconAppWindow,
  IconArrowBackUp,
  IconBrowserX,
  IconCircleX,
  IconCpuOff,
  IconClockExclamation,
  IconDatabaseExclamation,
  IconFolderOff,
  IconHistoryOff,
  IconLockOpen,
  IconPhotoOff,
  IconPlayerStop,
  IconPlugConnectedX,
  IconShieldX,
} from '@tabler/icons-react'
import type { TamperKind } from '#shared/model/outbox'

const icons: Readonly<Record<TamperKind, typeof IconPlayerStop>> = {
  'agent-stopped': IconPlayerStop,
  'agent-killed': IconCircleX,
  'clock-moved': IconClockExclamation,
  'link-lost': IconPlugConnectedX,
  'disk-full': IconDatabaseExclamation,
  'capture-blocked': IconPhotoOff,
  'lock-broken': IconLockOpen,
  'history-dropped': IconHistoryOff,
  'browser-unwatched': IconBrowserX,
  'application-stopped': IconAppWindow,
  'program-elsewhere': IconFolderOff,
  'hub-restored': IconArrowBackUp,
  'self-test-failed': IconShieldX,
  'hardware-missing': IconCpuOff,
}

/** The picture for what happened; its words always stand beside it. */
export const FlagIcon = ({ kind, size = 18 }: { readonly kind: TamperKind; readonly size?: number }) => {
  const Icon = icons[kind]
  return <Icon size={size} stroke={1.75} aria-hidden="true" />
}
