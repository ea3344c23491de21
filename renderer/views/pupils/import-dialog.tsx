import { FileButton, Button, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mostPupilsSent } from '#shared/model/pupil-record'
import { readRoster } from '#shared/model/roster-csv'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import classes from '../policies/policies.module.css'

const shownFaults = 20

/** Pupils from a spreadsheet or the school's own system: one a line. */
export const ImportDialog = ({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('pupil:put')
  const [text, setText] = useState('')
  const { pupils, faults } = readRoster(text)
  const submit = async (): Promise<void> => {
    for (let from = 0; from < pupils.length; from += mostPupilsSent) {
      if ((await run({ pupils: pupils.slice(from, from + mostPupilsSent) })) === undefined) return
    }
    onDone()
  }
  return (
    <FormDialog
      opened
      title={t('pupils.add')}
      submit={t('pupils.addYes', { count: pupils.length })}
      ready={pupils.length > 0}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Textarea
        label={t('pupils.lines')}
        description={t('pupils.linesHint')}
        placeholder={'aisha.khan, Aisha Khan, Year 7, 7B | Chess club'}
        autosize
        minRows={6}
        maxRows={12}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
        }}
      />
      <div>
        <FileButton
          accept=".csv,.txt,.tsv"
          onChange={(file) => {
            if (file !== null) void file.text().then(setText)
          }}
        >
          {(props) => (
            <Button variant="default" size="xs" {...props}>
              {t('pupils.fromFile')}
            </Button>
          )}
        </FileButton>
      </div>
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
