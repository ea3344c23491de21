import { Button, Group, Skeleton, Table, Text, TextInput, Title } from '@mantine/core'
import { IconPlus, IconSchool } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PupilRecord } from '#shared/model/pupil-record'
import type { Role } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { NoticePage } from '../../components/notice-page'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { mayCall } from '../../state/views'
import { useScopeText } from '../policies/scope-text'
import view from '../view.module.css'
import { ImportDialog } from './import-dialog'

const everybody = {}
const shownRows = 200

interface PupilRowProps {
  readonly pupil: PupilRecord
  readonly mayChange: boolean
  readonly onRemoved: () => void
}

const PupilRow = ({ pupil: { userName, displayName, yearGroup, groups }, mayChange, onRemoved }: PupilRowProps) => {
  const { t } = useTranslation()
  const text = useScopeText()
  const { busy, failure, run } = useDeed('pupil:remove')
  const remove = async (): Promise<void> => {
    if ((await run({ userNames: [userName] })) !== undefined) onRemoved()
  }
  return (
    <Table.Tr>
      <Table.Td>{displayName}</Table.Td>
      <Table.Td>{userName}</Table.Td>
      <Table.Td>{yearGroup === null ? t('pupils.noYear') : text.year(yearGroup)}</Table.Td>
      <Table.Td>{groups.join(', ')}</Table.Td>
      <Table.Td ta="right">
        {mayChange && (
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            aria-label={t('pupils.removeLabel', { pupil: displayName })}
            onClick={() => void remove()}
          >
            {t('policies.remove')}
          </Button>
        )}
        {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      </Table.Td>
    </Table.Tr>
  )
}

/** Which pupils there are, in which years and groups: policies differ by them. */
export const PupilsView = ({ role }: { readonly role: Role }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('pupil:list', everybody)
  const [adding, setAdding] = useState(false)
  const [filter, setFilter] = useState('')
  const mayChange = mayCall(role, 'pupil:put')
  const all = loaded.kind === 'ready' ? loaded.value : []
  const wanted = filter.trim().toLowerCase()
  const shown = all.filter(({ userName, displayName, groups }) =>
    [userName, displayName, ...groups].some((word) => word.toLowerCase().includes(wanted)),
  )
  const add = mayChange && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden="true" />}
      onClick={() => {
        setAdding(true)
      }}
    >
      {t('pupils.add')}
    </Button>
  )
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.pupils')}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('view.pupils')}
        </Title>
        {all.length > 0 && add}
      </Group>
      {loaded.kind === 'loading' && <Skeleton height={240} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && all.length === 0 && (
        <NoticePage icon={<IconSchool size={40} />} title={t('pupils.none')} action={add}>
          {t('pupils.noneDetail')}
        </NoticePage>
      )}
      {all.length > 0 && (
        <>
          <TextInput
            className={view['filter'] ?? ''}
            label={t('pupils.filter')}
            value={filter}
            onChange={(event) => {
              setFilter(event.currentTarget.value)
            }}
          />
          <ListTable columns={[t('pupils.name'), t('pupils.userName'), t('pupils.year'), t('pupils.groups')]} actions verticalSpacing={6}>
            {shown.slice(0, shownRows).map((pupil) => (
              <PupilRow key={pupil.userName} pupil={pupil} mayChange={mayChange} onRemoved={() => void reload()} />
            ))}
          </ListTable>
          <Text size="sm" c="dimmed">
            {t('pupils.shown', { shown: Math.min(shown.length, shownRows), count: all.length })}
          </Text>
        </>
      )}
      {adding && (
        <ImportDialog
          onClose={() => {
            setAdding(false)
          }}
          onDone={() => {
            setAdding(false)
            void reload()
          }}
        />
      )}
    </section>
  )
}
