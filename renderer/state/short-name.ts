import type { DeviceView } from '#shared/model/device'

/** First name and initial of the last: "Aisha Khan" is "Aisha K". One word stays as it is. */
export const shortName = (displayName: string): string => {
  const words = displayName.trim().split(/\s+/u)
  const first = words[0] ?? ''
  const last = words.at(-1)
  if (words.length < 2 || last === undefined) return first
  return `${first} ${/^./u.exec(last)?.[0].toUpperCase() ?? ''}`.trim()
}

/** What a tile is called: the pupil, else the PC. While presenting nobody is named. */
export const tileName = (device: DeviceView, presenting: boolean): string =>
  device.user === null || presenting || device.user.displayName.trim() === '' ? device.name : shortName(device.user.displayName)
