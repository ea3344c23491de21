import { Checkbox, Text } from '@mantine/core'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room } from '#shared/model/device'
import { type DevicePlan, planDevices } from '#shared/model/device-csv'
import type { RegisterEntry } from '#shared/model/device-register'
import { FormDialog } from '../../components/form-dialog'
import { TableText } from '../../components/table-text'
import { type Deed, useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { uploadText } from '../../link/list-text'
import classes from './devices.module.css'

const shownLines = 500

const Preview = ({ plan }: { readonly plan: DevicePlan }) => {
  const { t } = useTranslation()
  const { faults, changes, same, newRooms, ignored } = plan
  return (
    <>
      {faults.length > 0 && (
        <div role="alert">
          <Text size="sm" fw={650}>
            {t('register.faults', { count: faults.length })}
          </Text>
          <div className={classes['preview']} role="region" aria-label={t('register.faultList')} tabIndex={0}>
            <ul>
              {faults.slice(0, shownLines).map(({ line, why, words }) => (
                <li key={`${line} ${why}`} data-twice>
                  {t('register.fault', { line, why: t(`deviceFault.${why}`, { words }) })}
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      {ignored.length > 0 && <Text size="sm">{t('register.ignored', { count: ignored.length, heads: ignored.join(', ') })}</Text>}
      {newRooms.length > 0 && <Text size="sm">{t('register.newRooms', { count: newRooms.length, names: newRooms.join(', ') })}</Text>}
      {changes.length > 0 && (
        <div className={classes['preview']} role="region" aria-label={t('register.changeList')} tabIndex={0}>
          <ul>
            {changes.slice(0, shownLines).map(({ line, name, roomName, what }) => (
              <li key={line}>
                <strong>{name}</strong> ({roomName}): {what.map((kind) => t(`deviceChange.${kind}`)).join(', ')}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Text size="sm" c="dimmed">
        {t('register.planned', { count: changes.length, same })}
      </Text>
    </>
  )
}

interface DeviceImportDialogProps {
  readonly rooms: readonly Room[]
  readonly entries: readonly RegisterEntry[]
  readonly onClose: () => void
  readonly onDone: () => void
}

/** A table of PCs: what it would do is shown first, and then all of it is written or nothing. */
export const DeviceImportDialog = ({ rooms, entries, onClose, onDone }: DeviceImportDialogProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const { busy, failure, run } = useDeed('device:import')
  const [unsent, setUnsent] = useState<Deed<'table:upload'>['failure']>(null)
  const [text, setText] = useState('')
  const [leaveOut, setLeaveOut] = useState(false)
  const read = useDeferredValue(text)
  const plan = useMemo(() => (read.trim() === '' ? null : planDevices(read, { rooms, entries })), [read, rooms, entries])
  const faults = plan?.faults ?? []
  const hopeless = faults.some(({ why }) => why === 'quote' || why === 'heads' || why === 'too-many')
  const count = plan?.changes.length ?? 0
  const submit = async (): Promise<void> => {
    const uploadId = await uploadText(link, 'table:upload', text)
    setUnsent(typeof uploadId === 'string' ? null : uploadId)
    if (typeof uploadId === 'string' && (await run({ uploadId, leaveOut })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('register.importTitle')}
      submit={t('register.importYes', { count })}
      ready={read === text && count > 0 && !hopeless && (faults.length === 0 || leaveOut)}
      busy={busy}
      failure={unsent ?? failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <TableText
        label={t('register.lines')}
        description={t('register.linesHint')}
        placeholder={'name, room, seat, asset tag, groups\nlab2-07, Lab 2, B3, T-0107, Laptops | Library'}
        value={text}
        onChange={(next) => {
          setText(next)
          setLeaveOut(false)
        }}
      />
      {plan !== null && <Preview plan={plan} />}
      {faults.length > 0 && !hopeless && (
        <Checkbox
          label={t('register.leaveOut', { count: faults.length })}
          checked={leaveOut}
          onChange={(event) => {
            setLeaveOut(event.currentTarget.checked)
          }}
        />
      )}
    </FormDialog>
  )
}
