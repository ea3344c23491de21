import type { Clock } from '#shared/clock'
import type { Store } from '../store/store'
import type { Vault } from '../store/vault'
import { createConsoleConnections } from './admission/console-connections'
import { createAgreementDesk } from './agreements/agreement-desk'
import type { HubBounds } from './bounds'
import { openBuildShelf } from './builds/build-shelf'
import { createConsoleBuildDesk } from './builds/console-build-desk'
import { openConsoleBuildShelf } from './builds/console-build-shelf'
import { createRollOutDesk } from './builds/roll-out-desk'
import { createBreachDesk } from './breaches/breach-desk'
import { createCoverageDesk } from './coverage/coverage-desk'
import { createDayBook } from './coverage/day-book'
import { createFactDesk } from './facts/fact-desk'
import { createSchoolNotice } from './facts/school-notice'
import { createSilenceWatch } from './facts/silence-watch'
import { createPictureDesk } from './feeds/picture-desk'
import { createRoomFeed } from './feeds/room-feed'
import { packEntries, readPacks } from './policies/pack-shelf'
import { createPolicyReplays } from './policies/policy-replays'
import { createPolicyBook } from './policies/policy-book'
import { createInventoryDesk } from './inventory/inventory-desk'
import { followPupils } from './internet/pupil-places'
import type { KeptState } from './kept-state'
import { createLeaseBook } from './leases/lease-book'
import { createLessonBoard } from './lessons/lesson-board'
import type { Log } from './log'
import { createMailDesk } from './mail/mail-desk'
import { createPowerDesk } from './power/power-desk'
import { createPowerSchedules } from './power/power-schedules'
import { wakeFromHub } from './power/hub-waker'
import { createWakeDesk } from './power/wake-desk'
import { createAgentLinks } from './presence/agent-links'
import { createDeviceDirectory } from './presence/device-directory'
import { newDevice } from './presence/live-device'
import { createRoster } from './presence/roster'
import { createSelfTestDesk } from './self-tests/self-test-desk'
import { createSelfTestSchedules } from './self-tests/self-test-schedules'
import { createReportDesk } from './reports/report-desk'
import { createPupilReportDesk } from './pupil-reports/pupil-report-desk'
import { createPrivacyDesk } from './privacy/privacy-desk'
import { createStaffGate } from './staff-gate/staff-gate'
import { createTimeoutBook } from './timeouts/timeout-book'
import { hubVersion } from './version'

interface DeskOptions {
  readonly kept: KeptState
  readonly store: Store
  readonly vault: Vault
  readonly dataFolder: string
  /** The packs of policies that ship, as compiled. */
  readonly policiesFile: string
  readonly bounds: HubBounds
  readonly clock: Clock
  readonly log: Log
}

/** What the hub holds in memory while it runs, taken up from what the store kept. Nothing listens yet, and nothing recurs. */
export const openDesks = async ({ kept, store, vault, dataFolder, policiesFile, bounds, clock, log }: DeskOptions) => {
  const directory = createDeviceDirectory(kept.devices)
  const roster = createRoster()
  for (const device of kept.devices) if (device.revokedAt === null) roster.add(newDevice(device))
  for (const { deviceId, row, column } of kept.seats) roster.apply(deviceId, { type: 'seated', seat: { row, column } })
  for (const { deviceId, revision, restrictions } of kept.leases) {
    roster.apply(deviceId, { type: 'restrictions', revision, restrictions })
  }

  const links = createAgentLinks()
  const lessons = createLessonBoard(kept.lessons)
  const leases = createLeaseBook({ store, roster, links, clock, log })
  const privacy = createPrivacyDesk(kept.privacy, links, log)
  const gate = createStaffGate({ ...kept.staff, roster, links, log })
  const timeouts = createTimeoutBook({
    kept: kept.timeouts,
    lifted: kept.untold.lifted,
    longestLeaseMinutes: kept.school.longestLeaseMinutes,
    roster,
    links,
    clock,
    log,
  })
  const packs = await readPacks(policiesFile)
  // Without packs nobody can change policies; everything else works.
  if (!packs.ok) log.warn('policies-not-read', { detail: packs.detail })
  const policies = createPolicyBook({
    set: kept.policies,
    timeZone: () => timeouts.timeZone(),
    store,
    roster,
    links,
    log,
  })
  const replays = packs.ok ? createPolicyReplays({ packs: packs.value, store, roster, timeZone: () => timeouts.timeZone(), log }) : null
  const power = createPowerDesk({ stops: kept.untold.stops, roster, links, lessons, clock, log })
  const waker = createWakeDesk({ roster, links, wakeFromHub, clock, log })
  const schoolNotice = createSchoolNotice({ settings: kept.school, links, log })
  const schedules = createPowerSchedules({
    schedules: kept.schedules,
    timeZone: () => timeouts.timeZone(),
    store,
    roster,
    lessons,
    power,
    waker,
    clock,
    log,
  })
  followPupils({ roster, leases, clock, log })
  const roomFeed = createRoomFeed(roster, lessons, bounds.patchEveryMs)
  const pictures = createPictureDesk({ roster, links, bytesPerSecond: bounds.pictureBytesPerSecond, gatherMs: bounds.patchEveryMs })
  const connections = createConsoleConnections()
  const agreements = createAgreementDesk({ set: kept.agreements, store, roster, links, log })
  const pupilReports = createPupilReportDesk({ store, roster, links, connections, log })
  const breaches = createBreachDesk({ store, vault, gate, clock, log, connections, sharing: kept.sharing })
  const mail = createMailDesk({ store, clock, log, timeZone: () => timeouts.timeZone(), gapMs: bounds.mailGapMs })
  const shipped = packs.ok ? packEntries(packs.value) : []
  const reports = createReportDesk({ store, clock, log, timeZone: () => timeouts.timeZone(), packs: shipped })
  const coverage = createCoverageDesk({
    roster,
    clock,
    holdsPolicies: (deviceId) => policies.isCurrent(deviceId),
    version: hubVersion,
  })
  const dayBook = createDayBook({ desk: coverage, store, clock, log, timeZone: () => timeouts.timeZone() })
  const facts = createFactDesk({
    store,
    vault,
    gate,
    clock,
    log,
    roster,
    held: kept.held,
    onFlag: (flag) => {
      connections.tellFlag(flag)
    },
    onBreach: (change) => {
      breaches.tell(change)
    },
    onPupilReport: (news) => {
      pupilReports.tell(news)
    },
  })
  const selfTests = createSelfTestDesk({
    unended: kept.unendedTests,
    ...{ store, roster, links, lessons, clock, log },
    raise: (deviceId, fact) => facts.raise(deviceId, fact),
    onSettled: (breach) => {
      breaches.tell({ was: 'new', breach })
    },
  })
  const selfTestSchedules = createSelfTestSchedules({
    schedules: kept.selfTestSchedules,
    timeZone: () => timeouts.timeZone(),
    ...{ store, roster, desk: selfTests, clock, log },
  })
  const inventories = createInventoryDesk({ store, clock, raise: (deviceId, fact) => facts.raise(deviceId, fact) })
  const buildShelf = await openBuildShelf(dataFolder)
  const rollOuts = createRollOutDesk({
    kept: kept.builds,
    shelf: buildShelf,
    store,
    roster,
    links,
    lessons,
    clock,
    log,
    bytesPerSecond: bounds.buildBytesPerSecond,
    atOnce: bounds.buildsAtOnce,
    steadySeconds: bounds.buildSteadySeconds,
  })
  const consoleBuildShelf = await openConsoleBuildShelf(dataFolder)
  const consoleBuilds = createConsoleBuildDesk(kept.consoleBuilds)
  const silence = createSilenceWatch({
    roster,
    links,
    clock,
    everybodyHeardMs: bounds.pingEveryMs + bounds.pingWithinMs,
    pingWithinMs: bounds.pingWithinMs,
    raise: (deviceId, fact) => void facts.raise(deviceId, fact),
  })
  return {
    directory,
    roster,
    links,
    lessons,
    leases,
    privacy,
    gate,
    timeouts,
    packs: shipped,
    policies,
    replays,
    power,
    waker,
    schoolNotice,
    schedules,
    roomFeed,
    pictures,
    connections,
    agreements,
    pupilReports,
    breaches,
    mail,
    reports,
    coverage,
    dayBook,
    facts,
    selfTests,
    selfTestSchedules,
    inventories,
    buildShelf,
    rollOuts,
    consoleBuildShelf,
    consoleBuilds,
    silence,
  }
}

export type Desks = Awaited<ReturnType<typeof openDesks>>
