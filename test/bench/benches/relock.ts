import { setTimeout as sleep } from 'node:timers/promises'
import type { Closers } from '../../support/classroom/closers'
import { startDesktop, until } from '../../support/desktop'
import { restrictionOrder, startTestHub } from '../../support/hub'
import { watchCovers } from '../../support/screen/cover-watch'
import { nowMs } from '../../support/screen/x-display'
import { superviseAgent } from '../../support/supervised-agent'
import { tell } from '../measure/progress'
import { spread, type Spread } from '../measure/statistics'

export interface RelockFigures {
  readonly rounds: number
  /** SIGKILL to the agent of a locked PC until the next one, started by runit, has covered the screen and holds keyboard and pointer. */
  readonly killToRegrabbedMs: Spread
}

const roundLimitMs = 20_000
/** runsv holds back a service that ran for less than a second. */
const betweenKillsMs = 2_000

export async function measureRelock(closers: Closers, { rounds }: { readonly rounds: number }): Promise<RelockFigures> {
  tell('starting hub, desktop and the agent under runit')
  const hub = closers.add(await startTestHub(), (one) => one.stop())
  const desktop = closers.add(await startDesktop(), (one) => one.stop())
  const agent = closers.add(await superviseAgent({ hub, desktop }), (one) => one.stop())
  const covers = closers.add(await watchCovers(desktop.display), (one) => one.close())
  const teacher = await hub.signIn('teacher')
  await until('the agent to be linked', async () => (await agent.log()).includes('Linked to the hub'))
  await teacher.must('restriction:order', restrictionOrder(hub.room.roomId, [agent.deviceId], 'lock'))
  await until('the lock', () => covers.isHeld())
  const times: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    await sleep(betweenKillsMs)
    const held = covers.nextHold(AbortSignal.timeout(roundLimitMs))
    const killedMs = nowMs()
    await agent.kill()
    times.push((await held) - killedMs)
    tell(`round ${round} of ${rounds}: locked again after ${(times.at(-1) ?? 0).toFixed(0)} ms`)
  }
  return { rounds, killToRegrabbedMs: spread(times) }
}
