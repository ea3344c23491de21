import type { Clock } from '#shared/clock'
import type { PackEntry } from '#shared/model/policy-view'
import type { Store } from '../../store/store'
import type { Vault } from '../../store/vault'
import type { ConsoleConnections } from '../admission/console-connections'
import type { AgreementDesk } from '../agreements/agreement-desk'
import type { BackupDesk } from '../backup/backup-desk'
import type { BreachDesk } from '../breaches/breach-desk'
import type { CoverageDesk } from '../coverage/coverage-desk'
import type { BuildShelf } from '../builds/build-shelf'
import type { ConsoleBuildDesk } from '../builds/console-build-desk'
import type { ConsoleBuildShelf } from '../builds/console-build-shelf'
import type { RollOutDesk } from '../builds/roll-out-desk'
import type { PictureDesk } from '../feeds/picture-desk'
import type { RoomFeed } from '../feeds/room-feed'
import type { SchoolNotice } from '../facts/school-notice'
import type { Accounts } from '../identity/accounts'
import type { EnrolmentDesk } from '../identity/enrolment'
import type { Sessions } from '../identity/sessions'
import type { IncidentDesk } from '../incidents/incident-desk'
import type { LeaseBook } from '../leases/lease-book'
import type { LessonBoard } from '../lessons/lesson-board'
import type { Log } from '../log'
import type { MailDesk } from '../mail/mail-desk'
import type { PolicyReplays } from '../policies/policy-replays'
import type { PolicyBook } from '../policies/policy-book'
import type { PowerDesk } from '../power/power-desk'
import type { PowerSchedules } from '../power/power-schedules'
import type { WakeDesk } from '../power/wake-desk'
import type { AgentLinks } from '../presence/agent-links'
import type { DeviceDirectory } from '../presence/device-directory'
import type { Roster } from '../presence/roster'
import type { ReportDesk } from '../reports/report-desk'
import type { PupilReportDesk } from '../pupil-reports/pupil-report-desk'
import type { SelfTestDesk } from '../self-tests/self-test-desk'
import type { SelfTestSchedules } from '../self-tests/self-test-schedules'
import type { Uploads } from '../scenes/uploads'
import type { StaffGate } from '../staff-gate/staff-gate'
import type { PrivacyDesk } from '../privacy/privacy-desk'
import type { TimeoutBook } from '../timeouts/timeout-book'
import type { OrderMemory } from './order-memory'

/** What commands work with. */
export interface CommandParts {
  readonly hubName: string
  readonly dataFolder: string
  readonly authorityFingerprint: string
  /** `host:port` of the console listener, as enrolment bundles name it; known once it listens. */
  consoleAddresses(): string[]
  readonly store: Store
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Log
  readonly roster: Roster
  readonly directory: DeviceDirectory
  readonly links: AgentLinks
  readonly leases: LeaseBook
  readonly timeouts: TimeoutBook
  readonly privacy: PrivacyDesk
  readonly gate: StaffGate
  readonly policies: PolicyBook
  readonly agreements: AgreementDesk
  readonly pupilReports: PupilReportDesk
  /** Null where the packs could not be read. */
  readonly replays: PolicyReplays | null
  /** The packs that ship. */
  readonly packs: readonly PackEntry[]
  readonly schoolNotice: SchoolNotice
  readonly lessons: LessonBoard
  readonly power: PowerDesk
  readonly waker: WakeDesk
  readonly schedules: PowerSchedules
  readonly backups: BackupDesk
  readonly selfTests: SelfTestDesk
  readonly selfTestSchedules: SelfTestSchedules
  readonly breaches: BreachDesk
  readonly incidents: IncidentDesk
  readonly buildShelf: BuildShelf
  readonly rollOuts: RollOutDesk
  readonly consoleBuilds: ConsoleBuildDesk
  readonly consoleBuildShelf: ConsoleBuildShelf
  readonly mail: MailDesk
  readonly reports: ReportDesk
  readonly coverage: CoverageDesk
  readonly roomFeed: RoomFeed
  readonly pictures: PictureDesk
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly enrolments: EnrolmentDesk
  readonly orders: OrderMemory
  readonly uploads: Uploads
  readonly connections: ConsoleConnections
  /** Whether the hub tells its networks that it is here. */
  readonly announce: (wanted: boolean) => void
  /** The first account was made. */
  onFirstRunDone(): void
}
