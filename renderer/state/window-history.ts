import type { Activity } from '#shared/model/activity'

/** A window that was in front; `until` is null while it still is. */
export type PastWindow = Activity & { readonly until: number | null }

const kept = 20

/** Puts the window in front now on top of those before it, newest first: the panel follows without asking the hub again. */
export const withForeground = (windows: readonly PastWindow[], foreground: Activity | null, now: number): readonly PastWindow[] => {
  const newest = windows[0]
  if (foreground === null) {
    if (newest?.until !== null) return windows
    return [{ ...newest, until: now }, ...windows.slice(1)]
  }
  const same = newest?.since === foreground.since && newest.title === foreground.title
  if (same) return windows
  // Only now has the page its title.
  if (newest?.since === foreground.since && newest.until === null && foreground.page !== null && newest.page?.url === foreground.page.url) {
    return [{ ...foreground, until: null }, ...windows.slice(1)]
  }
  // A patch older than the list the panel was opened with.
  if (newest !== undefined && foreground.since < newest.since) return windows
  const before = newest !== undefined && newest.until === null ? [{ ...newest, until: foreground.since }, ...windows.slice(1)] : windows
  return [{ ...foreground, until: null }, ...before].slice(0, kept)
}
