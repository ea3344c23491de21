import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type IncidentDetail, incidentTitleSchema } from '#shared/model/incident'
import { FormDialog } from '../../components/form-dialog'
import { useConsole } from '../../console'
import { PersonFields } from './open-incident-dialog'
import type { OpenIncident } from './use-incident'

interface DescribeButtonProps {
  readonly incident: IncidentDetail
  readonly open: OpenIncident
}

/** Changes what the incident is called, and whom it is about. */
export const DescribeButton = ({ incident, open }: DescribeButtonProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const [fields, setFields] = useState<{ title: string; person: string; personKind: IncidentDetail['personKind'] } | null>(null)
  const close = (): void => {
    setFields(null)
  }
  const save = async (): Promise<void> => {
    if (fields === null) return
    const person = fields.person.trim() === '' ? null : fields.person
    if (await open.take(link.ask('incident:describe', { incidentId: incident.incidentId, ...fields, person }))) close()
  }
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => {
          setFields({ title: incident.title, person: incident.person ?? '', personKind: incident.personKind })
        }}
      >
        {t('incidents.describe')}
      </Button>
      {fields !== null && (
        <FormDialog
          opened
          title={t('incidents.describe')}
          submit={t('settings.save')}
          ready={incidentTitleSchema.safeParse(fields.title).success}
          busy={open.busy}
          failure={open.failure}
          onClose={close}
          onSubmit={() => void save()}
        >
          <PersonFields
            {...fields}
            onChange={(part) => {
              setFields((before) => (before === null ? null : { ...before, ...part }))
            }}
          />
        </FormDialog>
      )}
    </>
  )
}
