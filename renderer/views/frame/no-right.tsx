import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Role } from '#shared/model/staff'
import { NoticePage } from '../../components/notice-page'

/** A view somebody reached who may not see it: says who may. */
export const NoRight = ({ roles }: { readonly roles: readonly Role[] }) => {
  const { t } = useTranslation()
  return (
    <NoticePage whole icon={<IconLock size={40} />} title={t('noRight.title')}>
      {t('noRight.detail', { who: roles.map((role) => t(`roleArticle.${role}`)).join(t('common.or')) })}
    </NoticePage>
  )
}
