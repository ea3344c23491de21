import type { BackupKeep } from '#shared/model/backup'

/** `classwarden-1a2b3c4d-20261122T013000Z.age`: the hub by its authority, then when, in UTC. */
const pattern = /^classwarden-([0-9a-f]{8})-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.age$/u
export const unfinishedEnding = '.part'

/** Several hubs may use one folder: each knows its own files. */
const hubPart = (authorityFingerprint: string): string => authorityFingerprint.slice(0, 8)

export const backupFileName = (authorityFingerprint: string, at: number): string =>
  `classwarden-${hubPart(authorityFingerprint)}-${new Date(at).toISOString().slice(0, 19).replace(/[-:]/gu, '')}Z.age`

/** The mark in a folder that this hub's backups go to. */
export const markName = (authorityFingerprint: string): string => `classwarden-${hubPart(authorityFingerprint)}.folder`

interface BackupFile {
  readonly name: string
  readonly at: number
}

/** Of the names in a folder, this hub's own finished backups, newest first. */
export const ownBackups = (names: readonly string[], authorityFingerprint: string): BackupFile[] =>
  names
    .flatMap((name) => {
      const [, hub, year, month, day, hour, minute, second] = pattern.exec(name) ?? []
      if (hub !== hubPart(authorityFingerprint)) return []
      return [{ name, at: Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) }]
    })
    .sort((left, right) => right.at - left.at)

const dayMs = 86_400_000
const dayOf = (at: number): string => String(Math.floor(at / dayMs))
/** Weeks begin on Monday; 1 January 1970 was a Thursday. */
const weekOf = (at: number): string => String(Math.floor((at / dayMs + 3) / 7))
const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7)

/** [BK4] Of these, newest first, the names that no rule keeps. The newest of a day, week or month stands for it; the newest of all stays. */
export const surplusBackups = (files: readonly BackupFile[], keep: BackupKeep): string[] => {
  const kept = new Set(files.slice(0, 1).map(({ name }) => name))
  for (const [most, spanOf] of [
    [keep.daily, dayOf],
    [keep.weekly, weekOf],
    [keep.monthly, monthOf],
  ] as const) {
    const spans = new Set<string>()
    for (const { name, at } of files) {
      const span = spanOf(at)
      if (spans.has(span)) continue
      if (spans.size === most) break
      spans.add(span)
      kept.add(name)
    }
  }
  return files.filter(({ name }) => !kept.has(name)).map(({ name }) => name)
}
