import { defaultPace, type Pace, pausedPace } from '#shared/model/screen'

/** How closely a device is looked at, all consoles taken together. */
export type Attention = 'none' | 'tile' | 'panel'

/** A panel shows one PC large: readable, and about as many bytes a second as a modest video call. */
export const panelPace: Pace = { width: 960, bytesPerSecond: 180_000, watched: 'closely' }

/** Below this a tile is no longer live; the class budget gives way instead. */
const leastBytesPerSecond = 4_500

/**
 * The pace of one device. While `watched` tiles together would pass `totalBytesPerSecond`, each tile's share is halved until they fit: in
 * steps, so that one PC more or less seldom changes the pace of the others.
 */
export const paceFor = (attention: Attention, watched: number, totalBytesPerSecond: number): Pace => {
  if (attention === 'none') return pausedPace
  if (attention === 'panel') return panelPace
  let bytesPerSecond = defaultPace.bytesPerSecond
  while (bytesPerSecond * watched > totalBytesPerSecond && bytesPerSecond / 2 >= leastBytesPerSecond) bytesPerSecond /= 2
  return { ...defaultPace, bytesPerSecond }
}
