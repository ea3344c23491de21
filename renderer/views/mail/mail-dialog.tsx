import { Modal, Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { MailForm } from './mail-form'

const nothing = {}

/** The e-mail settings, for those who have no page of settings. */
export const MailDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation()
  return (
    <Modal opened onClose={onClose} size="lg" title={t('mail.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <MailPanel />
    </Modal>
  )
}

export const MailPanel = () => {
  const { loaded, reload } = useAsked('mail:read', nothing)
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  if (loaded.kind === 'loading') return <Skeleton height={240} />
  return <MailForm {...loaded.value} onSaved={() => void reload()} />
}
