import { afterEach, describe, expect, it } from 'vitest'
import { collectClosers } from '../support/classroom/closers'
import { startDesktop, until } from '../support/desktop'
import { restrictionOrder, startTestHub } from '../support/hub'
import { watchCovers } from '../support/screen/cover-watch'
import { superviseAgent } from '../support/supervised-agent'

const closers = collectClosers()
afterEach(() => closers.closeAll())

describe('a locked PC whose agent is killed', () => {
  it('[LE8] is locked again by the next one from its own disk, without the hub', async () => {
    const hub = closers.add(await startTestHub(), (one) => one.stop())
    const desktop = closers.add(await startDesktop({ width: 800, height: 600 }), (one) => one.stop())
    const agent = closers.add(await superviseAgent({ hub, desktop }), (one) => one.stop())
    const covers = closers.add(await watchCovers(desktop.display), (one) => {
      one.close()
    })
    const teacher = await hub.signIn('teacher')
    await until('the agent to be linked', async () => (await agent.log()).includes('Linked to the hub'))
    await teacher.must('restriction:order', restrictionOrder(hub.room.roomId, [agent.deviceId], 'lock'))
    await until('the lock', () => covers.isHeld())
    await hub.restart(async () => {
      // Longer than runsv's second between two starts.
      await until('the set on disk', async () => (await agent.log()).includes('No link to the hub'))
      for (let round = 0; round < 2; round += 1) {
        const held = covers.nextHold(AbortSignal.timeout(30_000))
        const killed = await agent.kill()
        await held
        // The supervisor writes down whom it started a moment after it did.
        await until('the next agent', async () => ![null, killed].includes(await agent.pid()))
        await until('its lock', () => covers.isHeld())
      }
    })
    expect(await agent.log()).toContain('Holding 1 lease from disk')
  })
})
