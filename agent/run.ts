import { setMaxListeners } from 'node:events'
import { availableParallelism, loadavg } from 'node:os'
import path from 'node:path'
import { anyFolder } from '#shared/model/application'
import type { DurableFact } from '#shared/model/outbox'
import type { Tab } from '#shared/model/page'
import { nothingAdded, type PrivacyList } from '#shared/model/privacy-list'
import type { Pace } from '#shared/model/screen'
import { ok } from '#shared/outcome'
import { capabilities, protocolVersion } from '#shared/protocol/version'
import { keptFolders } from './applications/approved-folders'
import { StopTally } from './applications/stop-tally'
import { ActivitySensor } from './browser/activity'
import { BrowserLink } from './browser/browser-link'
import { deliverIcons } from './browser/deliver-icons'
import { keptPrivacy } from './browser/own-privacy'
import { TabOrders } from './browser/tab-orders'
import { guardBrowsers } from './browser/guard/guard-browsers'
import type { InstallRecord } from './browser/install-record'
import { type AgentClock, agentClock } from './clock'
import { openConcerns } from './concerns'
import { readDeviceFacts } from './device-facts'
import { lookAtHealth } from './health/health'
import { reportHealth } from './health/report-health'
import type { Identity } from './identity/identity'
import type { Hold } from './hold'
import { InventoryKeeper } from './inventory/inventory-keeper'
import type { InventoryReaders } from './inventory/inventory-readers'
import { keptInventory } from './inventory/kept-inventory'
import { HubAddresses, type HubAddressParts } from './link/hub-addresses'
import { HubLink, type Session } from './link/hub-link'
import { deliverOutbox } from './link/outbox/deliver'
import { Outbox } from './link/outbox/outbox'
import type { Log } from './log'
import { keptPolicy } from './policy/kept-policy'
import { PolicySetKeeper } from './policy/policy-set-keeper'
import type { Platform } from './platform/platform'
import { keptPower } from './power/kept-power'
import { PowerKeeper } from './power/power-keeper'
import { CaptureWatch } from './sensors/tamper/capture-watch'
import { watchTamper } from './sensors/tamper/watch-tamper'
import { reportSensors } from './sensors/report-sensors'
import { ThumbnailPump } from './sensors/thumbnail-pump'
import { PupilReports } from './reports/pupil-reports'
import { PupilSign } from './sign/pupil-sign'
import { favourMemory, releaseStartMemory } from './start-memory'
import { downloadFact } from './sensors/usage/record-download'
import { recordUsage } from './sensors/usage/record-usage'
import { heldStatus } from './status/held-status'
import { serveStatus } from './status/status-socket'
import { keptStaffGate, StaffGate } from './staff-gate/staff-gate'
import { reportToSupervisor } from './supervision/supervisor'
import { deviceKey } from './storage/device-key'
import type { TimeoutKeeper } from './timeouts/timeout-keeper'
import { KeptSetting } from './storage/kept-setting'
import { SealedFile } from './storage/sealed-file'
import { Updater } from './update/updater'
import { readNetworks, WakeSender } from './wake/wake-sender'
import { fetchSiteLists } from './web/fetch-site-lists'

const tendOutboxEveryMs = 60_000

export interface RunParts extends Pick<HubAddressParts, 'findHub'>, InventoryReaders {
  readonly identity: Identity
  readonly dataFolder: string
  /** Where the launcher lies, with the key of its updates. */
  readonly packageFolder: string
  /** How the agent runs itself again to check and lay out a build. */
  readonly updateBuild: readonly [string, ...string[]]
  /** Ends this agent in an orderly way; its supervisor starts it anew. */
  readonly restart: () => void
  readonly platform: Platform
  /** The compiled policies as they ship. */
  readonly policyFile: string
  /** How browsers were set up; null leaves them alone, for `browsersUnmanaged` where they would not take the extension. */
  readonly browserPlace: InstallRecord | null
  readonly browsersUnmanaged: boolean
  /** Has been at work since before this program was loaded. */
  readonly hold: Hold
  readonly log: Log
}

/**
 * The agent with its hub: facts go up and orders come down over every link there is, until `stop` aborts. A restriction lasts in the lease
 * file and is applied again at the next start.
 */
export async function run(parts: RunParts, stop: AbortSignal): Promise<void> {
  const { identity, dataFolder, takeInventory, readInventory, platform, policyFile, browserPlace, hold, log } = parts
  favourMemory()
  const clock = agentClock
  const device = await readDeviceFacts(dataFolder, takeInventory)
  const { leases, timeouts, agreements, hubNow } = hold
  const key = deviceKey(dataFolder, log)
  const outbox = await Outbox.open({ file: path.join(dataFolder, 'outbox.journal'), key, log, now: hubNow })
  const powerFile = new SealedFile(keptPower, path.join(dataFolder, 'power.sealed'), key, log)
  const power = new PowerKeeper({ platform, file: powerFile, clock, hubNow, log })
  power.resume()
  const policies = new PolicySetKeeper({
    platform,
    file: new SealedFile(keptPolicy, path.join(dataFolder, 'policy.sealed'), key, log),
    hubNow,
  })
  policies.resume()
  const add = (fact: DurableFact): void => {
    outbox.add(fact)
  }
  const watched = new AbortController()
  const waker = new WakeSender({ networks: readNetworks, clock, log })
  // Everything that runs as long as the agent listens to it.
  setMaxListeners(100, watched.signal)
  const gate = new StaffGate({
    platform,
    file: new SealedFile(keptStaffGate, path.join(dataFolder, 'staff-gate.sealed'), key, log),
    clock,
    hubNow,
  })
  gate.resume()
  const privacy = new KeptSetting(new SealedFile(keptPrivacy, path.join(dataFolder, 'privacy.sealed'), key, log), nothingAdded)
  const programFolders = new KeptSetting(new SealedFile(keptFolders, path.join(dataFolder, 'program-folders.sealed'), key, log), anyFolder)
  const inventory = new InventoryKeeper({
    readInventory,
    file: new SealedFile(keptInventory, path.join(dataFolder, 'inventory.sealed'), key, log),
    clock,
    random: Math.random,
    log,
  })
  const ownPage: string[] = []
  const reports = new PupilReports({ platform, add, hubNow })
  const browsers = new BrowserLink({
    clock,
    log,
    // [PU2] The pupil's own page is nobody else's business.
    privacy: () => ({ ...privacy.now.value, sites: [...privacy.now.value.sites, ...ownPage] }),
    onDownload: (download) => {
      if (!gate.now.history) return
      const fact = downloadFact(download, platform.user.value, hubNow(), privacy.now.value)
      if (fact !== null) add(fact)
    },
  })
  const tabOrders = new TabOrders({ platform, link: browsers, clock })
  const sensor = new ActivitySensor({ platform, browsers, clock })
  if (browserPlace !== null) hold.gate.attach(browsers)
  const tally = new StopTally({ clock, hubNow, add }, watched.signal)
  const recording = Promise.all([
    hold.applications.attach({ tally, folders: programFolders.now, isPupil: () => gate.now.live }, watched.signal),
    gate.run(watched.signal),
    sensor.run(watched.signal),
    browserPlace === null ? null : platform.browsers.listen(browserPlace, browsers.attach, browsers.refused, watched.signal),
    browserPlace === null
      ? null
      : guardBrowsers(
          { platform, link: browsers, clock, hubNow, add, load: () => (loadavg()[0] ?? 0) / availableParallelism(), log },
          watched.signal,
        ),
    watchTamper(
      {
        file: path.join(dataFolder, 'alive.json'),
        bootId: device.bootId,
        platform,
        clock,
        hubNow,
        add,
        log,
        makesWay: () => updater.restarting,
      },
      watched.signal,
    ),
    heedPrivacy(privacy, browsers, watched.signal),
    tendOutbox(outbox, clock, watched.signal),
    tellOfDisk(hold.diskRefused, outbox, watched.signal),
    power.run(watched.signal),
    reports.run(watched.signal),
  ])
  const captureWatch = new CaptureWatch(hubNow, add)
  const thumbnails = new ThumbnailPump({ platform, clock, log, capture: captureWatch })
  const { activity } = sensor
  const concerns = await openConcerns({
    platform,
    activity,
    gate,
    browsers,
    thumbnails,
    dataFolder,
    policyFile,
    sets: policies,
    key,
    clock,
    hubNow,
    add,
    settled: () => outbox.settled(),
    leases,
    log,
  })
  const history = gate.passing(sensor.activity, 'history', null)
  const watching = Promise.all([
    concerns.run(watched.signal),
    recordUsage({ platform, activity: history, clock, hubNow, add, isOwn: concerns.selfTest.isCard }, watched.signal),
  ])
  const sign = new PupilSign({
    platform,
    timeouts,
    hubNow,
    room: identity.room,
    internet: () => leases.internet.decidedBy,
    applications: () => leases.applications,
    readsTyped: () => concerns.policies.current?.readsTyped ?? null,
    reports,
    unseen: browserPlace !== null,
    link: () => link.state,
    clock,
    log,
  })
  const setPace = (pace: Pace): void => {
    sign.tell(pace.watched)
    thumbnails.setPace(pace)
  }

  const updater = new Updater({ ...parts, clock })

  const able = capabilities.filter((name) => !platform.lacks.includes(name) && (name !== 'browser' || browserPlace !== null))
  const link = new HubLink({
    ...{ identity, clock, log, random: Math.random },
    addresses: new HubAddresses({ ...parts, clock, random: Math.random }),
    goodbye: () => (updater.restarting ? 'update' : 'stopped'),
    hello: () => ({
      protocol: protocolVersion,
      capabilities: able.filter((name) => name !== 'update' || updater.canUpdate),
      device: { ...device, networks: readNetworks() },
      leaseRevision: leases.revision,
      policyId: policies.policyId,
      agreementRevision: agreements.revision,
    }),
    orders: {
      'lease:set': async (set) => ok(await leases.apply(set)),
      'timeout:policy': async (policy) => {
        await timeouts.follow(policy)
        return ok(null)
      },
      'timeout:renew': async ({ leaseId }) => {
        await timeouts.renew(leaseId)
        return ok(null)
      },
      'policy:set': async (order) => {
        await policies.follow(order)
        return ok(null)
      },
      'policy:pupil': async (pupil) => {
        await policies.learn(pupil)
        return ok(null)
      },
      'agreement:set': async (set) => {
        await agreements.follow(set)
        return ok(null)
      },
      'agreement:pupil': async (pupil) => {
        await agreements.learn(pupil)
        return ok(null)
      },
      'pupil-report:told': (told) => {
        reports.told(told)
        return ok(null)
      },
      'screen:pace': (pace) => {
        setPace(pace)
        return ok(null)
      },
      'screen:keyframe': ({ monitor }) => {
        thumbnails.wantKeyframe(monitor)
        return ok(null)
      },
      'school:kept-for': (keptFor) => {
        sign.keepsFor(keptFor)
        return ok(null)
      },
      'school:program-folders': (folders) => {
        programFolders.follow(folders)
        return ok(null)
      },
      'gate:set': async (order) => {
        await gate.follow(order)
        return ok(null)
      },
      'lesson:ends': ({ at }) => {
        sign.lessonEnds(at)
        return ok(null)
      },
      'power:act': async (order) => ok(await power.order(order)),
      'privacy:list': (list) => {
        privacy.follow(list)
        return ok(null)
      },
      'tab:open': async ({ url }) => ok(await tabOrders.open(url)),
      'tab:close': async (order) => ok(await tabOrders.close(order)),
      'inventory:read': () => {
        inventory.askNow()
        return ok(null)
      },
      'build:install': (order) => ok(updater.install(order)),
      'build:swap': async (order) => ok(await updater.swap(order)),
      'build:stop': ({ buildId }) => ok(updater.stop(buildId)),
      'power:cancel': ({ powerId, why }) => ok(power.cancel(powerId, why)),
      'power:wake': async (order) => ok(await waker.wake(order)),
      'self-test:run': (order) => ok(concerns.selfTest.begin(order, watched.signal)),
    },
  })

  const shown = { activity: gate.passing(sensor.activity, 'live', null), tabs: gate.passing<readonly Tab[]>(browsers.tabs, 'live', []) }

  const { frames } = platform
  const health = { ...parts, browsers, outbox, concerns, frames, thumbnails: captureWatch, clock, hubNow }

  const attend = async (session: Session): Promise<void> => {
    setPace(session.welcome.pace)
    await leases.apply(session.welcome.leases)
    await heedTimeouts(timeouts, session.welcome.timeouts)
    if (session.welcome.staffGate !== null) await gate.follow(session.welcome.staffGate)
    if (session.welcome.privacy !== null) privacy.follow(session.welcome.privacy)
    if (session.welcome.policy !== null) await policies.follow(session.welcome.policy)
    if (session.welcome.agreements !== null) await agreements.follow(session.welcome.agreements)
    if (session.welcome.keptFor !== null) sign.keepsFor(session.welcome.keptFor)
    if (session.welcome.programFolders !== null) programFolders.follow(session.welcome.programFolders)
    sign.lessonEnds(session.welcome.lessonEndsAt)
    await Promise.all([
      reportSensors({ ...shown, platform, leases, timeouts, power, clock, log }, session),
      thumbnails.run(session),
      deliverOutbox(outbox, session, { clock, log }),
      concerns.deliver(session),
      fetchSiteLists(hold.shelf, session, { clock, log }),
      deliverIcons(browsers, session, clock),
      reportHealth({ look: () => lookAtHealth(health), clock, hubNow, log }, session),
      concerns.selfTest.deliver(session),
      able.includes('inventory') ? inventory.deliver(session) : null,
      updater.attend(session),
    ])
    // Without a link nobody sees anything.
    sign.tell('nobody')
  }

  const pupilPage = await sign.start(stop)
  ownPage.push(new URL(pupilPage).host)
  await agreements.handTo({ add, settled: () => outbox.settled() }, () => link.state.value.state === 'live')
  await serveStatus(
    dataFolder,
    () => ({
      ...heldStatus(platform, hold),
      deviceId: identity.deviceId,
      room: identity.room,
      link: link.state.value,
      factsWaiting: outbox.waiting,
      picturesWaiting: concerns.picturesWaiting,
      policyVersion: concerns.policies.current?.version ?? null,
      policyRevision: concerns.policies.current?.revision ?? null,
      policyTold: policies.told,
      browsers:
        browserPlace === null ? null : { linked: [...browsers.browsers], tabs: browsers.tabs.value.length, refusals: browsers.refusals },
      watched: sign.watched,
      pupilPage,
      refusedOrders: link.refusedOrders,
    }),
    stop,
  )
  void releaseStartMemory(clock, stop)
  void reportToSupervisor(process.env, clock, log, stop)
  await link.run(attend, stop)
  watched.abort()
  browsers.close()
  await Promise.all([hold.end(updater.restarting), recording, watching])
  await outbox.close()
}

/** [SE1, SE9] What the hub said in its welcome of the ends of sessions. */
async function heedTimeouts(timeouts: TimeoutKeeper, told: Session['welcome']['timeouts']): Promise<void> {
  if (told === null) return
  await timeouts.follow(told.policy)
  if (told.lifted !== null) await timeouts.renew(told.lifted)
}

/** [BR2] The browsers go by the privacy list as it changes. */
async function heedPrivacy(privacy: KeptSetting<PrivacyList>, browsers: BrowserLink, signal: AbortSignal): Promise<void> {
  let known = privacy.now.value
  for await (const list of privacy.now.watch(signal)) {
    if (list !== known) await browsers.heedPrivacy()
    known = list
  }
}

/** [OB4] A disk that refuses what restricts this PC is a fact like one that refuses the outbox. */
async function tellOfDisk(refused: Hold['diskRefused'], outbox: Outbox, signal: AbortSignal): Promise<void> {
  for await (const refusal of refused.watch(signal)) if (refusal !== null) outbox.diskRefused(refusal.code)
}

async function tendOutbox(outbox: Outbox, clock: AgentClock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(tendOutboxEveryMs, signal)
    outbox.tend()
  }
}
