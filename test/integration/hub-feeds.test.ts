import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Thumbnail } from '#shared/model/screen'
import { defaultPace } from '#shared/model/screen'
import { panelPace } from '../../main/hub/feeds/pacing'
import { startTestHub, type TestHub } from '../support/hub'
import { simulateAgent } from '../support/simulated-agent'

const picture = (keyframe: boolean, x: number, mark: number): Thumbnail => ({
  monitor: 0,
  keyframe,
  width: 320,
  height: 180,
  parts: [{ x, y: 0, width: keyframe ? 320 : 16, height: keyframe ? 180 : 16, jpeg: new Uint8Array([0xff, 0xd8, mark]) }],
})
const marks = (thumbnail: Thumbnail): (number | undefined)[] => thumbnail.parts.map(({ jpeg }) => jpeg.at(-1))

describe('the room feed', () => {
  let school: TestHub
  beforeAll(async () => {
    school = await startTestHub()
  })
  afterAll(() => school.stop())

  it('[TH3, TH5] the pace is 0 wide while nobody may see, 320 for a tile and larger for a panel', async () => {
    const agent = await school.simulateAgent()
    expect(agent.paces.at(-1)?.width).toBe(0)
    const technician = await school.signIn('technician')
    await technician.watch(school.room.roomId)
    await technician.must('device:view', { deviceId: agent.deviceId })
    const teacher = await school.signIn('teacher')
    await teacher.watch(school.room.roomId)
    await agent.until(() => agent.paces.at(-1)?.width === defaultPace.width)
    await teacher.must('device:view', { deviceId: agent.deviceId })
    await agent.until(() => agent.paces.at(-1)?.width === panelPace.width)
    await teacher.must('device:leave', { deviceId: agent.deviceId })
    await agent.until(() => agent.paces.at(-1)?.width === defaultPace.width)
    teacher.close()
    await agent.until(() => agent.paces.at(-1)?.width === 0)
    expect(agent.paces.map(({ width }) => width)).toEqual([0, 320, 960, 320, 0])
    // [TH5] What the pupil's sign tells goes with it.
    expect(agent.paces.map(({ watched }) => watched)).toEqual(['nobody', 'class', 'closely', 'class', 'nobody'])
    agent.close()
  })

  it('[RM1] patches continue the snapshot without gaps while many PCs change at once', async () => {
    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    const agents = await Promise.all(Array.from({ length: 12 }, () => school.simulateAgent()))
    await Promise.all(
      agents.flatMap((agent) =>
        Array.from({ length: 8 }, (_, number) =>
          agent.say('window:foreground', { title: `Page ${number}`, application: 'Browser', process: null, since: number }),
        ),
      ),
    )
    await teacher.until(() => agents.every(({ deviceId }) => room.devices.get(deviceId)?.foreground?.title === 'Page 7'))
    expect(room.gaps).toBe(0)
    // Bursts are folded: fewer patches than changes.
    expect(teacher.patches.length).toBeLessThan(96)

    const again = await teacher.watch(school.room.roomId)
    expect([...again.devices.keys()].sort()).toEqual([...room.devices.keys()].sort())
    const view = await teacher.must('device:view', { deviceId: agents[0]?.deviceId ?? '' })
    expect(view.windows.map(({ title }) => title).slice(0, 3)).toEqual(['Page 7', 'Page 6', 'Page 5'])
    expect(view.windows[0]?.until).toBeNull()
    for (const agent of agents) agent.close()
  })

  it('[RM3] pictures, titles and users go to teacher and head, and to nobody else', async () => {
    const agent = await school.simulateAgent()
    const consoles = await Promise.all((['teacher', 'head', 'technician', 'officer'] as const).map((role) => school.signIn(role)))
    const rooms = await Promise.all(consoles.map((client) => client.watch(school.room.roomId)))
    await agent.say('window:foreground', { title: 'Private', application: 'Browser', process: null, since: 1 })
    await agent.say('session:user', { name: 'aisha', displayName: 'Aisha K', guest: false, sessionStartedAt: 1 })
    await agent.say('session:idle', { idle: true, since: 1 })
    await agent.say('screen:thumbnail', picture(true, 0, 1))
    await agent.say('display:state', { state: 'ready' })
    await agent.until(() => rooms.every((room) => room.devices.get(agent.deviceId)?.display.state === 'ready'))
    const seen = rooms.map(({ screens, devices }) => {
      const device = devices.get(agent.deviceId)
      return [screens, device?.foreground?.title ?? null, device?.user?.name ?? null, device?.idle?.idle ?? null]
    })
    const [all, none] = [
      [true, 'Private', 'aisha', true],
      [false, null, null, null],
    ]
    expect(seen).toEqual([all, all, none, none])
    await agent.until(() => consoles.slice(0, 2).every(({ pictures }) => pictures.length > 0))
    expect(consoles.map(({ pictures }) => pictures.length > 0)).toEqual([true, true, false, false])
    expect(JSON.stringify(consoles[2]?.patches)).not.toContain('Private')
    const view = await consoles[2]?.must('device:view', { deviceId: agent.deviceId })
    expect(view).toMatchObject({ windows: [], device: { foreground: null, user: null } })
    for (const client of consoles) client.close()
    agent.close()
  })

  it('[RM4] one picture is on its way at a time; what came meanwhile follows as one, newest parts only', async () => {
    const agent = await school.simulateAgent()
    let release = (): void => undefined
    const slow = await school.signIn('teacher', {
      draw: ({ deviceId }) => (deviceId === agent.deviceId ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve()),
    })
    const quick = await school.signIn('teacher')
    await slow.watch(school.room.roomId)
    await quick.watch(school.room.roomId)
    const of = (client: typeof slow) => client.pictures.filter(({ deviceId }) => deviceId === agent.deviceId)
    await agent.say('screen:thumbnail', picture(true, 0, 1))
    await agent.until(() => of(slow).length === 1 && of(quick).length === 1)
    await agent.say('screen:thumbnail', picture(false, 0, 2))
    await agent.say('screen:thumbnail', picture(false, 32, 3))
    await agent.say('screen:thumbnail', picture(false, 0, 4))
    await agent.until(() =>
      of(quick)
        .flatMap(({ thumbnail }) => marks(thumbnail))
        .includes(4),
    )
    expect(of(slow)).toHaveLength(1)
    release()
    await agent.until(() => of(slow).length === 2)
    expect(of(slow)[1]?.thumbnail).toMatchObject({ keyframe: false })
    expect(marks(of(slow)[1]?.thumbnail ?? picture(true, 0, 0))).toEqual([3, 4])
    release()

    const late = await school.signIn('head')
    await late.watch(school.room.roomId)
    await agent.until(() => of(late).length === 1)
    expect(of(late)[0]?.thumbnail.keyframe).toBe(true)
    expect(marks(of(late)[0]?.thumbnail ?? picture(true, 0, 0))).toEqual([1, 3, 4])
    agent.close()
  })

  it('[TH2] a part that does not fit the picture held asks for a keyframe and is shown to nobody', async () => {
    const agent = await school.simulateAgent()
    const teacher = await school.signIn('teacher')
    await teacher.watch(school.room.roomId)
    expect(await agent.say('screen:thumbnail', picture(false, 0, 1))).toEqual({ ok: true, value: { wantKeyframe: true } })
    expect(await agent.say('screen:thumbnail', picture(true, 0, 2))).toEqual({ ok: true, value: { wantKeyframe: false } })
    const mine = () => teacher.pictures.filter(({ deviceId }) => deviceId === agent.deviceId)
    await agent.until(() => mine().length > 0)
    expect(marks(mine()[0]?.thumbnail ?? picture(true, 0, 0))).toEqual([2])
    agent.close()
  })

  it('a PC enrolled while a teacher watches appears, with its pictures', async () => {
    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    const identity = await school.enrol('pc-new')
    const agent = await simulateAgent(identity)
    await agent.say('screen:thumbnail', picture(true, 0, 9))
    await teacher.until(() => room.devices.get(identity.deviceId)?.presence.state === 'live')
    await teacher.until(() => teacher.pictures.some(({ deviceId }) => deviceId === identity.deviceId))
    agent.close()
  })
})
