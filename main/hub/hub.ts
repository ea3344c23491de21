import { hostname } from 'node:os'
import type { Clock } from '#shared/clock'
import type { AuditAction } from '#shared/model/audit'
import { ok, type Outcome } from '#shared/outcome'
import type { Answer } from '#shared/protocol/bind'
import type { EnrolmentAnswer, EnrolmentRequest } from '#shared/protocol/enrolment'
import type { StoreFaultCode } from '../store/faults'
import { type OpenFailureCode, openStore, type Store } from '../store/store'
import { openVault, type Vault } from '../store/vault'
import { createBackupDesk } from './backup/backup-desk'
import { guessHosts, withPort } from './addresses'
import { type Announcer, createAnnouncer } from './announcer/announcer'
import { type HubBounds, defaultBounds } from './bounds'
import { settleVault } from './breaches/settle-vault'
import { commands } from './commands/commands'
import { createOrderMemory } from './commands/order-memory'
import { openDesks } from './desks'
import { staffAccounts } from './identity/accounts'
import { openAuthority } from './identity/authority'
import { enrolmentDesk } from './identity/enrolment'
import { defaultSessionLimits, type SessionLimits, staffSessions } from './identity/sessions'
import { createIncidentDesk } from './incidents/incident-desk'
import { readKept } from './kept-state'
import { createLessonNotice } from './lessons/lesson-notice'
import { createAgentListener } from './listeners/agent-listener'
import { createConsoleListener } from './listeners/console-listener'
import type { ListenFailure } from './listeners/listener'
import type { Log } from './log'
import { newDevice } from './presence/live-device'
import { createSeenKeeper } from './presence/seen-keeper'
import { createRounds } from './rounds'
import { createListTexts } from './scenes/list-texts'
import { createUploads } from './scenes/uploads'

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

  const kept = await readKept(store, clock)
  if (!kept.ok) return kept
  const settled = await settleVault(vault, kept.value, log)
  if (!settled.ok) return settled
  const desks = await openDesks({
    kept: kept.value,
    store,
    vault,
    dataFolder: options.dataFolder,
    policiesFile: options.policiesFile,
    bounds,
    clock,
    log,
  })
  const { directory, roster, connections } = desks
  const hubName = hostname().slice(0, 80)
  const backups = createBackupDesk({
    ...{ store, vault, clock, log, hubName, key: options.key, dataFolder: options.dataFolder },
    authorityFingerprint: authority.value.fingerprint,
    timeZone: () => desks.timeouts.timeZone(),
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
  const rounds = createRounds({ desks, backups, sessions, store, vault, bounds, clock, log })
  // A hub that is off every night would never see a day pass.
  await rounds.runDaily()

  const seen = createSeenKeeper(store, log)
  const agentListener = createAgentListener({
    credentials: listenerCredentials,
    directory,
    session: {
      ...desks,
      lessons: createLessonNotice({ lessons: desks.lessons, roster, links: desks.links, log }),
      listTexts: createListTexts(store),
      bounds,
      clock,
      log,
      seen,
    },
  })
  const agentPort = await agentListener.listen(options.agentPort, bindAddress)
  if (!agentPort.ok) return agentPort

  const enrol = async (request: EnrolmentRequest, address: string): Promise<Answer<EnrolmentAnswer>> => {
    const redeemed = await enrolments.redeem(request, address)
    if (!redeemed.ok) return redeemed
    const { device, seat, certificatePem } = redeemed.value
    directory.put(device)
    roster.add(newDevice(device))
    roster.apply(device.deviceId, { type: 'seated', seat })
    return ok({
      deviceId: device.deviceId,
      certificatePem,
      authorityPem: authority.value.certificatePem,
      agentAddresses: withPort(hosts, agentPort.value),
    })
  }

  let consoleAddresses: string[] = []
  let announcer: Announcer | null = null
  const calls = commands({
    hubName,
    dataFolder: options.dataFolder,
    authorityFingerprint: authority.value.fingerprint,
    consoleAddresses: () => consoleAddresses,
    ...desks,
    store,
    vault,
    clock,
    log,
    backups,
    incidents: createIncidentDesk(connections),
    accounts,
    sessions,
    enrolments,
    orders: createOrderMemory(),
    announce: (wanted) => announcer?.put(wanted),
    uploads: createUploads(),
    onFirstRunDone: options.onFirstRunDone ?? (() => undefined),
  })
  const consoleListener = createConsoleListener({
    credentials: listenerCredentials,
    session: { ...desks, calls, sessions, store, bounds, clock, log },
    enrol,
    updates: {
      find: (name) => desks.consoleBuilds.find(name),
      fileOf: ({ buildId, name }) => desks.consoleBuildShelf.fileOf(buildId, name),
    },
    rendererFolder: options.rendererFolder,
    hosts: [...hosts, 'localhost', '127.0.0.1', '[::1]', hostname()],
  })
  const consolePort = await consoleListener.listen(options.consolePort, bindAddress)
  if (!consolePort.ok) {
    await agentListener.close()
    return consolePort
  }
  consoleAddresses = withPort(hosts, consolePort.value)
  announcer = createAnnouncer({
    bindAddress,
    announcement: { consolePort: consolePort.value, agentPort: agentPort.value, authorityFingerprint: authority.value.fingerprint },
    readSite: async () => {
      const reports = await store.transact(async (records) => ok(await records.settings.reports()))
      return reports.ok ? reports.value.schoolName.slice(0, 80) : ''
    },
    log,
  })
  announcer.put(kept.value.school.announced)

  rounds.start()
  let stopped: Promise<void> | null = null
  const stop = async (): Promise<void> => {
    rounds.stop()
    await announcer.stop()
    desks.silence.stop()
    desks.selfTests.stop()
    desks.replays?.stop()
    await backups.stop()
    connections.endAll('hub-stopping')
    await Promise.all([agentListener.close(), consoleListener.close()])
    desks.roomFeed.stop()
    desks.pictures.stop()
    await desks.leases.settle()
    await seen.settle()
    await desks.dayBook.keep()
    await desks.mail.settle()
    const farewell = await audit('hub:stop')
    if (!farewell.ok) log.warn('stop-not-audited', { code: farewell.code })
    await store.close()
    log.info('hub-stopped')
  }
  const stopOnce = (): Promise<void> => (stopped ??= stop())

  log.info('hub-started', { consolePort: consolePort.value, agentPort: agentPort.value, devices: kept.value.devices.length })
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
