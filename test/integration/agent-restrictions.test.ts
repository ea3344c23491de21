import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { untilLogged } from '../support/agent'
import { until } from '../support/desktop'
import { magentaPixels, openMagentaWindow, openTypist, type Pupil, startPupil, typeLine } from '../support/pupil'

let pupil: Pupil | undefined

afterEach(async () => {
  await pupil?.stop()
  pupil = undefined
})

test('a lock covers the desktop and keeps its keys, and unlocking gives both back', async () => {
  pupil = await startPupil()
  const { desktop } = pupil
  await openMagentaWindow(desktop)
  const typed = await openTypist(pupil)
  await typeLine(desktop, 'before')
  await until('the first line', async () => (await typed()) === 'before\n')

  await pupil.order('lock', { text: 'Eyes on me' })
  await pupil.untilStates('applied')
  expect(await magentaPixels(desktop)).toBe(0)
  await typeLine(desktop, 'cheating')

  await pupil.lift()
  await pupil.untilStates()
  await until('the desktop', async () => (await magentaPixels(desktop)) > 0)
  await typeLine(desktop, 'after')
  await until('the last line', async () => (await typed()).endsWith('after\n'))
  expect(await typed()).toBe('before\nafter\n')
})

test('[LE5] a blank shows over a lock, and lifting it shows the lock again', async () => {
  pupil = await startPupil()
  const { agent, hub, teacher } = pupil
  await pupil.order('lock')
  await pupil.order('blank')
  await pupil.untilStates('applied', 'applied')
  const roomId = hub.room.roomId
  await teacher.must('restriction:lift', { roomId, deviceIds: [agent.deviceId], orderId: crypto.randomUUID(), kinds: ['blank'] })
  await pupil.untilStates('applied')
  expect((await agent.status()).leases.map(({ kind }) => kind)).toEqual(['lock'])
})

test('a message is applied when shown and seen when the pupil closes it', async () => {
  pupil = await startPupil()
  await pupil.order('message', { text: 'Five minutes left' })
  await pupil.untilStates('applied')
  await pupil.desktop.run('xdotool', ['mousemove', '512', '60', 'click', '1'])
  await until('the message to be seen', () => ['seen', ''].includes(pupil?.states().join() ?? 'none'))
  await until('the lease to be seen on the PC', async () => {
    const { leases, leaseStates } = (await pupil?.agent.status()) ?? { leases: [], leaseStates: [] }
    return leases.length === 0 || leaseStates[0]?.state === 'seen'
  })
})

test('[LE4] a lock ends by itself at its end while the hub is away', async () => {
  pupil = await startPupil()
  const { desktop, hub, agent } = pupil
  await openMagentaWindow(desktop)
  await pupil.order('lock', { minutes: 0.1 })
  await pupil.untilStates('applied')
  await hub.hub.stop()
  await untilLogged(agent, 'No link')
  expect(await magentaPixels(desktop)).toBe(0)
  await until('the lock to end', async () => (await magentaPixels(desktop)) > 0, 30_000)
  expect((await agent.status()).leaseStates.map(({ state }) => state)).toEqual(['ended'])
})

test('after a crash the agent locks again from its disk, before it reaches a hub', async () => {
  pupil = await startPupil()
  const { desktop, hub, agent } = pupil
  await openMagentaWindow(desktop)
  await pupil.order('lock')
  await pupil.untilStates('applied')
  // The disk is written behind the screen.
  await until('the lease on disk', () => existsSync(path.join(agent.dataFolder, 'leases.sealed')))
  await hub.hub.stop()
  await agent.kill()
  await until('the bare desktop', async () => (await magentaPixels(desktop)) > 0)
  agent.start()
  await until('the cover', async () => (await magentaPixels(desktop)) === 0)
  // It covers before it is ready to be asked.
  let link = ''
  await until('the agent to answer', async () => {
    link = await agent.status().then(
      (status) => status.link.state,
      () => '',
    )
    return link !== ''
  })
  expect(link).not.toBe('live')
})

test('[LE3] what was ordered while the agent was away is applied when it comes back', async () => {
  pupil = await startPupil()
  await pupil.agent.end()
  await until('the PC to be silent', () => pupil?.view().presence.state === 'silent')
  await pupil.order('lock')
  pupil.agent.start()
  await pupil.untilStates('applied')
})

test('[LE6] with the X server gone a lock is reported failed, and applied when a new one comes', async () => {
  pupil = await startPupil()
  const { desktop } = pupil
  await desktop.killServer()
  await until('the display to be missed', () => pupil?.view().display.state === 'waiting')
  await pupil.order('lock')
  await pupil.untilStates('failed no-display')
  await desktop.startServer()
  await pupil.untilStates('applied')
  await until('the display to be told', () => pupil?.view().display.state === 'ready')
})
