import { Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupMembers } from '#shared/model/device-register'
import { useAsked } from '../../components/use-asked'
import { groupsIn } from '../../state/register-list'

const everything = {}

/** Narrows to a group of the register; nothing where the school has none. */
export const GroupFilter = ({ onChoose }: { readonly onChoose: (among: ReadonlySet<string> | null) => void }) => {
  const { t } = useTranslation()
  const { loaded } = useAsked('device:list', everything)
  const [group, setGroup] = useState<string | null>(null)
  const entries = loaded.kind === 'ready' ? loaded.value : []
  const groups = groupsIn(entries)
  if (groups.length === 0) return null
  return (
    <Select
      label={t('coverage.group')}
      placeholder={t('coverage.anyGroup')}
      data={groups}
      value={group}
      clearable
      onChange={(next) => {
        setGroup(next)
        onChoose(next === null ? null : groupMembers(entries, next))
      }}
    />
  )
}
