import { Button, Select } from '@mantine/core'
import { IconFilePlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ReportKind, reportKinds } from '#shared/model/report'
import { type Term, termWords } from '#shared/model/school-term'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'

interface MakeReportProps {
  /** The running one first. */
  readonly terms: readonly Term[]
  readonly onMade: () => void
}

/** Which report, of which term. */
export const MakeReport = ({ terms, onMade }: MakeReportProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('report:make')
  const [kind, setKind] = useState<ReportKind>('governors')
  const [term, setTerm] = useState<Term | null>(terms[0] ?? null)
  const make = async (): Promise<void> => {
    if ((await run({ kind, term: kind === 'governors' ? term : null })) !== undefined) onMade()
  }
  return (
    <form
      className={view['form']}
      aria-label={t('reports.make')}
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <Select
        label={t('reports.what')}
        description={t(`reports.kindHint.${kind}`)}
        w={360}
        data={reportKinds.map((value) => ({ value, label: t(`reports.kind.${value}`) }))}
        value={kind}
        allowDeselect={false}
        onChange={(value) => {
          const chosen = reportKinds.find((one) => one === value)
          if (chosen !== undefined) setKind(chosen)
        }}
      />
      {kind === 'governors' && (
        <Select
          label={t('reports.term')}
          data={terms.map((value, at) => ({
            value,
            label: at === 0 ? t('reports.running', { term: termWords(value) }) : termWords(value),
          }))}
          value={term}
          allowDeselect={false}
          w={240}
          onChange={setTerm}
        />
      )}
      <Button type="submit" leftSection={<IconFilePlus size={16} aria-hidden="true" />} loading={busy} disabled={!linked}>
        {t('reports.make')}
      </Button>
      <span role="status">{busy ? t('reports.making') : ''}</span>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </form>
  )
}
