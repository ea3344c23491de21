import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { AgentBuild, DeviceUpdate, RollOutPlan } from '#shared/model/agent-build'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import { agentClock } from '../../agent/clock'
import { enrol } from '../../agent/enrolment/enrol'
import { launchEnvironment } from '../../agent/launch-environment'
import { pointTo, programName, versionsFolder, writeUpdateState } from '../../agent/update/version-state'
import { writeRollBack } from '../../scripts/package/update-archive'
import { uploadBuild } from '../support/build-upload'
import type { ConsoleClient } from '../support/console-client'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import { watchCovers } from '../support/screen/cover-watch'
import { type StagedAgent, stageAgent } from '../support/update-builds'

/** A PC whose agent is started again whenever it ends, as systemd does. */
interface Pc {
  readonly deviceId: string
  readonly dataFolder: string
  readonly log: string[]
  stop(): Promise<void>
}

/** Of the new build: on this PC it ends as soon as it is started. */
const prelude = "if (process.argv[2] === 'run' && process.env.TEST_FAULT === 'crash') process.exit(1)"

let staged: StagedAgent
let hub: TestHub
let desktop: Desktop
let technician: ConsoleClient
const pcs: Pc[] = []

/** What the agent keeps of its PC until the next boot: looking takes a second of the machine, on which there are ten of them. */
const keptInventory = JSON.stringify({
  format: 'classwarden-inventory-1',
  bootId: agentClock.bootId(),
  inventory: { operatingSystem: 'Debian', model: 'PC', processor: 'x86', memoryMb: 4_096 },
})

interface PcOptions {
  readonly display?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Done between enrolment and the first start. */
  readonly prepare?: (dataFolder: string) => Promise<void>
}

async function startPc(bundle: EnrolmentBundle, { display = ':9999', environment = {}, prepare }: PcOptions = {}): Promise<Pc> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'classwarden-updated-'))
  const identity = await enrol(bundle, dataFolder, Date.now())
  if (!identity.ok) throw new Error(identity.detail)
  await writeFile(path.join(dataFolder, 'inventory.json'), keptInventory)
  await prepare?.(dataFolder)
  const log: string[] = []
  let child: ChildProcess | null = null
  let stopped = false
  const start = (): void => {
    const args = [staged.launcher, 'run', '--data', dataFolder, '--display', display, '--power-programs', '/dev/null']
    child = spawn(process.execPath, args, {
      env: { ...process.env, ...launchEnvironment, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()))
    child.once('exit', () => {
      if (!stopped) start()
    })
  }
  start()
  return {
    deviceId: identity.value.deviceId,
    dataFolder,
    log,
    stop: async () => {
      stopped = true
      if (child?.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      }
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

beforeAll(async () => {
  ;[staged, hub, desktop] = await Promise.all([
    stageAgent(),
    startTestHub({
      bounds: { expireEveryMs: 100, consoleMessagesPerSecond: 1_000, buildBytesPerSecond: 1e9, buildsAtOnce: 3, buildSteadySeconds: 0 },
    }),
    startDesktop({ width: 800, height: 600 }),
  ])
  technician = await hub.signIn('technician')
  const bundle = await hub.issueBundle(10)
  const starting = Array.from({ length: 10 }, (_none, number) =>
    startPc(bundle, {
      ...(number === 0 ? { display: desktop.display } : {}),
      ...(number === 1 ? { environment: { TEST_FAULT: 'crash' } } : {}),
    }),
  )
  pcs.push(...(await Promise.all(starting)))
}, 60_000)
afterAll(async () => {
  await Promise.all(pcs.map((pc) => pc.stop()))
  await desktop.stop()
  await hub.stop()
  await staged.remove()
})

const standings = async ({ buildId }: AgentBuild): Promise<readonly DeviceUpdate[]> =>
  (await technician.must('build:progress', { buildId })).devices
const count = (devices: readonly DeviceUpdate[], standing: DeviceUpdate['standing']): number =>
  devices.filter((device) => device.standing === standing).length
/** Slower than the hub's limit of messages. */
const untilStanding = (what: string, build: AgentBuild, isSo: (devices: readonly DeviceUpdate[]) => boolean): Promise<void> =>
  vi.waitFor(
    async () => {
      const devices = await standings(build)
      const found = devices.map(({ standing, why, agentVersion }) => [standing, why, agentVersion].join(' ')).join(', ')
      expect(isSo(devices), `${what}: ${found}`).toBe(true)
    },
    { timeout: 90_000, interval: 250 },
  )
const logs = (): string => pcs.map((pc, number) => `--- PC ${number}\n${pc.log.join('')}`).join('')

const planOf = ({ buildId }: AgentBuild): RollOutPlan => ({
  ...{ buildId, roomIds: null, percent: 100, inUse: false, withinMinutes: 5 },
  state: 'running',
})

/** Hands the hub a build or the order to go back. */
const add = async (file: string): Promise<AgentBuild> => {
  const added = await uploadBuild(technician, await readFile(file))
  if (!added.ok) throw new Error(added.detail)
  return added.value
}

test('[UP5, UP6, UP7, UP8] version 1 becomes 2 on nine PCs of ten, by stages; where it crashes the PC goes back to 1 by itself', async () => {
  const build = await add(await staged.makeBuild('0.2.0', { prelude }))
  const plan = { ...planOf(build), percent: 30 }
  const [locked, faulty] = [pcs[0]?.deviceId ?? '', pcs[1]?.deviceId ?? '']

  const teacher = await hub.signIn('teacher')
  const covers = await watchCovers(desktop.display)
  const room = await teacher.watch(hub.room.roomId)
  try {
    await until('ten PCs to be live', () => [...room.devices.values()].filter(({ presence }) => presence.state === 'live').length === 10)
    await until('the desktop', () => room.devices.get(locked)?.display.state === 'ready')
    await teacher.must('restriction:order', restrictionOrder(hub.room.roomId, [locked], 'lock'))
    await until('the lock', () => covers.isHeld())

    await technician.must('build:roll-out', plan)
    const early = path.join(staged.folder, 'early.cwbuild')
    await writeRollBack('0.2.0', '0.0.1', staged.key.privatePem, early)
    expect(await technician.call('build:roll-out', planOf(await add(early)))).toMatchObject({ ok: false, code: 'in-use' })
    const before = await standings(build)
    const first = before.filter(({ standing }) => standing !== 'later').map(({ deviceId }) => deviceId)
    expect(first).toHaveLength(3)
    const settled = ['installed', 'rolled-back', 'restricted']
    await untilStanding('the first three', build, (devices) =>
      devices.every(({ deviceId, standing }) => (first.includes(deviceId) ? settled.includes(standing) : standing === 'later')),
    )

    await technician.must('build:roll-out', { ...plan, percent: 100 })
    await untilStanding(
      'all but the locked one',
      build,
      (devices) => count(devices, 'installed') === 8 && count(devices, 'rolled-back') === 1,
    )
    const waiting = await standings(build)
    expect(waiting.find(({ deviceId }) => deviceId === locked)).toMatchObject({ standing: 'restricted', agentVersion: staged.version })
    expect(waiting.find(({ deviceId }) => deviceId === faulty)).toMatchObject({
      standing: 'rolled-back',
      why: 'crashed',
      agentVersion: staged.version,
    })
    expect(await covers.isHeld()).toBe(true)

    const held = covers.nextHold(AbortSignal.timeout(60_000))
    await technician.must('build:roll-out', { ...plan, percent: 100, inUse: true })
    await untilStanding('the locked one', build, (devices) => count(devices, 'installed') === 9)
    await held
    expect(await covers.isHeld()).toBe(true)
    const after = await standings(build)
    expect(after.map(({ agentVersion }) => agentVersion).toSorted()).toEqual([staged.version, ...Array.from({ length: 9 }, () => '0.2.0')])
    await until('the lock to be told', () => room.devices.get(locked)?.restrictions[0]?.state === 'applied')
    // Nobody takes an update for tampering.
    const flags = await technician.must('flag:list', { roomId: null, before: null, limit: 50 })
    expect(flags.flags.filter(({ deviceId }) => deviceId !== faulty)).toEqual([])
    // What did not change is one file on the disk, and what was fetched is gone.
    expect(existsSync(path.join(pcs[2]?.dataFolder ?? '', 'versions/incoming'))).toBe(false)
    await technician.must('build:roll-out', { ...plan, percent: 100, state: 'stopped' })
  } catch (error) {
    throw new Error(logs(), { cause: error })
  } finally {
    covers.close()
  }
}, 240_000)

test('[UP4] a signed order leads PCs from version 2 back to 1, the one of their package', async () => {
  const file = path.join(staged.folder, 'back.cwbuild')
  await writeRollBack('0.2.0', staged.version, staged.key.privatePem, file)
  const order = await add(file)
  await technician.must('build:roll-out', { ...planOf(order), percent: 40 })
  const left = ['later', 'current', 'restricted']
  await untilStanding('the way back', order, (devices) =>
    devices.every(({ standing, agentVersion }) => left.includes(standing) || (standing === 'installed' && agentVersion === staged.version)),
  )
  // Of the first four at most one is locked, and one never left version 1.
  expect(count(await standings(order), 'installed')).toBeGreaterThanOrEqual(2)
  await technician.must('build:roll-out', { ...planOf(order), percent: 40, state: 'stopped' })
}, 120_000)

test('[UP8] a version that starts and never reports is given up by its PC, which says so over the version before', async () => {
  const build = await add(await staged.makeBuild('0.3.0'))
  await technician.must('build:roll-out', { ...planOf(build), state: 'paused' })
  const { buildId } = build
  const pc = await startPc(await hub.issueBundle(), {
    prepare: async (dataFolder) => {
      const version = path.join(versionsFolder(dataFolder), '0.3.0')
      await mkdir(version, { recursive: true })
      await writeFile(path.join(version, programName), 'setInterval(() => undefined, 1_000)')
      // As the swap leaves it, but for a shorter time.
      const trial = { version: '0.3.0', buildId, before: null, starts: 0, bootId: '', reachableMs: 0, withinMs: 1_000, steadyMs: 0 }
      writeUpdateState(dataFolder, { trial, rolledBack: [], word: { buildId, state: 'trying', why: null, detail: '' } })
      pointTo(dataFolder, '0.3.0')
    },
  })
  pcs.push(pc)
  await untilStanding('the PC to go back', build, (devices) =>
    devices.some(({ deviceId, standing }) => deviceId === pc.deviceId && standing === 'rolled-back'),
  )
  const told = (await standings(build)).find(({ deviceId }) => deviceId === pc.deviceId)
  expect(told).toMatchObject({ standing: 'rolled-back', why: 'not-reported', agentVersion: staged.version })
  expect(pc.log.join('')).toContain('Version 0.3.0 did not report to the hub in time')
}, 120_000)
