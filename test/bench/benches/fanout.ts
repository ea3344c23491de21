import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Closers } from '../../support/classroom/closers'
import { startHubProgram } from '../../support/classroom/hub-program'
import { followRestrictions } from '../../support/classroom/restriction-log'
import { foundSchool, linkTo, must } from '../../support/classroom/school'
import { startSimulatedClass } from '../../support/classroom/simulated-class'
import { cpuSecondsOf, memoryOf } from '../measure/process-tree'
import { tell } from '../measure/progress'
import { percentile, round, spread, type Spread } from '../measure/statistics'

export interface FanoutFigures {
  readonly agents: number
  readonly rounds: number
  /** From the teacher's order for the whole room to each agent's own word as a console hears it. */
  readonly lockAllAckMs: Spread & { readonly max: number }
  /** Of one core, over the locking rounds. */
  readonly hubCpuPct: number
  readonly hubRssMb: number
  readonly connectAllMs: number
}

const roundLimitMs = 30_000

export async function measureFanout(
  closers: Closers,
  options: { readonly agents: number; readonly rounds: number },
): Promise<FanoutFigures> {
  const { agents, rounds } = options
  tell('starting the headless hub')
  const hub = closers.add(await startHubProgram(), (one) => one.stop())
  const school = await foundSchool(hub, 'Hall', agents)
  closers.add(school.technician, (link) => link.close())
  tell(`enrolling and connecting ${agents} simulated agents`)
  const simulated = closers.add(await startSimulatedClass(school.bundle, agents, 0), (one) => one.stop())
  const teacher = closers.add(await linkTo(hub), (link) => link.close())
  must('signing in', await teacher.ask('staff:sign-in', { ...school.teacher, totpCode: null }))

  // The one who listens is the one who orders: a teacher's console.
  let heard: { readonly leaseId: string; readonly atMs: number }[] = []
  let onHeard = (): void => undefined
  const feed = await followRestrictions(teacher, school.room, ({ leaseId }) => {
    heard.push({ leaseId, atMs: performance.now() })
    onHeard()
  })
  const deviceIds = [...feed.devices.keys()]
  if (deviceIds.length !== agents) throw new Error(`the room holds ${deviceIds.length} PCs, not ${agents}`)

  await sleep(2_000)
  const target = { roomId: school.room.roomId, deviceIds }
  const samples: number[] = []
  const before = { cpu: await cpuSecondsOf([hub.pid]), atMs: performance.now() }
  for (let turn = 0; turn <= rounds; turn += 1) {
    heard = []
    const all = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${agents - heard.length} agents did not answer`)), roundLimitMs)
      onHeard = () => {
        if (heard.length < agents) return
        clearTimeout(late)
        resolve()
      }
    })
    const startedMs = performance.now()
    const order = { ...target, orderId: randomUUID(), kind: 'lock' as const, reason: '', text: '', minutes: 10 }
    const [given] = await Promise.all([teacher.ask('restriction:order', order), all])
    must('locking', given)
    const took = heard.map((one) => one.atMs - startedMs)
    if (turn > 0) samples.push(...took)
    tell(`round ${turn} of ${rounds}: all after ${Math.max(...took).toFixed(1)} ms`)
    must('unlocking', await teacher.ask('restriction:lift', { ...target, orderId: randomUUID(), kinds: ['lock'] }))
    await sleep(500)
  }
  const after = { cpu: await cpuSecondsOf([hub.pid]), atMs: performance.now() }
  return {
    agents,
    rounds,
    lockAllAckMs: { ...spread(samples), max: round(percentile(samples, 100)) },
    hubCpuPct: round(((after.cpu - before.cpu) / ((after.atMs - before.atMs) / 1_000)) * 100),
    hubRssMb: round((await memoryOf([hub.pid])).rssMb),
    connectAllMs: round(simulated.connectAllMs),
  }
}
