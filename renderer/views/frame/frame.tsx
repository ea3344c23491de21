import { Alert } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsoleBridge } from '#shared/bridge'
import type { StaffSession } from '#shared/protocol/staff-calls'
import { Lasting } from '../../components/ago'
import { useConsole } from '../../console'
import { IdleWatch, watchInput } from '../../link/idle-watch'
import { railOf, viewOf, type ViewName, viewRoles } from '../../state/views'
import { useStore } from '../../state/use-store'
import { AccountView } from '../account/account-view'
import { AgreementsView } from '../agreements/agreements-view'
import { AuditView } from '../audit/audit-view'
import { BreachAnnouncer } from '../breaches/breach-announcer'
import { BreachesView } from '../breaches/breaches-view'
import { ClassView } from '../class/class-view'
import { CoverageView } from '../coverage/coverage-view'
import { DeployView } from '../deploy/deploy-view'
import { DevicesView } from '../devices/devices-view'
import { FlagAnnouncer } from '../flags/flag-announcer'
import { FlagsView } from '../flags/flags-view'
import { GateView } from '../gate/gate-view'
import { IncidentsView } from '../incidents/incidents-view'
import { InventoryView } from '../inventory/inventory-view'
import { InternetView } from '../internet/internet-view'
import { RoutesView } from '../routes/routes-view'
import { ScenesView } from '../scenes/scenes-view'
import { UpdateNotice } from '../console-update/update-notice'
import { HandOverNotice } from '../lesson/hand-over-notice'
import { NowView } from '../now/now-view'
import { OversightView } from '../oversight/oversight-view'
import { PoliciesView } from '../policies/policies-view'
import { PowerView } from '../power/power-view'
import { PupilReportsView } from '../pupil-reports/pupil-reports-view'
import { ReportAnnouncer } from '../pupil-reports/report-announcer'
import { PupilsView } from '../pupils/pupils-view'
import { RecordsView } from '../records/records-view'
import { ReportsView } from '../reports/reports-view'
import { SelfTestsView } from '../self-tests/self-tests-view'
import { SettingsView } from '../settings/settings-view'
import { StaffView } from '../staff/staff-view'
import { TimelineView } from '../timeline/timeline-view'
import { TimeoutsView } from '../timeouts/timeouts-view'
import classes from './frame.module.css'
import { Header } from './header'
import { NoRight } from './no-right'
import { Rail } from './rail'
import { useRooms } from './use-rooms'

const subscribeHash = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener)
  return () => {
    window.removeEventListener('hashchange', listener)
  }
}

const countAgainMs = 60_000

const useHash = (): string => useSyncExternalStore(subscribeHash, () => window.location.hash)

/** Covers the console when nobody touched it for as long as the hub allows, and tells the hub while somebody does. */
const useIdleCover = (idleLimitMs: number): void => {
  const { link } = useConsole()
  useEffect(() => {
    const watch = new IdleWatch({
      now: () => Date.now(),
      idleLimitMs,
      onTouch: () => void link.ask('staff:touch', {}),
      onIdle: () => {
        link.signOut('idle')
      },
    })
    return watchInput(window, watch)
  }, [link, idleLimitMs])
}

/** What somebody else asks for is counted again whenever another page is opened, and once a minute. */
const useApprovals = (view: ViewName): void => {
  const { approvals } = useConsole()
  useEffect(() => {
    approvals.lookAgain()
    const timer = setInterval(() => {
      approvals.lookAgain()
    }, countAgainMs)
    return () => {
      clearInterval(timer)
    }
  }, [approvals, view])
}

/** Says at once that the link is gone, since when, and what still works. */
const LinkLostBar = () => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const state = useStore(link.state)
  if (state.kind !== 'link-lost') return null
  return (
    <Alert role="alert" className={classes['lost']} color="orange" variant="light" icon={<IconPlugConnectedX />}>
      <strong>{t('link.lost')}</strong> (<Lasting since={state.since} />) {t('link.lostDetail')}
    </Alert>
  )
}

interface FrameProps {
  readonly session: StaffSession
  readonly bridge: ConsoleBridge | null
}

/** The signed-in console: who may do what on the left, where one is on top, the view in the middle. */
export const Frame = ({ session, bridge }: FrameProps) => {
  const { role } = session.staff
  const hash = useHash()
  useIdleCover(session.idleLimitMs)
  const asked = viewOf(hash)
  const view: ViewName = asked ?? railOf(role)[0] ?? 'account'
  const rooms = useRooms()
  useApprovals(view)

  const page = (): ReactNode => {
    if (!viewRoles[view].includes(role)) return <NoRight roles={viewRoles[view]} />
    switch (view) {
      case 'class':
        return <ClassView role={role} staffId={session.staff.staffId} rooms={rooms} />
      case 'now':
        return <NowView rooms={rooms} staff={session.staff} />
      case 'timeline':
        return <TimelineView rooms={rooms} />
      case 'internet':
        return <InternetView staff={session.staff} />
      case 'breaches':
        return <BreachesView role={role} rooms={rooms} />
      case 'incidents':
        return <IncidentsView staff={session.staff} rooms={rooms} />
      case 'routes':
        return <RoutesView role={role} />
      case 'scenes':
        return <ScenesView staff={session.staff} />
      case 'policies':
        return <PoliciesView staff={session.staff} />
      case 'pupils':
        return <PupilsView role={role} />
      case 'pupil-reports':
        return <PupilReportsView />
      case 'agreements':
        return <AgreementsView />
      case 'devices':
        return <DevicesView staff={session.staff} rooms={rooms} />
      case 'coverage':
        return <CoverageView rooms={rooms} role={role} />
      case 'inventory':
        return <InventoryView staff={session.staff} rooms={rooms} />
      case 'flags':
        return <FlagsView role={role} rooms={rooms} />
      case 'deploy':
        return <DeployView rooms={rooms} />
      case 'staff':
        return <StaffView role={role} rooms={rooms} />
      case 'timeouts':
        return <TimeoutsView role={role} rooms={rooms} />
      case 'power':
        return <PowerView rooms={rooms} />
      case 'self-tests':
        return <SelfTestsView role={role} rooms={rooms} />
      case 'settings':
        return <SettingsView staff={session.staff} />
      case 'reports':
        return <ReportsView staff={session.staff} />
      case 'oversight':
        return <OversightView />
      case 'gate':
        return <GateView staff={session.staff} rooms={rooms} />
      case 'records':
        return <RecordsView role={role} />
      case 'audit':
        return <AuditView />
      case 'account':
        return <AccountView staff={session.staff} />
    }
  }

  return (
    <div className={classes['frame']}>
      <Header session={session} bridge={bridge} rooms={rooms} view={view} />
      <Rail role={role} view={view} />
      <main className={classes['main']} id="view">
        <LinkLostBar />
        <UpdateNotice />
        <HandOverNotice />
        <FlagAnnouncer />
        <BreachAnnouncer />
        <ReportAnnouncer />
        {page()}
      </main>
    </div>
  )
}
