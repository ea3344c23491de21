import { MultiSelect, Skeleton, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BreachSharing } from '#shared/model/breach-review'
import { categories, categorySchema } from '#shared/policy/categories'
import { FailureNote } from '../../components/failure-note'
import { FormDialog } from '../../components/form-dialog'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'

const nothing = {}

const Fields = ({ kept, onClose }: { readonly kept: BreachSharing; readonly onClose: () => void }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('breach:share')
  const [sharing, setSharing] = useState(kept)
  const save = async (): Promise<void> => {
    if ((await run(sharing)) !== undefined) onClose()
  }
  return (
    <FormDialog
      opened
      title={t('breaches.sharing')}
      submit={t('settings.save')}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void save()}
    >
      <Text size="sm">{t('breaches.sharingMeaning')}</Text>
      <MultiSelect
        label={t('breaches.sharedCategories')}
        data={categories.map((value) => ({ value, label: t(`category.${value}`) }))}
        value={sharing.categories}
        comboboxProps={{ transitionProps: { duration: 100 } }}
        searchable
        onChange={(values) => {
          setSharing((before) => ({ ...before, categories: values.map((value) => categorySchema.parse(value)) }))
        }}
      />
      <Switch
        label={t('breaches.sharedPictures')}
        description={t('breaches.sharedPicturesHint')}
        checked={sharing.pictures}
        onChange={({ currentTarget: { checked } }) => {
          setSharing((before) => ({ ...before, pictures: checked }))
        }}
      />
    </FormDialog>
  )
}

/** Which concerns class teachers get. */
export const SharingDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { loaded, reload } = useAsked('breach:sharing', nothing)
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  return loaded.kind === 'loading' ? <Skeleton height={60} /> : <Fields kept={loaded.value} onClose={onClose} />
}
