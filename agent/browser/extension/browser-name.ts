import { z } from 'zod'
import type { BrowserName } from '#shared/model/page'

interface NamedBrowser {
  readonly browser: BrowserName
  readonly browserVersion: string
}

const firefoxInfoSchema = z.object({ name: z.string(), version: z.string().max(40) })
const brandsSchema = z.object({ brands: z.array(z.object({ brand: z.string(), version: z.string().max(40) })) })

/** Which browser this is, by what only it offers. */
export async function nameBrowser(): Promise<NamedBrowser> {
  const ask: unknown = Reflect.get(chrome.runtime, 'getBrowserInfo')
  if (typeof ask === 'function') {
    const info = firefoxInfoSchema.safeParse(await Reflect.apply(ask, chrome.runtime, []))
    return { browser: 'firefox', browserVersion: info.success ? info.data.version : '' }
  }
  // User-Agent Client Hints (wicg.github.io/ua-client-hints): which of a Chromium's names are there.
  const hints = brandsSchema.safeParse(Reflect.get(navigator, 'userAgentData'))
  const brands = hints.success ? hints.data.brands : []
  const versionOf = (name: string): string | undefined => brands.find(({ brand }) => brand === name)?.version
  const edge = versionOf('Microsoft Edge')
  if (edge !== undefined) return { browser: 'edge', browserVersion: edge }
  const google = versionOf('Google Chrome')
  if (google !== undefined) return { browser: 'chrome', browserVersion: google }
  return { browser: 'chromium', browserVersion: versionOf('Chromium') ?? '' }
}
