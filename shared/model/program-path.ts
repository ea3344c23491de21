/* Paths of programs, of Linux and of Windows, where neither system is there to ask. */

/** One of Windows begins with a drive or with a server (UNC). */
export const isWindowsPath = (file: string): boolean => /^(?:[a-z]:|\\)\\/iu.test(file)

/** The last part of a path. */
export const fileNameOf = (file: string): string => file.slice(file.lastIndexOf(isWindowsPath(file) ? '\\' : '/') + 1)

/** Whether a file is `place`, or lies anywhere below it. Case means nothing to Windows. */
export function isAtOrBelow(file: string, place: string): boolean {
  if (!isWindowsPath(place)) return file === place || file.startsWith(`${place}/`)
  const [known, wanted] = [file.toLowerCase(), place.toLowerCase()]
  return known === wanted || known.startsWith(`${wanted}\\`)
}
