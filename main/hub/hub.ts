import { hostname } from 'node:os'
import type { Clock } from '#shared/clock'
import type { AuditAction } from '#shared/model/audit'
import { ok, type Outcome } from '#shared/outcome'
import type { Answer } from '#shared/protocol/bind'
import type { EnrolmentAnswer, EnrolmentRequest } from '#shared/protocol/enrolment'
import type { StoreFaultCode } from '../store/faults'
import { type OpenFailureCode, openStore, type Store } from '../store/store'
import { openVault, type Vault } from '../store/vault'
import { guessHosts, withPort } from './addresses'
import { createConsoleConnections } from './admission/console-connections'
import { createAgreementDesk } from './agreements/agreement-desk'
import { type HubBounds, defaultBounds } from './bounds'
import { createBreachDesk } from './breaches/breach-desk'
import { settleVault } from './breaches/settle-vault'
import { commands } from './commands/commands'
import { createOrderMemory } from './commands/order-memory'
import { createFactDesk } from './facts/fact-desk'
import { purgeOldRecords } from './facts/retention'
import { createRetentionNotice } from './facts/retention-notice'
import { createSilenceWatch } from './facts/silence-watch'
import { createPictureDesk } from './feeds/picture-desk'
import { createRoomFeed } from './feeds/room-feed'
import { staffAccounts } from './identity/accounts'
import { openAuthority } from './identity/authority'
import { enrolmentDesk } from './identity/enrolment'
import { defaultSessionLimits, type SessionLimits, staffSessions } from './identity/sessions'
import { createIncidentDesk } from './incidents/incident-desk'
import { packEntries, readPacks } from './policies/pack-shelf'
import { createPolicyReplays } from './policies/policy-replays'
import { createPolicyBook } from './policies/policy-book'
import { followPupils } from './internet/pupil-places'
import { createLeaseBook } from './leases/lease-book'
import { createLessonBoard } from './lessons/lesson-board'
import { expireLessons } from './lessons/lesson-expiry'
import { createLessonNotice } from './lessons/lesson-notice'
import { createAgentListener } from './listeners/agent-listener'
import { createConsoleListener } from './listeners/console-listener'
import type { ListenFailure } from './listeners/listener'
import type { Log } from './log'
import { createMailDesk } from './mail/mail-desk'
import { createPowerDesk } from './power/power-desk'
import { createPowerSchedules } from './power/power-schedules'
import { createAgentLinks } from './presence/agent-links'
import { createDeviceDirectory } from './presence/device-directory'
import { newDevice } from './presence/live-device'
import { createRoster } from './presence/roster'
import { createSeenKeeper } from './presence/seen-keeper'
import { createListTexts } from './scenes/list-texts'
import { createUploads } from './scenes/uploads'
import { createReportDesk } from './reports/report-desk'
import { createPupilReportDesk } from './pupil-reports/pupil-report-desk'
import { createPrivacyDesk } from './privacy/privacy-desk'
import { createStaffGate } from './staff-gate/staff-gate'
import { createTimeoutBook } from './timeouts/timeout-book'

export interface HubOptions {
  readonly dataFolder: string
  /** 32 bytes: opens the database. */
  readonly key: Uint8Array
  /** 0 asks for a free port. */
  readonly consolePort: number
  readonly agentPort: number
  readonly bindAddress: string
  /** Names or addresses others reach this hub by, likeliest first; empty to find them out. */
  readonly hubAddresses: readonly string[]
  /** The built pages; null serves none. */
  readonly rendererFolder: string | null
  /** The packs of policies that ship, as compiled. */
  readonly policiesFile: string
  readonly clock: Clock
  readonly log: Log
  readonly bounds?: Partial<HubBounds>
  readonly sessionLimits?: SessionLimits
  /** Called once when the first account is made. */
  readonly onFirstRunDone?: () => void
}

export type HubFailureCode = OpenFailureCode | ListenFailure

export interface RunningHub {
  /** As bound, never 0. */
  readonly consolePort: number
  readonly agentPort: number
  /** `host:port` of the console listener, likeliest first. */
  readonly addresses: readonly string[]
  readonly authorityFingerprint: string
  readonly authorityPem: string
  /** The one-time code for the first account; null once there is one. Print it, never log it. */
  readonly firstRunCode: string | null
  /** Says farewell to everybody, writes what is unwritten, closes the database. Safe to call twice. */
  stop(): Promise<void>
}

/**
 * Starts a hub on a data folder: opens the store, takes up its authority, listens. Nothing is left running after a failure, whose detail is a
 * sentence for the person at the keyboard.
 */
export const startHub = async (options: HubOptions): Promise<Outcome<RunningHub, HubFailureCode>> => {
  const opened = await openStore({ folder: options.dataFolder, key: options.key })
  if (!opened.ok) return opened
  const store = opened.value
  const vault = await openVault({ folder: options.dataFolder, key: options.key })
  const started = vault.ok ? await startOn(store, vault.value, options) : vault
  if (!started.ok) await store.close()
  return started
}

const startOn = async (store: Store, vault: Vault, options: HubOptions): Promise<Outcome<RunningHub, HubFailureCode>> => {
  const { clock, log, bindAddress } = options
  const bounds: HubBounds = { ...defaultBounds, ...options.bounds }
  const hosts = options.hubAddresses.length > 0 ? [...options.hubAddresses] : guessHosts(bindAddress)

  const authority = await openAuthority(store, clock)
  if (!authority.ok) return authority
  const credentials = await authority.value.serverCredentials(hosts)
  if (!credentials.ok) return credentials
  const listenerCredentials = {
    // The authority goes along: who pins its fingerprint reads it from the handshake.
    chainPem: `${credentials.value.certificatePem.trimEnd()}\n${authority.value.certificatePem}`,
    keyPem: credentials.value.keyPem,
    authorityPem: authority.value.certificatePem,
  }

  const known = await store.transact(async (records) => {
    const { devices, leases, lessons, outboxes, settings, snapshots, policies, staffGate, agreements } = records
    const now = clock.now()
    // What came to its end while the hub was down.
    await leases.expire(now)
    await lessons.expire(now)
    return ok({
      devices: await devices.list(),
      leases: await leases.live(now, null),
      lessons: await lessons.live(now),
      held: await outboxes.all(),
      timeouts: await settings.timeouts(),
      school: await settings.school(),
      privacy: await settings.privacyList(),
      schedules: await settings.powerSchedules(),
      sharing: await settings.breachSharing(),
      pictures: await snapshots.ids(),
      quarantined: await snapshots.quarantined(),
      policies: await policies.current(),
      agreements: await agreements.current(),
      untold: await settings.untold(),
      staff: { signs: await staffGate.signs(), authorisations: await staffGate.authorisations(), breaches: await staffGate.breaches() },
    })
  })
  if (!known.ok) return known
  const settled = await settleVault(vault, known.value, log)
  if (!settled.ok) return settled
  const directory = createDeviceDirectory(known.value.devices)
  const roster = createRoster()
  for (const device of known.value.devices) if (device.revokedAt === null) roster.add(newDevice(device))
  for (const { deviceId, revision, restrictions } of known.value.leases) {
    roster.apply(deviceId, { type: 'restrictions', revision, restrictions })
  }

  const links = createAgentLinks()
  const lessons = createLessonBoard(known.value.lessons)
  const leases = createLeaseBook({ store, roster, links, clock, log })
  const privacy = createPrivacyDesk(known.value.privacy, links, log)
  const gate = createStaffGate({ ...known.value.staff, roster, links, log })
  const timeouts = createTimeoutBook({
    kept: known.value.timeouts,
    lifted: known.value.untold.lifted,
    longestLeaseMinutes: known.value.school.longestLeaseMinutes,
    roster,
    links,
    clock,
    log,
  })
  const packs = await readPacks(options.policiesFile)
  // Without packs nobody can change policies; everything else works.
  if (!packs.ok) log.warn('policies-not-read', { detail: packs.detail })
  const policies = createPolicyBook({
    set: known.value.policies,
    timeZone: () => timeouts.timeZone(),
    store,
    roster,
    links,
    log,
  })
  const replays = packs.ok ? createPolicyReplays({ packs: packs.value, store, roster, timeZone: () => timeouts.timeZone(), log }) : null
  const power = createPowerDesk({ stops: known.value.untold.stops, roster, links, lessons, clock, log })
  const retention = createRetentionNotice({ settings: known.value.school, links, log })
  const schedules = createPowerSchedules({
    schedules: known.value.schedules,
    timeZone: () => timeouts.timeZone(),
    store,
    roster,
    lessons,
    power,
    clock,
    log,
  })
  followPupils({ roster, leases, clock, log })
  const roomFeed = createRoomFeed(roster, lessons, bounds.patchEveryMs)
  const pictures = createPictureDesk({ roster, links, bytesPerSecond: bounds.pictureBytesPerSecond, gatherMs: bounds.patchEveryMs })
  const connections = createConsoleConnections()
  const agreements = createAgreementDesk({ set: known.value.agreements, store, roster, links, log })
  const pupilReports = createPupilReportDesk({ store, roster, links, connections, log })
  const breaches = createBreachDesk({ store, vault, gate, clock, log, connections, sharing: known.value.sharing })
  const mail = createMailDesk({ store, clock, log, timeZone: () => timeouts.timeZone(), gapMs: bounds.mailGapMs })
  const shipped = packs.ok ? packEntries(packs.value) : []
  const reports = createReportDesk({ store, clock, log, timeZone: () => timeouts.timeZone(), packs: shipped })
  const facts = createFactDesk({
    store,
    vault,
    gate,
    clock,
    log,
    roster,
    held: known.value.held,
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
  const silence = createSilenceWatch({
    roster,
    links,
    clock,
    everybodyHeardMs: bounds.pingEveryMs + bounds.pingWithinMs,
    pingWithinMs: bounds.pingWithinMs,
    raise: (deviceId, fact) => void facts.raise(deviceId, fact),
  })
  const accounts = staffAccounts(store, clock)
  const sessions = staffSessions(store, clock, options.sessionLimits ?? defaultSessionLimits)
  const enrolments = enrolmentDesk(store, authority.value, clock)

  const audit = (action: AuditAction): Promise<Outcome<null, StoreFaultCode>> =>
    store.transact(async (records) => {
      await records.audit.append({ at: clock.now(), action, staff: null, subject: hostname(), detail: '', address: '' })
      return ok(null)
    })
  const firstRunCode = await accounts.renewFirstRunCode()
  if (!firstRunCode.ok) return firstRunCode
  const noted = await audit('hub:start')
  if (!noted.ok) return noted
  // A hub that is off every night would never see a day pass.
  await purgeOldRecords({ store, vault, clock, log }).then(() => reports.runSchedule())

  const agentListener = createAgentListener({
    credentials: listenerCredentials,
    directory,
    session: {
      roster,
      links,
      leases,
      timeouts,
      privacy,
      gate,
      retention,
      lessons: createLessonNotice({ lessons, roster, links, log }),
      policies,
      agreements,
      power,
      listTexts: createListTexts(store),
      pictures,
      facts,
      breaches,
      silence,
      bounds,
      clock,
      log,
      keepSeen: createSeenKeeper(store, log),
    },
  })
  const agentPort = await agentListener.listen(options.agentPort, bindAddress)
  if (!agentPort.ok) return agentPort

  const enrol = async (request: EnrolmentRequest, address: string): Promise<Answer<EnrolmentAnswer>> => {
    const redeemed = await enrolments.redeem(request, address)
    if (!redeemed.ok) return redeemed
    const { device, certificatePem } = redeemed.value
    directory.put(device)
    roster.add(newDevice(device))
    return ok({
      deviceId: device.deviceId,
      certificatePem,
      authorityPem: authority.value.certificatePem,
      agentAddresses: withPort(hosts, agentPort.value),
    })
  }

  let consoleAddresses: string[] = []
  const calls = commands({
    hubName: hostname().slice(0, 80),
    authorityFingerprint: authority.value.fingerprint,
    consoleAddresses: () => consoleAddresses,
    store,
    vault,
    clock,
    log,
    roster,
    directory,
    links,
    leases,
    timeouts,
    privacy,
    gate,
    policies,
    agreements,
    pupilReports,
    packs: shipped,
    replays,
    retention,
    lessons,
    power,
    schedules,
    breaches,
    incidents: createIncidentDesk(connections),
    mail,
    reports,
    roomFeed,
    pictures,
    accounts,
    sessions,
    enrolments,
    orders: createOrderMemory(),
    uploads: createUploads(),
    connections,
    onFirstRunDone: options.onFirstRunDone ?? (() => undefined),
  })
  const consoleListener = createConsoleListener({
    credentials: listenerCredentials,
    session: { calls, sessions, roster, roomFeed, pictures, connections, store, bounds, clock, log },
    enrol,
    rendererFolder: options.rendererFolder,
    hosts: [...hosts, 'localhost', '127.0.0.1', '[::1]', hostname()],
  })
  const consolePort = await consoleListener.listen(options.consolePort, bindAddress)
  if (!consolePort.ok) {
    await agentListener.close()
    return consolePort
  }
  consoleAddresses = withPort(hosts, consolePort.value)

  const sweep = async (): Promise<void> => {
    const ended = await sessions.sweep()
    if (!ended.ok) return
    for (const { sessionId, why } of ended.value) connections.endSession(sessionId, why)
  }
  const whenever = (what: string, everyMs: number, work: () => Promise<void>): NodeJS.Timeout =>
    setInterval(() => {
      work().catch((error: unknown) => {
        log.error(`${what}-failed`, error)
      })
    }, everyMs)
  const timers = [
    whenever('lease-expiry', bounds.expireEveryMs, () => {
      timeouts.expire()
      return leases.expire()
    }),
    whenever('lesson-expiry', bounds.expireEveryMs, () => expireLessons({ lessons, store, clock, log })),
    whenever('power-schedules', bounds.expireEveryMs, () => {
      power.expire()
      return schedules.run()
    }),
    whenever('mail', bounds.mailEveryMs, () => mail.run()),
    whenever('session-sweep', bounds.sweepEveryMs, sweep),
    whenever('daily', bounds.purgeEveryMs, () => purgeOldRecords({ store, vault, clock, log }).then(() => reports.runSchedule())),
  ]

  let stopped: Promise<void> | null = null
  const stop = async (): Promise<void> => {
    for (const timer of timers) clearInterval(timer)
    silence.stop()
    replays?.stop()
    connections.endAll('hub-stopping')
    await Promise.all([agentListener.close(), consoleListener.close()])
    roomFeed.stop()
    pictures.stop()
    await leases.settle()
    await mail.settle()
    const farewell = await audit('hub:stop')
    if (!farewell.ok) log.warn('stop-not-audited', { code: farewell.code })
    await store.close()
    log.info('hub-stopped')
  }
  const stopOnce = (): Promise<void> => (stopped ??= stop())

  log.info('hub-started', { consolePort: consolePort.value, agentPort: agentPort.value, devices: known.value.devices.length })
  return ok({
    consolePort: consolePort.value,
    agentPort: agentPort.value,
    addresses: consoleAddresses,
    authorityFingerprint: authority.value.fingerprint,
    authorityPem: authority.value.certificatePem,
    firstRunCode: firstRunCode.value,
    stop: stopOnce,
  })
}
