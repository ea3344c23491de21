import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Closers } from '../../support/classroom/closers'
import { type HubProgram, startHubProgram } from '../../support/classroom/hub-program'
import { followRestrictions } from '../../support/classroom/restriction-log'
import { type Account, foundSchool, linkTo, must, newPassword, type School } from '../../support/classroom/school'
import { enrolSimulatedClass, type SimulatedClass, type SimulatedRoom } from '../../support/classroom/simulated-class'
import { cpuSecondsOf, memoryOf, waitedSecondsOf } from '../measure/process-tree'
import { tell } from '../measure/progress'
import { percentile, round, spread, type Spread } from '../measure/statistics'

interface FanoutOptions {
  readonly agents: number
  readonly rounds: number
  /** How long the load is measured before the first lock. */
  readonly seconds: number
  /** Milliseconds from one window change of an agent to the next; 0 for none. */
  readonly windowEvery: number
  /** How many agents send a picture a second to a teacher who looks. */
  readonly pictures: number
}

/** One stretch of the hub's life. */
interface HubShare {
  /** Of one core, by the hub's own process times. */
  readonly cpuPct: number
  /** Of the time: its main thread was ready, and others had both cores. */
  readonly starvedPct: number
}

export interface FanoutFigures {
  readonly agents: number
  readonly rooms: number
  readonly rounds: number
  readonly connectMs: number
  /** From the teacher's order for every room to each agent's own word, as a console hears it, under the load. */
  readonly lockAckMs: Spread & { readonly max: number }
  /** The greatest RSS that was seen. */
  readonly hubMb: number
  /** Under the load: window changes and pictures, a console watching each room. */
  readonly hubCpuPercent: number
  readonly hubStarvedPercent: number
  /** With a lock and an unlock of everybody each second or so besides. */
  readonly hubLockingCpuPercent: number
  /** What the agents told in the measured stretch and the hub answered: whether the load was there. */
  readonly windowsPerSecond: number
  readonly picturesPerSecond: number
  readonly refused: number
}

const pcsPerRoom = 30
const roundLimitMs = 30_000
/** The agents share the machine with what they load: two processes, so that none is itself what is slow. */
const loaders = 2

export async function measureFanout(closers: Closers, options: FanoutOptions): Promise<FanoutFigures> {
  const { agents, rounds } = options
  tell('starting the headless hub')
  const hub = closers.add(await startHubProgram(), (one) => one.stop())
  const school = await foundSchool(hub, 'Hall 1', pcsPerRoom)
  closers.add(school.technician, (link) => link.close())
  const { rooms, plans } = await furnish(school, options)

  tell(`enrolling ${agents} simulated agents in ${rooms.length} rooms`)
  const classes = await Promise.all(
    plans.map(({ rooms: theirs, firstIndex }) => enrolSimulatedClass(theirs, firstIndex, options.windowEvery)),
  )
  for (const one of classes) closers.add(one, (it) => it.stop())
  tell('connecting them, all at once')
  const connectMs = Math.max(...(await Promise.all(classes.map((one) => one.connect()))))

  const { heard, deviceIds } = await watchAll(closers, hub, school, rooms)
  const pcs = [...deviceIds.values()].reduce((sum, ids) => sum + ids.length, 0)
  if (pcs !== agents) throw new Error(`the rooms hold ${pcs} PCs, not ${agents}`)
  const orderer = closers.add(await signedIn(hub, school.teacher), (link) => link.close())

  // What a class brings when it connects (first pictures, new paces) is over.
  await sleep(3_000)
  const told = await countTold(classes)
  const load = await shareOf(hub, () => sleep(options.seconds * 1_000))
  const toldSince = await countTold(classes)
  tell(`under the load: ${load.cpuPct} % of a core`)
  let hubMb = (await memoryOf([hub.pid])).rssMb

  const samples: number[] = []
  const locking = await shareOf(hub, async () => {
    for (let turn = 0; turn <= rounds; turn += 1) {
      const all = heard.until(agents)
      const startedMs = performance.now()
      const order = { kind: 'lock' as const, reason: '', text: '', minutes: 10 }
      const given = rooms.map(({ roomId }) =>
        orderer.ask('restriction:order', { roomId, deviceIds: [...(deviceIds.get(roomId) ?? [])], orderId: randomUUID(), ...order }),
      )
      for (const answer of await Promise.all(given)) must('locking', answer)
      const took = (await all).map((atMs) => atMs - startedMs)
      if (turn > 0) samples.push(...took)
      tell(`round ${turn} of ${rounds}: all after ${Math.max(...took).toFixed(1)} ms`)
      hubMb = Math.max(hubMb, (await memoryOf([hub.pid])).rssMb)
      const lifted = rooms.map(({ roomId }) =>
        orderer.ask('restriction:lift', { roomId, deviceIds: [...(deviceIds.get(roomId) ?? [])], orderId: randomUUID(), kinds: ['lock'] }),
      )
      for (const answer of await Promise.all(lifted)) must('unlocking', answer)
      // A console may say thirty things a second.
      await sleep(Math.max(500, (rooms.length * 2_000) / 30))
    }
  })
  const refused = (await countTold(classes)).refused
  return {
    agents,
    rooms: rooms.length,
    rounds,
    connectMs: round(connectMs),
    lockAckMs: { ...spread(samples), max: round(percentile(samples, 100)) },
    hubMb: round(hubMb),
    hubCpuPercent: load.cpuPct,
    hubStarvedPercent: load.starvedPct,
    hubLockingCpuPercent: locking.cpuPct,
    windowsPerSecond: round((toldSince.windows - told.windows) / options.seconds),
    picturesPerSecond: round((toldSince.pictures - told.pictures) / options.seconds),
    refused,
  }
}

interface WatchedRoom {
  readonly roomId: string
  readonly name: string
  /** Its PCs send pictures: a teacher looks. */
  readonly seen: boolean
}

/** Makes the rooms and deals them out to the processes of agents. */
async function furnish(
  { technician, room, bundle }: School,
  { agents, pictures }: FanoutOptions,
): Promise<{
  readonly rooms: readonly WatchedRoom[]
  readonly plans: readonly { readonly rooms: SimulatedRoom[]; readonly firstIndex: number }[]
}> {
  const rooms: WatchedRoom[] = []
  const plans = Array.from({ length: loaders }, (): SimulatedRoom[] => [])
  let seated = 0
  let picturing = 0
  while (seated < agents) {
    const size = Math.min(pcsPerRoom, agents - seated)
    const made =
      rooms.length === 0 ? room : must('making a room', await technician.ask('room:create', { name: `Hall ${rooms.length + 1}` }))
    const issued =
      rooms.length === 0
        ? bundle
        : must(
            'issuing a bundle',
            await technician.ask('enrolment:issue', { roomId: made.roomId, uses: size, expiresAt: Date.now() + 3_600_000 }),
          ).bundle
    const seers = Math.min(size, pictures - picturing)
    const plan = plans[rooms.length % loaders]
    if (seers > 0) plan?.push({ bundle: issued, agents: seers, picturesPerSecond: 1 })
    if (size > seers) plan?.push({ bundle: issued, agents: size - seers, picturesPerSecond: 0 })
    rooms.push({ roomId: made.roomId, name: made.name, seen: seers > 0 })
    seated += size
    picturing += seers
  }
  let firstIndex = 0
  const numbered = plans
    .filter((plan) => plan.length > 0)
    .map((plan) => {
      const from = firstIndex
      firstIndex += plan.reduce((sum, one) => sum + one.agents, 0)
      return { rooms: plan, firstIndex: from }
    })
  return { rooms, plans: numbered }
}

const signedIn = async (hub: HubProgram, account: Account) => {
  const link = await linkTo(hub)
  must('signing in', await link.ask('staff:sign-in', { ...account, totpCode: null }))
  return link
}

/** The locks that consoles hear of. */
interface Heard {
  /** When each of the next `count` locks was heard; rejects where they do not come. */
  until(count: number): Promise<readonly number[]>
}

/** A console for each room: a teacher's where pictures flow, else a technician's, which is told no pictures. */
async function watchAll(
  closers: Closers,
  hub: HubProgram,
  { technician, teacher }: School,
  rooms: readonly WatchedRoom[],
): Promise<{ readonly heard: Heard; readonly deviceIds: ReadonlyMap<string, readonly string[]> }> {
  const watcher = { signInName: 'rounds', password: newPassword() }
  const account = { ...watcher, displayName: 'Kim Rounds', role: 'technician' as const, roomIds: null, expiresAt: null }
  must('making the second technician', await technician.ask('staff:create', account))
  let times: number[] = []
  let onHeard = (): void => undefined
  const deviceIds = new Map<string, readonly string[]>()
  for (const room of rooms) {
    const link = closers.add(await signedIn(hub, room.seen ? teacher : watcher), (one) => one.close())
    const feed = await followRestrictions(link, room, () => {
      times.push(performance.now())
      onHeard()
    })
    deviceIds.set(room.roomId, [...feed.devices.keys()])
  }
  const until = (count: number): Promise<readonly number[]> => {
    times = []
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${count - times.length} agents did not answer`)), roundLimitMs)
      onHeard = () => {
        if (times.length < count) return
        clearTimeout(late)
        resolve(times)
      }
    })
  }
  return { heard: { until }, deviceIds }
}

async function countTold(classes: readonly SimulatedClass[]) {
  const counts = await Promise.all(classes.map((one) => one.count()))
  const sum = (pick: (one: (typeof counts)[number]) => number): number => counts.reduce((total, one) => total + pick(one), 0)
  return { windows: sum((one) => one.windows), pictures: sum((one) => one.pictures), refused: sum((one) => one.refused) }
}

/** What the hub took of a core while `work` went on. */
async function shareOf(hub: HubProgram, work: () => Promise<unknown>): Promise<HubShare> {
  const look = async () => ({ cpu: await cpuSecondsOf([hub.pid]), waited: await waitedSecondsOf(hub.pid), atMs: performance.now() })
  const before = await look()
  await work()
  const after = await look()
  const seconds = (after.atMs - before.atMs) / 1_000
  return { cpuPct: round(((after.cpu - before.cpu) / seconds) * 100), starvedPct: round(((after.waited - before.waited) / seconds) * 100) }
}
