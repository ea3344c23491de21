import { describe, expect, it } from 'vitest'
import { backupFileName, ownBackups, surplusBackups } from '../../../main/hub/backup/backup-files'

const [mine, other] = ['a'.repeat(64), 'b'.repeat(64)] as const
const dayMs = 86_400_000
/** A Wednesday. */
const newest = Date.UTC(2026, 10, 25, 1, 30)

describe('[BK4] which backups stay', () => {
  it('knows its own finished ones by their names, newest first', () => {
    const names = [backupFileName(mine, newest - dayMs), backupFileName(other, newest), backupFileName(mine, newest)]
    const half = `${backupFileName(mine, newest)}.part`
    expect(ownBackups([...names, half, 'holiday.age', ''], mine)).toEqual([
      { name: names[2], at: newest },
      { name: names[0], at: newest - dayMs },
    ])
  })

  it('keeps the newest of so many days, weeks and months, and the newest of all whatever the rules', () => {
    const daily = Array.from({ length: 400 }, (_, day) => ({ name: String(day), at: newest - day * dayMs }))
    const kept = (keep: Parameters<typeof surplusBackups>[1], files = daily): string[] => {
      const surplus = new Set(surplusBackups(files, keep))
      return files.filter(({ name }) => !surplus.has(name)).map(({ name }) => name)
    }
    expect(kept({ daily: 3, weekly: 0, monthly: 0 })).toEqual(['0', '1', '2'])
    // Sundays end a week: three days ago, ten, seventeen.
    expect(kept({ daily: 1, weekly: 3, monthly: 0 })).toEqual(['0', '3', '10'])
    // The last days of October and September.
    expect(kept({ daily: 1, weekly: 0, monthly: 3 })).toEqual(['0', '25', '56'])
    const twice = [{ name: 'evening', at: newest + 3_600_000 }, ...daily]
    expect(kept({ daily: 2, weekly: 0, monthly: 0 }, twice)).toEqual(['evening', '1'])
    expect(kept({ daily: 7, weekly: 4, monthly: 12 }).length).toBeLessThanOrEqual(23)
    expect(surplusBackups([], { daily: 1, weekly: 0, monthly: 0 })).toEqual([])
  })
})
