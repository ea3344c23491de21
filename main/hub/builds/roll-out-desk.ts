import type { Clock } from '#shared/clock'
import type { AgentBuild, BuildWord, DeviceUpdate, RollOut } from '#shared/model/agent-build'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { HeardWord, KeptBuilds } from '../../store/agent-builds'
import type { StoreFaultCode } from '../../store/faults'
import type { Store } from '../../store/store'
import type { LessonBoard } from '../lessons/lesson-board'
import type { Log } from '../log'
import type { AgentLink, AgentLinks } from '../presence/agent-links'
import type { LiveDevice } from '../presence/live-device'
import type { Roster } from '../presence/roster'
import type { BuildShelf } from './build-shelf'
import { createBytePace } from './byte-pace'
import { chosenDevices } from './chosen-devices'
import { concerns, hindrance, standingOf } from './standing'

/** So many PCs that went back, and such a share of those that swapped, pause a roll-out by themselves. */
const pauseAfter = { devices: 2, share: 0.2 } as const

export interface RollOutDesk {
  builds(): readonly AgentBuild[]
  /** The store holds it. */
  addBuild(build: AgentBuild): void
  removeBuild(buildId: string): void
  rollOut(buildId: string): RollOut | null
  /** Those under way, each with its build; no PC is concerned by two. */
  running(): readonly Running[]
  /** The store holds this plan. PCs that have not swapped are told when it is stopped. */
  put(rollOut: RollOut): void
  progress(buildId: string): readonly DeviceUpdate[]
  /** Takes the PC's own word. */
  report(deviceId: string, word: BuildWord): Promise<Outcome<null, StoreFaultCode>>
  /** A part of an archive for a PC to which it is rolled out, as fast as all PCs together may have it. */
  part(
    deviceId: string,
    wanted: { readonly buildId: string; readonly offset: number; readonly bytes: number },
  ): Promise<Outcome<{ readonly bytes: Uint8Array<ArrayBuffer> }, 'not-found'>>
  /** Gives the orders of which the time has come. */
  run(): void
}

interface Running {
  readonly rollOut: RollOut
  readonly build: AgentBuild
}

export interface RollOutParts {
  readonly kept: KeptBuilds
  readonly shelf: BuildShelf
  readonly store: Store
  readonly roster: Roster
  readonly links: AgentLinks
  readonly lessons: LessonBoard
  readonly clock: Clock
  readonly log: Log
  /** To all PCs together. */
  readonly bytesPerSecond: number
  /** PCs that fetch at the same time. */
  readonly atOnce: number
  /** How long a new agent's link has to hold before it counts as good. */
  readonly steadySeconds: number
}

const installing = ({ buildId, changedAt }: RollOut): string => `install ${buildId} ${changedAt}`

export const createRollOutDesk = (parts: RollOutParts): RollOutDesk => {
  const { kept, shelf, store, roster, links, lessons, clock, log, atOnce, steadySeconds } = parts
  const pace = createBytePace(parts.bytesPerSecond)
  let builds = kept.builds
  const rollOuts = new Map(kept.rollOuts.map((rollOut) => [rollOut.buildId, rollOut]))
  const words = new Map<string, Map<string, HeardWord>>()
  const note = (heard: HeardWord): void => {
    const ofBuild = words.get(heard.word.buildId) ?? new Map<string, HeardWord>()
    words.set(heard.word.buildId, ofBuild.set(heard.deviceId, heard))
  }
  for (const heard of kept.words) note(heard)
  /** The link over which a PC was last asked, and for what: over a new one it is asked again. */
  const asked = new Map<string, { readonly link: AgentLink; readonly what: string }>()

  const buildOf = (buildId: string): AgentBuild | null => builds.find((build) => build.buildId === buildId) ?? null
  const running = (): readonly Running[] =>
    [...rollOuts.values()].flatMap((rollOut) => {
      const build = rollOut.state === 'running' ? buildOf(rollOut.buildId) : null
      return build === null ? [] : [{ rollOut, build }]
    })
  const isMeant = ({ rollOut: { roomIds }, build }: Running, device: LiveDevice): boolean =>
    (roomIds === null || roomIds.includes(device.roomId)) && concerns(build, device)
  const chosenOf = (under: Running): readonly string[] => {
    const meant = [...roster.all()].filter((device) => isMeant(under, device))
    return chosenDevices(
      under.build.buildId,
      meant.map(({ deviceId }) => deviceId),
      under.rollOut.percent,
    )
  }
  const hasLesson = ({ roomId }: LiveDevice): boolean => lessons.inRoom(roomId) !== null
  const heardOf = (buildId: string, deviceId: string): HeardWord | null => words.get(buildId)?.get(deviceId) ?? null

  const report: RollOutDesk['report'] = async (deviceId, word) => {
    if (buildOf(word.buildId) === null) return ok(null)
    const heard = { deviceId, word, at: clock.now() }
    const before = heardOf(word.buildId, deviceId)
    if (before !== null && JSON.stringify(before.word) === JSON.stringify(word)) return ok(null)
    note(heard)
    const stored = await store.transact(async ({ agentBuilds }) => {
      // It may have been removed meanwhile.
      if (buildOf(word.buildId) !== null) await agentBuilds.keepWord(heard)
      return ok(null)
    })
    if (word.state === 'rolled-back') await pauseIfMany(word.buildId)
    return stored
  }

  /** [UP9] Nobody may be looking when a build turns out bad. */
  const pauseIfMany = async (buildId: string): Promise<void> => {
    const rollOut = rollOuts.get(buildId)
    const states = [...(words.get(buildId)?.values() ?? [])].map(({ word }) => word.state)
    const back = states.filter((state) => state === 'rolled-back').length
    const swapped = back + states.filter((state) => state === 'installed' || state === 'trying').length
    if (rollOut?.state !== 'running' || back < pauseAfter.devices || back < swapped * pauseAfter.share) return
    const at = clock.now()
    const paused: RollOut = { ...rollOut, state: 'paused', changedAt: at }
    rollOuts.set(buildId, paused)
    const stored = await store.transact(async ({ agentBuilds, audit }) => {
      await agentBuilds.keepRollOut(paused)
      const subject = buildOf(buildId)?.version ?? buildId
      const detail = `paused by the hub: ${back} of ${swapped} PCs went back`
      await audit.append({ at, action: 'build:roll-out', staff: null, subject, detail, address: '' })
      return ok(null)
    })
    if (!stored.ok) log.warn('roll-out-pause-not-stored', { code: stored.code })
  }

  /** Once over each link: a PC that is back is asked again. */
  const ask = (link: AgentLink, what: string, give: () => Promise<Outcome<BuildWord | null>>): void => {
    const before = asked.get(link.deviceId)
    if (before?.link === link && before.what === what) return
    const asking = { link, what }
    asked.set(link.deviceId, asking)
    give()
      .then(async (answer) => {
        if (answer.ok) {
          if (answer.value !== null) await report(link.deviceId, answer.value)
          return
        }
        log.warn('build-order-unanswered', { deviceId: link.deviceId, what, code: answer.code })
        // Asked again at the next round.
        if (asked.get(link.deviceId) === asking) asked.delete(link.deviceId)
      })
      .catch((error: unknown) => {
        log.error('build-order-failed', error, { deviceId: link.deviceId, what })
      })
  }

  const install = (link: AgentLink, { buildId, bytes }: AgentBuild, rollOut: RollOut): void => {
    ask(link, installing(rollOut), () => link.order('build:install', { buildId, bytes }))
  }

  const swap = (link: AgentLink, { buildId, withinMinutes, changedAt }: RollOut): void => {
    ask(link, `swap ${buildId} ${changedAt}`, () => link.order('build:swap', { buildId, withinMinutes, steadySeconds }))
  }

  const updateOf = (rollOut: RollOut, build: AgentBuild, device: LiveDevice, chosen: boolean): DeviceUpdate => {
    const { deviceId, roomId, name, facts } = device
    const heard = heardOf(build.buildId, deviceId)
    const standing = standingOf({ rollOut, build, device, chosen, heard, lesson: hasLesson(device) })
    return { deviceId, deviceName: name, roomId, agentVersion: facts?.agentVersion ?? '', ...standing }
  }

  return {
    builds: () => builds,
    addBuild: (build) => {
      builds = [build, ...builds]
    },
    removeBuild: (buildId) => {
      builds = builds.filter((build) => build.buildId !== buildId)
      rollOuts.delete(buildId)
      words.delete(buildId)
    },
    rollOut: (buildId) => rollOuts.get(buildId) ?? null,
    running,

    put: (rollOut) => {
      const { buildId, state, changedAt } = rollOut
      rollOuts.set(buildId, rollOut)
      if (state !== 'stopped') return
      for (const { deviceId, word } of words.get(buildId)?.values() ?? []) {
        const link = links.get(deviceId)
        if (link === null || (word.state !== 'fetching' && word.state !== 'ready')) continue
        ask(link, `stop ${buildId} ${changedAt}`, () => link.order('build:stop', { buildId }))
      }
    },

    progress: (buildId) => {
      const [rollOut, build] = [rollOuts.get(buildId), buildOf(buildId)]
      if (rollOut === undefined || build === null) return []
      const chosen = new Set(chosenOf({ rollOut, build }))
      const concerned = [...roster.all()].filter(
        (device) => isMeant({ rollOut, build }, device) || heardOf(buildId, device.deviceId) !== null,
      )
      return concerned.map((device) => updateOf(rollOut, build, device, chosen.has(device.deviceId)))
    },

    report,

    part: async (deviceId, { buildId, offset, bytes }) => {
      const rollOut = rollOuts.get(buildId)
      if (rollOut?.state !== 'running' || asked.get(deviceId)?.what !== installing(rollOut))
        return fail('not-found', 'The hub rolls no such build out to this PC now.')
      await pace(bytes)
      const part = await shelf.read(buildId, offset, bytes)
      return part === null ? fail('not-found', 'The hub has this build no more: a technician can add it again.') : ok({ bytes: part })
    },

    run: () => {
      const standings = running().flatMap(({ rollOut, build }) =>
        chosenOf({ rollOut, build }).flatMap((deviceId) => {
          const device = roster.get(deviceId)
          if (device === null) return []
          return [{ rollOut, build, device, link: links.get(deviceId), standing: updateOf(rollOut, build, device, true).standing }]
        }),
      )
      let fetching = standings.filter(({ standing, link }) => standing === 'fetching' && link !== null).length
      for (const { rollOut, build, device, standing, link } of standings) {
        if (link === null || hindrance({ rollOut, device, lesson: hasLesson(device) }) !== null) continue
        if (standing === 'ready') swap(link, rollOut)
        else if (standing === 'fetching') install(link, build, rollOut)
        else if (standing === 'queue' && fetching < atOnce) {
          fetching += 1
          install(link, build, rollOut)
        }
      }
    },
  }
}
