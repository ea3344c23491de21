import { expect, it } from 'vitest'
import { seatOf, seatWords } from '#shared/model/seat'

it('[DV9] a seat is written as its row and its place, and read back', () => {
  expect(seatWords({ row: 0, column: 0 })).toBe('A1')
  for (const row of [0, 7, 19]) for (const column of [0, 9, 19]) expect(seatOf(seatWords({ row, column }))).toEqual({ row, column })
  expect(seatOf(' b-03 ')).toEqual({ row: 1, column: 2 })
  for (const wrong of ['', 'A', '7', 'A0', 'A21', 'U1', 'AA1', 'A1B', '@1', '=A1']) expect(seatOf(wrong)).toBeNull()
})
