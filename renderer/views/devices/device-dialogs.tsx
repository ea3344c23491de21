import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import { FormDialog } from '../../components/form-dialog'
import { NameDialog } from '../../components/name-dialog'
import { useDeed } from '../../components/use-deed'

interface DeviceDialogProps {
  /** Null when closed. */
  readonly device: DeviceView | null
  readonly onClose: () => void
}

const Rename = ({ device, onClose }: { readonly device: DeviceView; readonly onClose: () => void }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('device:rename')
  const rename = async (name: string): Promise<void> => {
    if ((await run({ deviceId: device.deviceId, name })) !== undefined) onClose()
  }
  return (
    <NameDialog
      present={device.name}
      label={t('devices.name')}
      longest={120}
      submit={t('devices.rename')}
      {...{ busy, failure, onClose }}
      onRename={(name) => void rename(name)}
    />
  )
}

const Revoke = ({ device, onClose }: { readonly device: DeviceView; readonly onClose: () => void }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('device:revoke')
  const submit = async (): Promise<void> => {
    if ((await run({ deviceId: device.deviceId })) !== undefined) onClose()
  }
  return (
    <FormDialog
      opened
      title={t('devices.revokeTitle', { name: device.name })}
      submit={t('devices.revokeYes')}
      danger
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text>{t('devices.revokeMeaning')}</Text>
    </FormDialog>
  )
}

export const RenameDialog = ({ device, onClose }: DeviceDialogProps) =>
  device === null ? null : <Rename key={device.deviceId} device={device} onClose={onClose} />

export const RevokeDialog = ({ device, onClose }: DeviceDialogProps) =>
  device === null ? null : <Revoke key={device.deviceId} device={device} onClose={onClose} />
