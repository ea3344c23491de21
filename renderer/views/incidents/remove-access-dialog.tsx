import { NumberInput, Skeleton, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '#shared/model/incident'
import { longestPupilLeaseDays } from '#shared/model/internet'
import type { RouteBook } from '#shared/model/route'
import { FailureNote } from '../../components/failure-note'
import { FormDialog } from '../../components/form-dialog'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import type { OpenIncident } from './use-incident'

interface RemoveAccessDialogProps {
  readonly incident: IncidentDetail
  readonly actionId: string
  readonly open: OpenIncident
  readonly onClose: () => void
}

const nothing = {}

const Fields = ({ incident, actionId, open, onClose, routes }: RemoveAccessDialogProps & { readonly routes: RouteBook }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const [days, setDays] = useState(5)
  const [sites, setSites] = useState(routes.coursework.join('\n'))
  const [reason, setReason] = useState('')
  const [orderId] = useState(() => crypto.randomUUID())
  const submit = async (): Promise<void> => {
    const exceptions = sites
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    const order = { incidentId: incident.incidentId, actionId, orderId, days, exceptions, reason: reason.trim() }
    if (await open.take(link.ask('incident:remove-access', order))) onClose()
  }
  return (
    <FormDialog
      opened
      title={t('incidents.removeAccessTitle', { who: incident.displayName ?? incident.person ?? '' })}
      submit={t('incidents.removeAccess')}
      ready={reason.trim() !== ''}
      busy={open.busy}
      failure={open.failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm">{t('incidents.removeAccessMeaning')}</Text>
      <NumberInput
        label={t('incidents.days')}
        min={1}
        max={longestPupilLeaseDays}
        allowDecimal={false}
        clampBehavior="strict"
        value={days}
        onChange={(value) => {
          setDays(typeof value === 'number' ? Math.max(1, value) : 1)
        }}
      />
      <Textarea
        label={t('incidents.coursework')}
        description={t('incidents.courseworkHint')}
        autosize
        minRows={2}
        maxRows={6}
        value={sites}
        onChange={({ currentTarget: { value } }) => {
          setSites(value)
        }}
      />
      <TextInput
        label={t('incidents.pupilReads')}
        maxLength={200}
        value={reason}
        onChange={({ currentTarget: { value } }) => {
          setReason(value)
        }}
      />
    </FormDialog>
  )
}

/** Takes a pupil's internet away for some days, with the sites of coursework left open. */
export const RemoveAccessDialog = (props: RemoveAccessDialogProps) => {
  const { loaded, reload } = useAsked('route:read', nothing)
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  return loaded.kind === 'loading' ? <Skeleton height={40} /> : <Fields {...props} routes={loaded.value} />
}
