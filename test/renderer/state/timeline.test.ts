import { describe, expect, it } from 'vitest'
import type { Usage } from '#shared/model/outbox'
import { barsOf, coloursOf, colourCount, fitted, percentOf, rowsOf, ticksOf, totalsOf } from '../../../renderer/state/timeline'
import { stretchOf } from '../../../renderer/state/timeline-period'
import { stepBar } from '../../../renderer/state/timeline-steps'

const second = 1_000
const minute = 60 * second
const day = new Date('2026-11-23T00:00').getTime()
const at = (clock: string): number => new Date(`2026-11-23T${clock}`).getTime()
const within = { from: at('10:00'), until: at('11:00') }

const span = (application: string, from: number, until: number, title = application, user = 'aisha'): Usage => ({
  kind: 'usage',
  user,
  application,
  title,
  from,
  until,
})
const [a, b, c] = [at('10:05'), at('10:10'), at('10:20')]

describe('the bars of a timeline', () => {
  it('join windows of one application, name the longest, and keep another person apart', () => {
    const spans = [span('Writer', a, b, 'Essay'), span('Writer', b + second, c, 'Notes'), span('Writer', c, c + minute, 'Notes', 'ben')]
    expect(barsOf(spans, within)).toEqual([
      { application: 'Writer', user: 'aisha', title: 'Notes', windows: 2, from: a, until: c },
      { application: 'Writer', user: 'ben', title: 'Notes', windows: 1, from: c, until: c + minute },
    ])
  })

  it('part where nothing was in front, or another application', () => {
    const apart = barsOf([span('Writer', a, b), span('Writer', b + minute, c)], within)
    expect(apart).toHaveLength(2)
    const between = barsOf([span('Writer', a, b), span('Chess', b, b + second), span('Writer', b + second, c)], within)
    expect(between.map(({ application }) => application)).toEqual(['Writer', 'Chess', 'Writer'])
  })

  it('are cut to the time asked for; what lies outside is not counted', () => {
    const spans = [span('Writer', at('09:00'), at('09:30')), span('Writer', at('09:50'), a), span('Chess', at('10:59'), at('12:00'))]
    const bars = barsOf(spans, within)
    expect(bars.map(({ from, until }) => [from, until])).toEqual([
      [within.from, a],
      [at('10:59'), within.until],
    ])
  })

  it('are summed by application over the class, longest first, and coloured in that order', () => {
    const rows = rowsOf(
      {
        devices: [
          { deviceId: 'x', deviceName: 'PC-10', spans: [span('Writer', a, b), span('Chess', b, c)] },
          { deviceId: 'y', deviceName: 'PC-9', spans: [span('Writer', a, c)] },
        ],
      },
      within,
    )
    expect(rows.map(({ deviceName }) => deviceName)).toEqual(['PC-9', 'PC-10'])
    const totals = totalsOf(rows)
    expect(totals).toEqual([
      { application: 'Writer', totalMs: 20 * minute },
      { application: 'Chess', totalMs: 10 * minute },
    ])
    const many = Array.from({ length: 20 }, (_, index) => ({ application: `app ${index}`, totalMs: 20 - index }))
    expect([...coloursOf(many).values()].slice(6, 10)).toEqual([6, 7, colourCount, colourCount])
  })

  it('are given the width they need: out to the quarter of an hour, never beyond what was asked', () => {
    const row = { deviceId: 'x', deviceName: 'x', users: [], bars: barsOf([span('Writer', at('10:20'), at('10:31'))], within) }
    expect(fitted([row], within)).toEqual({ from: at('10:15'), until: at('10:45') })
    expect(fitted([], within)).toEqual(within)
    expect(percentOf(at('10:15'), within)).toBe(25)
  })

  it.each([
    ['10:00', '11:00', ['10:00', '10:10', '10:20', '10:30', '10:40', '10:50', '11:00']],
    ['10:03', '10:09', ['10:03', '10:04', '10:05', '10:06', '10:07', '10:08', '10:09']],
    ['00:00', '16:00', ['00:00', '02:00', '04:00', '06:00', '08:00', '10:00', '12:00', '14:00', '16:00']],
  ])('have round times under them from %s to %s', (from, until, ticks) => {
    expect(ticksOf({ from: at(from), until: at(until) })).toEqual(ticks.map(at))
  })
})

describe('the time a timeline looks at', () => {
  const chosen = { day: '2026-11-20', from: '09:00', until: '10:30' }
  const lesson = {
    lessonId: 'l',
    roomId: 'r',
    title: '',
    teacher: { staffId: 's', displayName: '' },
    startedAt: at('10:00'),
    endsAt: at('10:45'),
  }
  it('is the lesson up to now, the last hour, today, or what was chosen', () => {
    expect(stretchOf('lesson', chosen, lesson, at('10:20'))).toEqual({ from: at('10:00'), until: at('10:20') })
    expect(stretchOf('lesson', chosen, lesson, at('12:00'))).toEqual({ from: at('10:00'), until: at('10:45') })
    expect(stretchOf('hour', chosen, null, at('10:20'))).toEqual({ from: at('09:20'), until: at('10:20') })
    expect(stretchOf('today', chosen, null, at('10:20'))).toEqual({ from: day, until: at('10:20') })
    const [from, until] = [new Date('2026-11-20T09:00').getTime(), new Date('2026-11-20T10:30').getTime()]
    expect(stretchOf('chosen', chosen, null, 0)).toEqual({ from, until })
  })

  it('is nothing without a lesson, or where the end is not after the beginning', () => {
    expect(stretchOf('lesson', chosen, null, day)).toBeNull()
    expect(stretchOf('chosen', { ...chosen, until: '09:00' }, null, day)).toBeNull()
    expect(stretchOf('chosen', { ...chosen, day: '' }, null, day)).toBeNull()
  })
})

describe('the keyboard in a timeline', () => {
  const row = (...spans: Usage[]) => ({ deviceId: 'x', deviceName: 'x', users: [], bars: barsOf(spans, within) })
  const rows = [
    row(),
    row(span('A', a, b), span('B', b, c)),
    row(),
    row(span('C', at('10:30'), at('10:40')), span('D', at('10:50'), at('10:55'))),
  ]

  it('begins at the first bar, steps within a row, and stays at its ends', () => {
    expect(stepBar(rows, null, 'ArrowRight')).toEqual({ row: 1, bar: 0 })
    expect(stepBar(rows, { row: 1, bar: 0 }, 'ArrowRight')).toEqual({ row: 1, bar: 1 })
    expect(stepBar(rows, { row: 1, bar: 1 }, 'ArrowRight')).toEqual({ row: 1, bar: 1 })
    expect(stepBar(rows, { row: 1, bar: 1 }, 'Home')).toEqual({ row: 1, bar: 0 })
    expect(stepBar(rows, { row: 1, bar: 0 }, 'End')).toEqual({ row: 1, bar: 1 })
  })

  it('goes to the bar nearest in time of the next row that has any', () => {
    expect(stepBar(rows, { row: 1, bar: 1 }, 'ArrowDown')).toEqual({ row: 3, bar: 0 })
    expect(stepBar(rows, { row: 3, bar: 1 }, 'ArrowUp')).toEqual({ row: 1, bar: 1 })
    expect(stepBar(rows, { row: 3, bar: 1 }, 'ArrowDown')).toBeNull()
  })

  it('leaves other keys alone, and an empty timeline too', () => {
    expect(stepBar(rows, { row: 1, bar: 0 }, 'a')).toBeNull()
    expect(stepBar(rows, null, 'Tab')).toBeNull()
    expect(stepBar([row()], null, 'ArrowRight')).toBeNull()
  })
})
