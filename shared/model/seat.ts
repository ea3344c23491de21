import { z } from 'zod'

/** Rows and places of the largest room. */
export const mostRows = 20
export const mostColumns = 20

/** Counted from 0; row 0 is the front, where the teacher's desk is, column 0 its left as the pupils see it. */
export const seatSchema = z.object({
  row: z
    .number()
    .int()
    .min(0)
    .max(mostRows - 1),
  column: z
    .number()
    .int()
    .min(0)
    .max(mostColumns - 1),
})
export type Seat = z.infer<typeof seatSchema>

/** A1 is the front row's first place, B3 the third of the row behind. */
export const seatWords = ({ row, column }: Seat): string => `${String.fromCodePoint(65 + row)}${column + 1}`

/** Reads what `seatWords` writes, whatever its case; null for what is no seat. */
export const seatOf = (words: string): Seat | null => {
  const [, letter = '', place = ''] = /^([a-z])\s*-?\s*(\d{1,2})$/iu.exec(words.trim()) ?? []
  const seat = seatSchema.safeParse({ row: (letter.toUpperCase().codePointAt(0) ?? 0) - 65, column: Number(place) - 1 })
  return seat.success ? seat.data : null
}
