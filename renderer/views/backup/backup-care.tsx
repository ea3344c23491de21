import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackupHealth } from '#shared/model/backup'
import { useAsked } from '../../components/use-asked'

const nothing = {}
const wantsSomebody: readonly BackupHealth[] = ['unset', 'late', 'failed']

interface BackupCareProps {
  /** Looked at again whenever another page is opened. */
  readonly view: string
  readonly className: string | undefined
}

/** [BK6] Says beside the settings that there is no backup, or no new one: nobody opens that page to look. */
export const BackupCare = ({ view, className }: BackupCareProps) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('backup:read', nothing)
  useEffect(() => {
    void reload()
  }, [reload, view])
  if (loaded.kind !== 'ready' || !wantsSomebody.includes(loaded.value.health)) return null
  const words = t(`backup.health.${loaded.value.health}`)
  return (
    <span className={className} title={words}>
      <span aria-hidden="true">!</span>
      <span className="visually-hidden">{words}</span>
    </span>
  )
}
