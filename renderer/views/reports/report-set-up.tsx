import { Button, Switch, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReportSettings } from '#shared/model/report'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'

/** What stands on the papers, and whether the termly one is made by itself. */
export const ReportSetUp = ({ settings }: { readonly settings: ReportSettings }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('report:set-up')
  const [typed, setTyped] = useState(settings)
  const [saved, setSaved] = useState(settings)
  const changed = typed.scheduled !== saved.scheduled || typed.schoolName !== saved.schoolName
  const save = async (): Promise<void> => {
    if ((await run(typed)) !== undefined) setSaved(typed)
  }
  return (
    <form
      className={view['card']}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Title order={2} size="h4">
        {t('reports.setUp')}
      </Title>
      <TextInput
        label={t('reports.schoolName')}
        description={t('reports.schoolNameHint')}
        value={typed.schoolName}
        maxLength={120}
        onChange={(event) => {
          const schoolName = event.currentTarget.value
          setTyped((before) => ({ ...before, schoolName }))
        }}
      />
      <Switch
        label={t('reports.scheduled')}
        description={t('reports.scheduledHint')}
        checked={typed.scheduled}
        onChange={(event) => {
          const scheduled = event.currentTarget.checked
          setTyped((before) => ({ ...before, scheduled }))
        }}
      />
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <div>
        <Button type="submit" loading={busy} disabled={!linked || !changed}>
          {t('settings.save')}
        </Button>
        <span role="status"> {changed ? '' : t('settings.inForce')}</span>
      </div>
    </form>
  )
}
