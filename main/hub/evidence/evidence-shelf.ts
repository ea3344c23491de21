import type { Clock } from '#shared/clock'

interface Shelved {
  readonly staffId: string
  readonly archive: Uint8Array
  readonly until: number
}

/** Packs between their making and their fetching; in memory alone, so that no second copy of the evidence lies on a disk. */
export interface EvidenceShelf {
  put(packId: string, staffId: string, archive: Uint8Array): void
  /** Null: there is none, its time is over, or another had it made. */
  find(packId: string, staffId: string): Uint8Array | null
}

const keptForMs = 15 * 60_000
/** At once, of everybody: the oldest goes. */
const mostPacks = 4

export const createEvidenceShelf = (clock: Clock): EvidenceShelf => {
  const shelf = new Map<string, Shelved>()
  const sweep = (): void => {
    for (const [packId, { until }] of shelf) if (until <= clock.now()) shelf.delete(packId)
  }
  return {
    put: (packId, staffId, archive) => {
      sweep()
      const [oldest] = shelf.keys()
      if (shelf.size >= mostPacks && oldest !== undefined) shelf.delete(oldest)
      shelf.set(packId, { staffId, archive, until: clock.now() + keptForMs })
    },
    find: (packId, staffId) => {
      sweep()
      const found = shelf.get(packId)
      return found?.staffId === staffId ? found.archive : null
    },
  }
}
