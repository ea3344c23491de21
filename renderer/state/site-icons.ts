import type { HubLink } from '../link/hub-link'
import { KeyedStore, type Readable } from './store'

/** A PC tells an icon a moment after the page that names it. */
const againMs = [1_000, 5_000]

/** The icons of sites, asked of the hub once each: addresses of pictures in this page's memory. */
export class SiteIcons {
  private readonly pictures = new KeyedStore<string>()
  private readonly asked = new Set<string>()

  constructor(private readonly ask: HubLink['ask']) {}

  /** The address of the icon, undefined until it is here. */
  at(hash: string): Readable<string | undefined> {
    return this.pictures.at(hash)
  }

  /** Asks for it when nobody has. */
  want(hash: string): void {
    if (this.asked.has(hash)) return
    this.asked.add(hash)
    void this.load(hash)
  }

  clear(): void {
    for (const hash of this.pictures.keys()) URL.revokeObjectURL(this.pictures.get(hash) ?? '')
    this.pictures.clear()
    this.asked.clear()
  }

  private async load(hash: string): Promise<void> {
    for (const waitMs of [0, ...againMs]) {
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
      if (!this.asked.has(hash)) return
      const answer = await this.ask('icon:read', { hash })
      if (!answer.ok) continue
      // A msgpack view lies on a larger message; the copy is the picture alone.
      this.pictures.set(hash, URL.createObjectURL(new Blob([new Uint8Array(answer.value.png)], { type: 'image/png' })))
      return
    }
    // Whoever looks later asks anew.
    this.asked.delete(hash)
  }
}
