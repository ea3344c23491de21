import {
  IconArchive,
  IconClock,
  IconClipboardList,
  IconDeviceDesktop,
  IconEye,
  IconEyeCheck,
  IconFlag,
  IconFolderHeart,
  IconHeartbeat,
  IconHeartHandshake,
  IconLayoutGrid,
  IconListCheck,
  IconPackageExport,
  IconListSearch,
  IconMessageCircleHeart,
  IconPackages,
  IconPower,
  IconReportAnalytics,
  IconRoute,
  IconWritingSign,
  IconSchool,
  IconSettings,
  IconShieldCheck,
  IconShieldLock,
  IconTimeline,
  IconUserCircle,
  IconUsers,
  IconWorld,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Role } from '#shared/model/staff'
import type { ApprovalCount } from '#shared/protocol/approval-calls'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import { railOf, type ViewName } from '../../state/views'
import { BackupCare } from '../backup/backup-care'
import classes from './frame.module.css'

const icons: Readonly<Record<ViewName, typeof IconUsers>> = {
  class: IconLayoutGrid,
  now: IconEye,
  timeline: IconTimeline,
  policies: IconListSearch,
  pupils: IconSchool,
  agreements: IconWritingSign,
  'pupil-reports': IconMessageCircleHeart,
  internet: IconWorld,
  scenes: IconListCheck,
  devices: IconDeviceDesktop,
  coverage: IconHeartbeat,
  inventory: IconPackages,
  breaches: IconHeartHandshake,
  incidents: IconFolderHeart,
  routes: IconRoute,
  flags: IconFlag,
  deploy: IconPackageExport,
  staff: IconUsers,
  timeouts: IconClock,
  power: IconPower,
  'self-tests': IconShieldCheck,
  settings: IconSettings,
  reports: IconReportAnalytics,
  oversight: IconEyeCheck,
  gate: IconShieldLock,
  records: IconArchive,
  audit: IconClipboardList,
  account: IconUserCircle,
}

/** How many concerns nobody has decided on; while presenting, nothing. */
const WaitingConcerns = () => {
  const { t } = useTranslation()
  const { breaches, presenting } = useConsole()
  const count = useStore(breaches.waiting)
  const hidden = useStore(presenting)
  if (count === 0 || hidden) return null
  return (
    <span className={classes['railCount']}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{t('breaches.waiting', { count })}</span>
    </span>
  )
}

/** How many flags nobody has looked at; while presenting, nothing. */
const UnseenFlags = () => {
  const { t } = useTranslation()
  const { flags, presenting } = useConsole()
  const count = useStore(flags.unseen)
  const hidden = useStore(presenting)
  if (count === 0 || hidden) return null
  return (
    <span className={classes['railCount']}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{t('flags.unseen', { count })}</span>
    </span>
  )
}

/** How many reports of pupils nobody has opened; while presenting, nothing. */
const WaitingReports = () => {
  const { t } = useTranslation()
  const { pupilReports, presenting } = useConsole()
  const count = useStore(pupilReports.waiting)
  const hidden = useStore(presenting)
  if (count === 0 || hidden) return null
  return (
    <span className={classes['railCount']}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{t('pupilReports.waiting', { count })}</span>
    </span>
  )
}

/** What waits for this person's decision on one of the pages; while presenting, nothing. */
const WaitingApprovals = ({ what }: { readonly what: keyof ApprovalCount }) => {
  const { t } = useTranslation()
  const { approvals, presenting } = useConsole()
  const count = useStore(approvals.waiting)[what]
  const hidden = useStore(presenting)
  if (count === 0 || hidden) return null
  return (
    <span className={classes['railCount']} title={t(`approvals.${what}`, { count })}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{t(`approvals.${what}`, { count })}</span>
    </span>
  )
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
            {name === 'breaches' && <WaitingConcerns />}
            {name === 'pupil-reports' && <WaitingReports />}
            {name === 'flags' && <UnseenFlags />}
            {name === 'policies' && <WaitingApprovals what="policies" />}
            {name === 'incidents' && <WaitingApprovals what="letters" />}
            {name === 'gate' && <WaitingApprovals what="gate" />}
            {name === 'settings' && <BackupCare view={view} className={classes['railCount']} />}
          </a>
        )
      })}
    </nav>
  )
}
