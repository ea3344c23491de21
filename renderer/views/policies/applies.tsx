import { Autocomplete, Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppliedPolicy } from '#shared/model/policy-view'
import type { PupilRecord } from '#shared/model/pupil-record'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { Applied } from './applied'

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
