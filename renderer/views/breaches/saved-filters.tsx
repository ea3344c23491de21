import { Button, Menu, Text, TextInput } from '@mantine/core'
import { IconBookmark } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SavedFilter } from '#shared/model/incident'
import { FormDialog } from '../../components/form-dialog'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'

const nothing = {}

interface SavedFiltersProps {
  /** What the list is narrowed to now. */
  readonly saved: SavedFilter['saved']
  readonly onTake: (saved: SavedFilter['saved']) => void
}

/** The filters this person keeps for this list: taken up, kept, forgotten. */
export const SavedFilters = ({ saved, onTake }: SavedFiltersProps) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('filter:list', nothing)
  const { busy, failure, run } = useDeed('filter:save')
  const forget = useDeed('filter:delete')
  const [name, setName] = useState<string | null>(null)
  const own = (loaded.kind === 'ready' ? loaded.value : []).filter((one) => one.saved.of === saved.of)
  const save = async (): Promise<void> => {
    if ((await run({ name: (name ?? '').trim(), saved })) === undefined) return
    setName(null)
    await reload()
  }
  return (
    <>
      <Menu position="bottom-end" transitionProps={{ duration: 100 }}>
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconBookmark size={14} aria-hidden="true" />}>
            {t('filters.title')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {own.length === 0 && (
            <Text size="sm" px="sm" py={4}>
              {t('filters.none')}
            </Text>
          )}
          {own.map((one) => (
            <Menu.Item
              key={one.filterId}
              onClick={() => {
                onTake(one.saved)
              }}
            >
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            onClick={() => {
              setName('')
            }}
          >
            {t('filters.keep')}
          </Menu.Item>
          {own.map(({ filterId, name: kept }) => (
            <Menu.Item key={filterId} onClick={() => void forget.run({ filterId }).then(reload)}>
              {t('filters.forget', { name: kept })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {name !== null && (
        <FormDialog
          opened
          title={t('filters.keep')}
          submit={t('settings.save')}
          ready={name.trim() !== ''}
          busy={busy}
          failure={failure}
          onClose={() => {
            setName(null)
          }}
          onSubmit={() => void save()}
        >
          <TextInput
            label={t('filters.name')}
            description={t('filters.nameHint')}
            maxLength={60}
            data-autofocus
            value={name}
            onChange={({ currentTarget: { value } }) => {
              setName(value)
            }}
          />
        </FormDialog>
      )}
    </>
  )
}
