import type { ExtensionMessage } from '#shared/browser/messages'
import { mostIconBytes, siteIconPixels } from '#shared/model/site-icon'

type Tell = (message: ExtensionMessage) => void

/** Icons looked up lately, by where they come from: a class on one site makes one drawing of it. */
const mostKept = 100

/** Tells the icon of each tab's page as this browser has it already: nothing is fetched for it. */
export class TabIcons {
  readonly #tell: Tell
  readonly #drawn = new Map<string, Promise<string | null>>()
  /** What was told of each tab, so that it is told once. */
  readonly #told = new Map<number, string>()

  constructor(tell: Tell) {
    this.#tell = tell
  }

  /** Another connection: whoever hears now was told nothing. */
  fill(tabs: readonly chrome.tabs.Tab[]): void {
    this.#told.clear()
    for (const tab of tabs) this.changed(tab)
  }

  changed({ id, url = '', favIconUrl = '' }: chrome.tabs.Tab): void {
    if (id === undefined || favIconUrl === '' || !/^https?:/u.test(url) || url.length > longestUrl) return
    const what = `${favIconUrl.slice(0, 500)} ${url}`
    if (this.#told.get(id) === what) return
    this.#told.set(id, what)
    void this.#iconOf(url, favIconUrl).then((png) => {
      if (png !== null) this.#tell({ type: 'tab:icon', tab: id, url, png })
    })
  }

  closed(tab: number): void {
    this.#told.delete(tab)
  }

  #iconOf(url: string, favIconUrl: string): Promise<string | null> {
    const source = sourceOf(url, favIconUrl)
    if (source === null) return Promise.resolve(null)
    const key = source.startsWith('data:') ? source : favIconUrl
    const drawn = this.#drawn.get(key) ?? draw(source)
    this.#drawn.delete(key)
    this.#drawn.set(key, drawn)
    const [oldest] = this.#drawn.keys()
    if (this.#drawn.size > mostKept && oldest !== undefined) this.#drawn.delete(oldest)
    return drawn
  }
}

/** Longer addresses are cut where they are told, and then name no page. */
const longestUrl = 2_000

/** Chromium gives its own copy by the page (developer.chrome.com, "Fetching favicons"), Firefox the picture itself. */
function sourceOf(url: string, favIconUrl: string): string | null {
  if (favIconUrl.startsWith('data:image/')) return favIconUrl
  if ('getBrowserInfo' in chrome.runtime) return null
  return `${chrome.runtime.getURL('_favicon/')}?${new URLSearchParams({ pageUrl: url, size: String(siteIconPixels) }).toString()}`
}

/** As a PNG of our size in base64, drawn anew, so that nothing but pixels of a site's file goes on; null for what is no picture. */
async function draw(source: string): Promise<string | null> {
  try {
    const fetched = await fetch(source)
    const bitmap = await createImageBitmap(await fetched.blob())
    const canvas = new OffscreenCanvas(siteIconPixels, siteIconPixels)
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, siteIconPixels, siteIconPixels)
    const png = await canvas.convertToBlob({ type: 'image/png' })
    if (png.size > mostIconBytes) return null
    return btoa(String.fromCharCode(...new Uint8Array(await png.arrayBuffer())))
  } catch {
    return null
  }
}
