import { expect, it } from 'vitest'
import { WindowsSensors } from '../../../../agent/platform/windows/windows-sensors'

it('tells every monitor, the primary one first, as Wine with its single one cannot', () => {
  const sensors = new WindowsSensors()
  const size = { y: 0, height: 1_080 }
  sensors.heed({
    kind: 'monitors',
    monitors: [
      { ...size, x: 1_920, width: 1_920, primary: true, name: '\\\\.\\DISPLAY1' },
      { ...size, x: 0, width: 1_280, primary: false, name: '\\\\.\\DISPLAY2' },
    ],
  })
  expect(sensors.monitors.value).toEqual([
    { ...size, index: 0, x: 1_920, width: 1_920, primary: true, name: 'DISPLAY1' },
    { ...size, index: 1, x: 0, width: 1_280, primary: false, name: 'DISPLAY2' },
  ])
  sensors.detach()
  expect(sensors.monitors.value).toEqual([])
})

it('keeps since when a window is in front, and knows a guest', () => {
  const sensors = new WindowsSensors()
  const front = { pid: 9, x: 0, y: 0, className: 'Notepad', title: 'Essay', path: 'C:\\Windows\\notepad.exe' }
  sensors.heed({ kind: 'front', front })
  const first = sensors.foreground.value
  sensors.heed({ kind: 'front', front: { ...front, x: 50 } })
  expect(sensors.foreground.value).toBe(first)
  expect(first).toMatchObject({ title: 'Essay', application: 'notepad', process: { pid: 9, name: 'notepad.exe' } })
  sensors.heed({ kind: 'user', user: { name: 'Guest', fullName: '', since: 5 } })
  expect(sensors.user.value).toEqual({ name: 'Guest', displayName: 'Guest', guest: true, sessionStartedAt: 5 })
})
