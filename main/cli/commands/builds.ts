import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DeviceUpdate, RollOut } from '#shared/model/agent-build'
import { fail, ok } from '#shared/outcome'
import { buildUploadBytes } from '#shared/protocol/build-calls'
import { asStaff, type Context } from '../context'
import { type CliOutcome, type ExitCode, exitCodes } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'
import { findRoom } from '../targets'

/** Below the hub's rate of messages. */
const partEveryMs = 40

type Listed = Extract<Awaited<ReturnType<typeof listed>>, { ok: true }>['value'][number]

const listed = (link: HubLink) => link.ask('build:list', {})

/** What the hub holds. */
export const listBuilds = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const builds = await listed(link)
    if (!builds.ok) return builds
    const rows = builds.value.map(({ buildId, version, from, platform, keyFingerprint, rollOut }) => [
      ...[from === null ? version : `${version}, back from ${from}`, buildId.slice(0, 12), platform, keyFingerprint.slice(0, 16)],
      rollOut === null ? 'not rolled out' : `${rollOut.state} at ${rollOut.percent} %`,
    ])
    const shown = rows.length === 0 ? 'The hub holds no builds.' : table([['VERSION', 'BUILD', 'FOR', 'SIGNED BY', 'ROLL-OUT'], ...rows])
    context.print(context.options.json ? JSON.stringify(builds.value) : shown)
    return ok(null)
  })

/** Sends an archive up, which the hub checks. */
export const addBuild = (context: Context, file: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const archive = await readFile(file).catch(() => null)
    if (archive === null) return fail('file-unreadable', `${file} cannot be read: check its name and its rights.`)
    const uploadId = randomUUID()
    for (let offset = 0; offset < archive.length; offset += buildUploadBytes) {
      const bytes = Uint8Array.from(archive.subarray(offset, offset + buildUploadBytes))
      const [taken] = await Promise.all([link.ask('build:upload', { uploadId, offset, bytes }), sleep(partEveryMs)])
      if (!taken.ok) return taken
    }
    const build = await link.ask('build:add', { uploadId })
    if (!build.ok) return build
    const { version, buildId, keyFingerprint } = build.value
    context.print(
      context.options.json
        ? JSON.stringify(build.value)
        : `${version} (${buildId.slice(0, 12)}) is added. PCs take it if ${keyFingerprint.slice(0, 16)} is the key of their package.`,
    )
    return ok(null)
  })

async function findBuild(link: HubLink, named: string): Promise<CliOutcome<Listed>> {
  const builds = await listed(link)
  if (!builds.ok) return builds
  const found = builds.value.filter(({ version, buildId }) => version === named || (named.length >= 6 && buildId.startsWith(named)))
  const [first] = found
  if (first === undefined) return fail('target-unknown', `The hub holds no build ${named}: look at agent-builds list.`)
  return found.length === 1 ? ok(first) : fail('target-ambiguous', `Several builds are called ${named}: name one by its id.`)
}

export interface RollOutOptions {
  readonly room: readonly string[]
  readonly percent: number
  readonly inUse?: boolean
  readonly within: number
}

const told = (context: Context, version: string, rollOut: RollOut): CliOutcome<null> => {
  context.print(context.options.json ? JSON.stringify(rollOut) : `The roll-out of ${version} is ${rollOut.state} at ${rollOut.percent} %.`)
  return ok(null)
}

/** Begins a roll-out, or changes its plan. */
export const rollOutBuild = (context: Context, named: string, own: RollOutOptions): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const build = await findBuild(link, named)
    if (!build.ok) return build
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const roomIds: string[] = []
    for (const name of own.room) {
      const room = findRoom(rooms.value, name)
      if (!room.ok) return room
      roomIds.push(room.value.roomId)
    }
    const { buildId, version } = build.value
    const plan = { buildId, percent: own.percent, inUse: own.inUse === true, withinMinutes: own.within, state: 'running' as const }
    const rollOut = await link.ask('build:roll-out', { ...plan, roomIds: roomIds.length === 0 ? null : roomIds })
    return rollOut.ok ? told(context, version, rollOut.value) : rollOut
  })

/** Pauses, resumes or stops a roll-out. */
export const setRollOut = (context: Context, named: string, state: RollOut['state']): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const build = await findBuild(link, named)
    if (!build.ok) return build
    const { rollOut: before, version } = build.value
    if (before === null) return fail('not-found', `${version} is not being rolled out.`)
    const { buildId, roomIds, percent, inUse, withinMinutes } = before
    const rollOut = await link.ask('build:roll-out', { buildId, roomIds, percent, inUse, withinMinutes, state })
    return rollOut.ok ? told(context, version, rollOut.value) : rollOut
  })

const deviceRow = ({ deviceName, agentVersion, standing, why, detail }: DeviceUpdate): readonly string[] => [
  deviceName,
  agentVersion,
  standing,
  why === null ? '' : `${why}: ${detail}`,
]

/** How a build stands on each PC. */
export const showProgress = (context: Context, named: string): Promise<CliOutcome<ExitCode>> =>
  asStaff(context, async (link) => {
    const build = await findBuild(link, named)
    if (!build.ok) return build
    const progress = await link.ask('build:progress', { buildId: build.value.buildId })
    if (!progress.ok) return progress
    const { devices } = progress.value
    const count = (standing: DeviceUpdate['standing']): number => devices.filter((device) => device.standing === standing).length
    const sum = `${count('installed')} updated, ${count('rolled-back')} rolled back, ${count('refused')} refused, of ${devices.length}`
    context.print(
      context.options.json
        ? JSON.stringify(progress.value)
        : `${table([['PC', 'RUNS', 'UPDATE', 'WHY'], ...devices.map(deviceRow)])}\n${sum}`,
    )
    return ok(count('rolled-back') + count('refused') > 0 ? exitCodes.incomplete : exitCodes.done)
  })

/** Takes a build from the hub. */
export const removeBuild = (context: Context, named: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const build = await findBuild(link, named)
    if (!build.ok) return build
    const removed = await link.ask('build:remove', { buildId: build.value.buildId })
    if (!removed.ok) return removed
    context.print(context.options.json ? JSON.stringify({ removed: build.value.buildId }) : `${build.value.version} is removed.`)
    return ok(null)
  })
