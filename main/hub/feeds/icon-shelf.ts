import { createHash } from 'node:crypto'
import { iconHashCharacters } from '#shared/model/site-icon'

/** Some 4 MB: the icons of a school's day. */
const mostIcons = 2_000

/** The icons of sites that PCs told, by their hashes, in memory alone: a PC tells those of its open pages again on every link. */
export interface IconShelf {
  /** False for one that has not the hash it is told by. */
  put(hash: string, png: Uint8Array): boolean
  find(hash: string): Uint8Array<ArrayBuffer> | null
}

export const createIconShelf = (): IconShelf => {
  const icons = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    put: (hash, png) => {
      if (createHash('sha256').update(png).digest('hex').slice(0, iconHashCharacters) !== hash) return false
      icons.delete(hash)
      // A copy: the message it came in is larger.
      icons.set(hash, new Uint8Array(png))
      const [oldest] = icons.keys()
      if (icons.size > mostIcons && oldest !== undefined) icons.delete(oldest)
      return true
    },
    find: (hash) => icons.get(hash) ?? null,
  }
}
