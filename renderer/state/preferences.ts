import { z } from 'zod'
import { gridSorts } from './grid-order'
import { Store } from './store'

export const tileSizes = ['small', 'medium', 'large'] as const
export type TileSize = (typeof tileSizes)[number]

const preferencesSchema = z.object({
  roomId: z.string().nullable().catch(null),
  tileSize: z.enum(tileSizes).catch('medium'),
  sort: z.enum(gridSorts).catch('seat'),
  /** A chime for concerns of grade 4 and 5. */
  concernSound: z.boolean().catch(true),
})
/** How this person likes the class grid; kept in this browser, never in the hub. */
export type Preferences = z.infer<typeof preferencesSchema>

const key = 'classwarden:preferences'

const read = (storage: Storage): Preferences => {
  let stored: unknown = null
  try {
    stored = JSON.parse(storage.getItem(key) ?? '{}')
  } catch {
    // What cannot be read is worth no more than the defaults.
  }
  const parsed = preferencesSchema.safeParse(stored)
  return parsed.success ? parsed.data : { roomId: null, tileSize: 'medium', sort: 'seat', concernSound: true }
}

export class PreferencesStore extends Store<Preferences> {
  constructor(private readonly storage: Storage) {
    super(read(storage))
  }

  change(change: Partial<Preferences>): void {
    this.set({ ...this.get(), ...change })
    this.storage.setItem(key, JSON.stringify(this.get()))
  }
}
