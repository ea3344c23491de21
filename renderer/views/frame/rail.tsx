import {
  IconClipboardList,
  IconDeviceDesktop,
  IconLayoutGrid,
  IconPackageExport,
  IconSettings,
  IconUserCircle,
  IconUsers,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Role } from '#shared/model/staff'
import { railOf, type ViewName } from '../../state/views'
import classes from './frame.module.css'

const icons: Readonly<Record<ViewName, typeof IconUsers>> = {
  class: IconLayoutGrid,
  devices: IconDeviceDesktop,
  deploy: IconPackageExport,
  staff: IconUsers,
  settings: IconSettings,
  audit: IconClipboardList,
  account: IconUserCircle,
}

/** Only what this role may do. */
export const Rail = ({ role, view }: { readonly role: Role; readonly view: ViewName }) => {
  const { t } = useTranslation()
  return (
    <nav className={classes['rail']} aria-label={t('frame.rail')}>
      {railOf(role).map((name) => {
        const Icon = icons[name]
        return (
          <a key={name} href={`#/${name}`} className={classes['railLink']} aria-current={name === view ? 'page' : undefined}>
            <Icon size={18} stroke={1.75} aria-hidden="true" />
            {t(`view.${name}`)}
          </a>
        )
      })}
    </nav>
  )
}
