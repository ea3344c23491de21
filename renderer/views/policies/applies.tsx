import { Autocomplete, Button, Group, Stack, Table, Text, Title } from '@mantine/core'
import { IconCircleCheck, IconCircleOff, IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppliedPolicy } from '#shared/model/policy-view'
import type { PupilRecord } from '#shared/model/pupil-record'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useDeed } from '../../components/use-deed'
import { exactTime } from '../../state/time-words'
import view from '../view.module.css'
import { useScopeText } from './scope-text'

const icons = { locked: IconLock, on: IconCircleCheck, off: IconCircleOff } as const

const Applied = ({ applied }: { readonly applied: AppliedPolicy }) => {
  const { t } = useTranslation()
  const text = useScopeText()
  const { pupil, displayName, onRoster, packs, terms, exceptions, acts, typedText, at } = applied
  const groups = [...(pupil.yearGroup === null ? [] : [text.year(pupil.yearGroup)]), ...pupil.groups].join(', ')
  return (
    <Stack gap="sm" component="section" aria-label={t('policies.appliesTo', { pupil: displayName === '' ? pupil.userName : displayName })}>
      <div>
        <Title order={2} size="h4">
          {displayName === '' ? pupil.userName : displayName}
        </Title>
        <Text size="sm" c="dimmed">
          {onRoster
            ? t('policies.appliesAt', { groups: groups === '' ? t('policies.noGroups') : groups, at: exactTime(at) })
            : t('policies.notOnRoster')}
        </Text>
      </div>
      <ListTable columns={[t('policies.pack'), t('policies.now'), t('policies.whyNow')]} verticalSpacing={6}>
        {packs.map(({ target, title, on, why, limit, setBy }) => {
          const Icon = why === 'locked' ? icons.locked : on ? icons.on : icons.off
          return (
            <Table.Tr key={target}>
              <Table.Td>{title}</Table.Td>
              <Table.Td>
                <span className={view['withIcon']}>
                  <Icon size={16} aria-hidden="true" />
                  {on ? t('policies.isOn') : t('policies.isOff')}
                </span>
              </Table.Td>
              <Table.Td>
                {why === 'limit' ? text.limitAsReason(limit) : t(`policies.whyOf.${why}`)}
                {setBy !== null && (
                  <Text size="sm" c="dimmed">
                    {t('policies.setBy', { who: setBy.displayName, when: exactTime(setBy.at), reason: setBy.reason })}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          )
        })}
      </ListTable>
      <Text size="sm">
        {t('policies.appliesRest', { terms: terms.length, exceptions: exceptions.length, acts: acts.length })}{' '}
        {typedText ? t('policies.typedOn') : t('policies.typedOff')}
      </Text>
    </Stack>
  )
}

/** What holds for one pupil at this moment, and why. */
export const Applies = ({ roster }: { readonly roster: readonly PupilRecord[] }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('policy:applies')
  const [pupil, setPupil] = useState('')
  const [applied, setApplied] = useState<AppliedPolicy | null>(null)
  const look = async (): Promise<void> => {
    const found = await run({ pupil: pupil.trim() })
    if (found !== undefined) setApplied(found.value)
  }
  return (
    <Stack gap="md">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (pupil.trim() !== '') void look()
        }}
      >
        <Group align="end">
          <Autocomplete
            label={t('policies.pupil')}
            description={t('policies.pupilHint')}
            data={roster.map(({ userName }) => userName)}
            limit={20}
            w={320}
            value={pupil}
            onChange={setPupil}
            comboboxProps={{ withinPortal: false }}
          />
          <Button type="submit" loading={busy} disabled={pupil.trim() === ''}>
            {t('policies.lookUp')}
          </Button>
        </Group>
      </form>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      {applied !== null && <Applied applied={applied} />}
    </Stack>
  )
}
