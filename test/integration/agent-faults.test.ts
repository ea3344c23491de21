import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Flag } from '#shared/model/outbox'
import type { AgentStatus } from '../../agent/status/status'
import { leadTo, untilLogged } from '../support/agent'
import { type Cable, layCable } from '../support/cable'
import { until } from '../support/desktop'
import { restrictionLift, restrictionOrder } from '../support/hub'
import type { OwnPc } from '../support/own-pc'
import { magentaPixels, openMagentaWindow, type Pupil, startPupil } from '../support/pupil'

const twoHoursMs = 2 * 60 * 60_000
/** Holds what an agent keeps many times over, and is full in no time. */
const diskBytes = 4 * 1024 * 1024

/** Built agent, real X server, real hub and TLS; the PC's disk, uptime, boot id and wall clock are the test's (`own-pc.ts`). */
describe('a real agent on a PC of its own', () => {
  let pupil: Pupil
  let pc: OwnPc
  let cable: Cable

  const isOpen = async (): Promise<boolean> => (await magentaPixels(pupil.desktop)) > 0
  const untilOpen = (): Promise<void> => until('the desktop', isOpen, 30_000)
  const untilCovered = (): Promise<void> => until('the cover', async () => !(await isOpen()), 30_000)
  const lock = async (minutes = 60): Promise<void> => {
    await pupil.order('lock', { minutes })
    await pupil.untilStates('applied')
    expect(await isOpen()).toBe(false)
  }
  const count = async (tamper: Flag['tamper']): Promise<number> => {
    const { flags } = await pupil.teacher.must('flag:list', { roomId: null, before: null, limit: 200 })
    return flags.filter((flag) => flag.tamper === tamper).length
  }
  const untilFlagged = (tamper: Flag['tamper'], before = 0): Promise<void> =>
    expect.poll(() => count(tamper), { interval: 250, timeout: 30_000 }).toBeGreaterThan(before)
  /** What the agent says of itself, as soon as it can: the screen is covered before. */
  const standing = async (): Promise<AgentStatus> => {
    for (;;) {
      const status = await pupil.agent.status().catch(() => null)
      if (status !== null) return status
    }
  }
  const untilLinked = (): Promise<void> => until('the link', async () => (await standing()).link.state === 'live', 30_000)

  beforeAll(async () => {
    pupil = await startPupil({}, true, { ownPc: { diskBytes } })
    if (pupil.agent.pc === null) throw new Error('The agent has no PC of its own.')
    pc = pupil.agent.pc
    cable = await layCable(pupil.hub.hub.agentPort)
    await leadTo(pupil.agent, cable.port)
    await openMagentaWindow(pupil.desktop)
    await untilLinked()
  })
  afterEach(async () => {
    await pupil.lift()
    await pupil.untilStates()
    await untilOpen()
  })
  afterAll(async () => {
    await pupil.stop()
    await cable.close()
  })

  it('[LE4] whose cable is out for longer than its lease is free at its end, and hears later what was ordered meanwhile', async () => {
    await lock(0.05)
    cable.pull()
    await delay(500)
    expect(await isOpen()).toBe(false)
    await untilOpen()
    expect((await standing()).leaseStates.map(({ state }) => state)).toEqual(['ended'])
    await pupil.order('blank')
    expect(await isOpen()).toBe(true)
    cable.plug()
    await pupil.untilStates('applied')
    await untilCovered()
  })

  it('[LE13] whose wall clock is moved two hours forward, then back, keeps its lock to its end and tells of it', async () => {
    await lock(0.1)
    pc.moveWall(twoHoursMs)
    await delay(1_500)
    expect(await isOpen()).toBe(false)
    pc.moveWall(-twoHoursMs)
    await untilOpen()
    await untilFlagged('clock-moved')
    pc.moveWall(0)
  })

  it('[LE8] that is started anew on a new X server, under a new boot id, locks from its disk before the hub', async () => {
    await lock()
    const killed = await count('agent-killed')
    cable.pull()
    await pupil.agent.kill()
    await pupil.desktop.killServer()
    pc.reboot()
    await pupil.desktop.startServer()
    await openMagentaWindow(pupil.desktop)
    pupil.agent.start()
    await untilCovered()
    const { leaseStates, link } = await standing()
    expect(leaseStates.map(({ state }) => state)).toEqual(['applied'])
    expect(link.state).not.toBe('live')
    cable.plug()
    await untilLinked()
    await pupil.untilStates('applied')
    // Switching a PC off is no tampering.
    expect(await count('agent-killed')).toBe(killed)
  })

  it('that sleeps with its X server holds on, and a lease whose end it slept through ends when it wakes', async () => {
    await lock()
    const stopped = [pupil.agent.pid, pupil.desktop.serverPid]
    for (const pid of stopped) process.kill(pid, 'SIGSTOP')
    pc.sleepFor(30 * 60_000)
    await delay(300)
    for (const pid of stopped) process.kill(pid, 'SIGCONT')
    await pupil.desktop.run('xdotool', ['key', 'a'])
    expect(await isOpen()).toBe(false)
    pc.sleepFor(31 * 60_000)
    await untilOpen()
  })

  it('whose disk is full holds what is ordered, tells of it, and keeps it again once there is room', async () => {
    const junk = pupil.agent.file('junk')
    await fill(junk)
    await lock()
    await untilLogged(pupil.agent, 'could not be written')
    await untilFlagged('disk-full')
    await rm(junk)
    await pupil.order('blank')
    await pupil.untilStates('applied', 'applied')
    cable.pull()
    await pupil.agent.kill()
    await until('the bare desktop', isOpen)
    pupil.agent.start()
    await untilCovered()
    expect((await standing()).leases.map(({ kind }) => kind).sort()).toEqual(['blank', 'lock'])
    cable.plug()
    await untilLinked()
  })

  it('[LE8] whose lease file was torn starts without it, says so, and is locked again by the hub', async () => {
    await lock()
    cable.pull()
    await pupil.agent.kill()
    const file = pupil.agent.file('leases.sealed')
    await truncate(file, Math.floor((await stat(file)).size / 2))
    await writeFile(`${file}.new`, 'half of the next')
    pupil.agent.start()
    await untilLogged(pupil.agent, 'The lease file is damaged')
    expect(await isOpen()).toBe(true)
    cable.plug()
    await pupil.untilStates('applied')
    await untilCovered()
  })

  it('[OB1] whose outbox was torn starts with what was whole, and goes on telling', async () => {
    cable.pull()
    await pupil.agent.kill()
    const file = pupil.agent.file('outbox.journal')
    await writeFile(file, Buffer.concat([await readFile(file), Buffer.from([0, 0, 0, 99, 1, 2, 3])]))
    const killed = await count('agent-killed')
    pupil.agent.start()
    await standing()
    cable.plug()
    await untilLinked()
    await untilFlagged('agent-killed', killed)
  })

  it('[LE8] that cannot read who it is holds its lock, says why, and links once it can', async () => {
    await lock()
    await pupil.agent.kill()
    const file = pupil.agent.file('identity.json')
    const identity = await readFile(file)
    await writeFile(file, identity.subarray(0, 100))
    pupil.agent.start()
    await untilCovered()
    expect(await standing()).toMatchObject({
      deviceId: null,
      link: { state: 'waiting', trouble: { code: 'identity-unreadable' } },
      leases: [{ kind: 'lock' }],
      leaseStates: [{ state: 'applied' }],
    })
    await writeFile(file, identity)
    await untilLinked()
    await pupil.untilStates('applied')
  })

  it('of which two teachers want opposite things at once ends as both consoles say', async () => {
    const { hub, agent, teacher } = pupil
    const other = await hub.signIn('head')
    const seenByOther = await other.watch(hub.room.roomId)
    for (let round = 0; round < 4; round += 1) {
      const order = teacher.call('restriction:order', restrictionOrder(hub.room.roomId, [agent.deviceId], 'lock'))
      const lift = other.call('restriction:lift', restrictionLift(hub.room.roomId, [agent.deviceId]))
      await Promise.all(round % 2 === 0 ? [order, lift] : [lift, order])
      const stands = (): string =>
        seenByOther.devices
          .get(agent.deviceId)
          ?.restrictions.map(({ state }) => state)
          .join() ?? 'unknown'
      await until('one outcome', async () => {
        const said = pupil.states().join()
        return said === stands() && ['', 'applied'].includes(said) && (await isOpen()) === (said === '')
      })
    }
    other.close()
  })

  it('whose monitors are plugged in and turned is covered on all of them', async () => {
    await pupil.desktop.run('xrandr', ['--fb', '640x480'])
    await lock()
    await pupil.desktop.run('xrandr', ['--fb', '1024x768'])
    await pupil.desktop.run('xrandr', ['--setmonitor', 'Left', '512/0x768/0+0+0', 'screen'])
    await pupil.desktop.run('xrandr', ['--setmonitor', 'Right', '512/0x768/0+512+0', 'none'])
    await until('both monitors at the hub', () => pupil.view().monitors.length === 2)
    await untilCovered()
    await pupil.desktop.run('xrandr', ['--fb', '768x1024'])
    await untilCovered()
  })
})

/** Writes until the disk takes no more. */
async function fill(file: string): Promise<void> {
  await writeFile(file, Buffer.alloc(diskBytes - 64 * 1024)).catch(() => undefined)
  for (let more = 0; more < 64; more += 1) {
    const full = await writeFile(file, Buffer.alloc(4_096), { flag: 'a' }).then(
      () => false,
      () => true,
    )
    if (full) return
  }
  throw new Error('The disk did not fill up.')
}
