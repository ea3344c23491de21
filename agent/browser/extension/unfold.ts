import { indexSites, type SiteIndex } from '#shared/web/site-index'

/** The list in a gzip (RFC 1952) written in base64; null when that is not what came. */
export async function unfoldList(base64: string): Promise<SiteIndex | null> {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const text = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
    return indexSites(await text)
  } catch {
    return null
  }
}
