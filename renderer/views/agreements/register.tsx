import { Badge, Button, Group, Select, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AgreementEntry, type AgreementStanding, agreementStandings, schoolYearWords } from '#shared/model/agreement'
import { registerCsv } from '#shared/model/agreement-csv'
import { FailureNote } from '../../components/failure-note'
import { FormDialog } from '../../components/form-dialog'
import { ListTable } from '../../components/list-table'
import { saveFile } from '../../components/save-file'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { exactTime } from '../../state/time-words'
import { useScopeText } from '../policies/scope-text'

const shownRows = 200
const years = Array.from({ length: 14 }, (_none, year) => year)
const colours: Readonly<Record<AgreementStanding, string>> = {
  agreed: 'teal',
  declined: 'red',
  unasked: 'orange',
  waiting: 'gray',
  none: 'gray',
}

interface ParentDialogProps {
  readonly entry: AgreementEntry
  readonly onClose: () => void
  readonly onDone: () => void
}

const ParentDialog = ({ entry: { userName, displayName }, onClose, onDone }: ParentDialogProps) => {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const { busy, failure, run } = useDeed('agreement:parent')
  const submit = async (): Promise<void> => {
    if ((await run({ userName, note: note.trim() })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('agreements.parentOf', { who: displayName || userName })}
      submit={t('agreements.record')}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <TextInput
        label={t('agreements.parentHow')}
        description={t('agreements.parentHint')}
        maxLength={200}
        value={note}
        onChange={({ currentTarget }) => {
          setNote(currentTarget.value)
        }}
      />
    </FormDialog>
  )
}

const EntryRow = ({
  entry,
  onParent,
  onChanged,
}: {
  readonly entry: AgreementEntry
  readonly onParent: () => void
  readonly onChanged: () => void
}) => {
  const { t } = useTranslation()
  const text = useScopeText()
  const { busy, failure, run } = useDeed('agreement:parent')
  const { userName, displayName, yearGroup, standing, at, version, parent } = entry
  const takeBack = async (): Promise<void> => {
    if ((await run({ userName, note: null })) !== undefined) onChanged()
  }
  return (
    <Table.Tr>
      <Table.Th scope="row">{displayName || userName}</Table.Th>
      <Table.Td>{yearGroup === null ? t('pupils.noYear') : text.year(yearGroup)}</Table.Td>
      <Table.Td>
        <Badge variant="light" color={colours[standing]} tt="none">
          {t(`agreementStanding.${standing}`)}
        </Badge>
        {at !== null && version !== null && (
          <Text size="xs" c="dimmed">
            {t('agreements.answered', { time: exactTime(at), version })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {parent !== null && (
          <Text size="sm">
            {t('agreements.signed', { time: exactTime(parent.at), who: parent.recordedBy })}
            {parent.note !== '' && ` ${parent.note}`}
          </Text>
        )}
        {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      </Table.Td>
      <Table.Td ta="right">
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          aria-label={t(parent === null ? 'agreements.recordFor' : 'agreements.takeBackFor', { who: displayName || userName })}
          onClick={() => {
            if (parent === null) onParent()
            else void takeBack()
          }}
        >
          {t(parent === null ? 'agreements.record' : 'agreements.takeBack')}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

/** Who has agreed this school year, whose parents have signed, and the same as a file. */
export const Register = () => {
  const { t } = useTranslation()
  const words = useScopeText()
  const [yearGroup, setYearGroup] = useState<number | null>(null)
  const [standing, setStanding] = useState<AgreementStanding | null>(null)
  const [text, setText] = useState('')
  const [signing, setSigning] = useState<AgreementEntry | null>(null)
  const narrowed = useMemo(() => ({ yearGroup, standing }), [yearGroup, standing])
  const { loaded, reload } = useAsked('agreement:register', narrowed)
  const exporting = useDeed('agreement:register')
  const wanted = text.trim().toLowerCase()
  const all = loaded.kind === 'ready' ? loaded.value.entries : []
  const shown = all.filter(({ userName, displayName }) => `${userName}\n${displayName}`.toLowerCase().includes(wanted))
  const save = async (): Promise<void> => {
    const whole = await exporting.run({ ...narrowed, text, export: true })
    if (whole === undefined) return
    const { schoolYear, entries } = whole.value
    saveFile(registerCsv(schoolYear, entries), `acceptable-use-${schoolYearWords(schoolYear).replace('/', '-')}.csv`, 'text/csv')
  }
  return (
    <Stack gap="md">
      <Group align="end">
        <TextInput
          label={t('agreements.search')}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value)
          }}
        />
        <Select
          label={t('pupils.year')}
          placeholder={t('agreements.everyYear')}
          clearable
          comboboxProps={{ transitionProps: { duration: 100 } }}
          data={years.map((year) => ({ value: String(year), label: words.year(year) }))}
          value={yearGroup === null ? null : String(yearGroup)}
          onChange={(year) => {
            setYearGroup(year === null ? null : Number(year))
          }}
        />
        <Select
          label={t('agreements.standing')}
          placeholder={t('agreements.everyStanding')}
          clearable
          comboboxProps={{ transitionProps: { duration: 100 } }}
          data={agreementStandings.map((value) => ({ value, label: t(`agreementStanding.${value}`) }))}
          value={standing}
          onChange={(value) => {
            setStanding(agreementStandings.find((one) => one === value) ?? null)
          }}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          loading={exporting.busy}
          disabled={shown.length === 0}
          onClick={() => void save()}
        >
          {t('agreements.export')}
        </Button>
      </Group>
      {exporting.failure !== null && <FailureNote code={exporting.failure.code} detail={exporting.failure.detail} />}
      {loaded.kind === 'loading' && <Skeleton height={240} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && (
        <>
          <Text size="sm" c="dimmed">
            {t('agreements.shown', {
              shown: Math.min(shown.length, shownRows),
              count: all.length,
              year: schoolYearWords(loaded.value.schoolYear),
            })}
          </Text>
          {shown.length > 0 && (
            <ListTable
              columns={[t('agreements.pupil'), t('pupils.year'), t('agreements.standing'), t('agreements.parent')]}
              actions
              verticalSpacing={6}
            >
              {shown.slice(0, shownRows).map((entry) => (
                <EntryRow
                  key={entry.userName}
                  entry={entry}
                  onParent={() => {
                    setSigning(entry)
                  }}
                  onChanged={() => void reload()}
                />
              ))}
            </ListTable>
          )}
        </>
      )}
      {signing !== null && (
        <ParentDialog
          entry={signing}
          onClose={() => {
            setSigning(null)
          }}
          onDone={() => {
            setSigning(null)
            void reload()
          }}
        />
      )}
    </Stack>
  )
}
