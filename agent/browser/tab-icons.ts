import { createHash } from 'node:crypto'
import type { BrowserTab, ExtensionMessage } from '#shared/browser/messages'
import type { Page } from '#shared/model/page'
import { iconHashCharacters, iconPngSchema } from '#shared/model/site-icon'

interface TabIcon {
  readonly host: string
  readonly hash: string
}

/** Which icon each tab of one browser shows. */
export class TabIcons {
  readonly #icons = new Map<number, TabIcon>()

  /** Null for what is no icon. */
  take({
    tab,
    url,
    png,
  }: Extract<ExtensionMessage, { type: 'tab:icon' }>): { readonly hash: string; readonly png: Buffer<ArrayBuffer> } | null {
    const host = hostOf(url)
    const bytes = Buffer.from(png, 'base64')
    if (host === null || !iconPngSchema.safeParse(bytes).success) return null
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, iconHashCharacters)
    this.#icons.set(tab, { host, hash })
    return { hash, png: bytes }
  }

  forget(tab: number): void {
    this.#icons.delete(tab)
  }

  /** The page of a tab with its icon: never that of another site the tab showed before, nor one of a private page. */
  withIcon({ tab, url }: Pick<BrowserTab, 'tab' | 'url'>, page: Page): Page {
    const icon = this.#icons.get(tab)
    return icon === undefined || page.withheld || icon.host !== hostOf(url) ? page : { ...page, icon: icon.hash }
  }
}

const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).host : null)
