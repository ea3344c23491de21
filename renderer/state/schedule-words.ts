import { powerDays } from '#shared/model/power-schedule'

/** 5 January 1970 was a Monday. */
const mondayMs = 4 * 24 * 60 * 60_000

/** "Monday" or "Mon"; 1 is Monday. */
export const dayName = (day: number, style: 'long' | 'short'): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: style, timeZone: 'UTC' }).format(mondayMs + (day - 1) * 24 * 60 * 60_000)

/** "Mon to Fri", "Sat, Sun": days in their order, a run of three or more drawn together. Null for every day. */
export const dayList = (days: readonly number[], to: string): string | null => {
  if (powerDays.every((day) => days.includes(day))) return null
  const runs: number[][] = []
  for (const day of powerDays.filter((one) => days.includes(one))) {
    const run = runs.at(-1)
    if (run?.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  const name = (day: number | undefined): string => (day === undefined ? '' : dayName(day, 'short'))
  return runs.map((run) => (run.length > 2 ? `${name(run[0])} ${to} ${name(run.at(-1))}` : run.map(name).join(', '))).join(', ')
}

const nextFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' })

/** "Monday 23 November at 16:30". */
export const nextRunWords = (at: number): string => nextFormat.format(at)
