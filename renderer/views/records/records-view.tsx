import { Skeleton, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Role } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import view from '../view.module.css'
import { Holds } from './holds'
import { RetentionTable } from './retention-table'

const nothing = {}

/** What is kept and until when: what goes next, and what is held against that. */
export const RecordsView = ({ role }: { readonly role: Role }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('retention:preview', nothing)
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.records')}>
      <Title order={1} size="h3">
        {t('view.records')}
      </Title>
      <Text c="dimmed">{t('records.intro')}</Text>
      {loaded.kind === 'loading' && <Skeleton height={260} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && <RetentionTable preview={loaded.value} />}
      <Holds role={role} onChanged={() => void reload()} />
    </section>
  )
}
