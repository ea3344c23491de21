import { Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readRoster } from '#shared/model/roster-csv'
import { FormDialog } from '../../components/form-dialog'
import { TableText } from '../../components/table-text'
import { type Deed, useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { uploadText } from '../../link/list-text'
import classes from '../policies/policies.module.css'

const shownFaults = 500

/** Pupils from a spreadsheet or the school's own system: one a line. */
export const ImportDialog = ({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const { busy, failure, run } = useDeed('pupil:import')
  const [unsent, setUnsent] = useState<Deed<'table:upload'>['failure']>(null)
  const [text, setText] = useState('')
  const { pupils, faults } = readRoster(text)
  const submit = async (): Promise<void> => {
    const uploadId = await uploadText(link, 'table:upload', text)
    setUnsent(typeof uploadId === 'string' ? null : uploadId)
    if (typeof uploadId === 'string' && (await run({ uploadId })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('pupils.add')}
      submit={t('pupils.addYes', { count: pupils.length })}
      ready={pupils.length > 0 && faults.every(({ why }) => why !== 'quote')}
      busy={busy}
      failure={unsent ?? failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <TableText
        label={t('pupils.lines')}
        description={t('pupils.linesHint')}
        placeholder={'aisha.khan, Aisha Khan, Year 7, 7B | Chess club'}
        value={text}
        onChange={setText}
      />
      {faults.length > 0 && (
        <div role="alert">
          <Text size="sm" fw={650}>
            {t('pupils.faults', { count: faults.length })}
          </Text>
          <ul className={classes['faults']}>
            {faults.slice(0, shownFaults).map(({ line, why }) => (
              <li key={line}>{t('pupils.fault', { line, why: t(`pupils.faultWhy.${why}`) })}</li>
            ))}
          </ul>
        </div>
      )}
    </FormDialog>
  )
}
