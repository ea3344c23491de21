import { describe, expect, it } from 'vitest'
import type { BackupFault, BackupRun } from '#shared/model/backup'
import { backupHealth, nextBackupAt } from '../../../main/hub/backup/backup-state'
import type { KeptBackup } from '../../../main/store/settings'

const hourMs = 3_600_000
/** Noon in London, in winter. */
const setAt = Date.UTC(2026, 0, 14, 12)
const firstNight = Date.UTC(2026, 0, 15, 1, 30)

const run = (startedAt: number, failed: BackupFault | null = null): BackupRun => ({
  startedAt,
  endedAt: startedAt + 1_000,
  ...{ by: null, file: null, bytes: 0, files: 0, unreadable: 0, sha256: '' },
  failure: failed === null ? null : { code: failed, detail: '' },
})
const kept = (runs: readonly BackupRun[], more: Partial<KeptBackup> = {}): KeptBackup => ({
  settings: { on: true, folder: '/disk', time: '01:30', keep: { daily: 7, weekly: 4, monthly: 12 }, mailTo: [] },
  key: { recipient: 'age1', madeAt: setAt },
  runs: [...runs],
  setAt,
  mailedAt: null,
  ...more,
})
const next = (backup: KeptBackup, zone = 'Europe/London'): number | null => nextBackupAt(backup, zone)

describe('[BK5] when a backup is due', () => {
  it('is each day at the school’s time, summer and winter', () => {
    expect(next(kept([]))).toBe(firstNight)
    expect(next(kept([]), 'Europe/Berlin')).toBe(firstNight - hourMs)
    expect(next(kept([run(firstNight)]))).toBe(firstNight + 24 * hourMs)
    const june = Date.UTC(2026, 5, 10, 12)
    expect(next(kept([run(june)]))).toBe(Date.UTC(2026, 5, 11, 0, 30))
  })

  it('is past where its time was slept through, and an hour after a failure', () => {
    const threeDaysLater = firstNight + 72 * hourMs
    expect(next(kept([run(firstNight)])) ?? Infinity).toBeLessThan(threeDaysLater)
    const failed = run(firstNight, 'folder-gone')
    expect(next(kept([failed]))).toBe(failed.endedAt + hourMs)
    const byHand = run(firstNight + 2 * hourMs, 'folder-full')
    expect(next(kept([byHand, run(firstNight)]))).toBe(firstNight + 24 * hourMs)
  })

  it('is never while it is off, or nobody made a key', () => {
    const { settings } = kept([])
    expect(next(kept([], { key: null }))).toBe(null)
    expect(next(kept([], { settings: settings === null ? null : { ...settings, on: false } }))).toBe(null)
  })
})

describe('[BK5] how backups stand', () => {
  it('says what somebody has to act on', () => {
    const { settings } = kept([])
    const off = settings === null ? null : { ...settings, on: false }
    const cases: readonly (readonly [KeptBackup, number, string])[] = [
      [kept([], { settings: null }), setAt, 'unset'],
      [kept([], { key: null }), setAt, 'unset'],
      [kept([]), setAt + hourMs, 'due'],
      [kept([]), setAt + 48 * hourMs, 'late'],
      [kept([run(firstNight)]), firstNight + 47 * hourMs, 'good'],
      [kept([run(firstNight)]), firstNight + 48 * hourMs, 'late'],
      [kept([run(firstNight + hourMs, 'folder-full'), run(firstNight)]), firstNight + 2 * hourMs, 'failed'],
      [kept([run(firstNight + hourMs), run(firstNight, 'folder-gone')]), firstNight + 2 * hourMs, 'good'],
      [kept([run(firstNight)], { settings: off }), firstNight + 400 * hourMs, 'off'],
    ]
    for (const [backup, now, health] of cases) expect(backupHealth(backup, now)).toBe(health)
  })
})
