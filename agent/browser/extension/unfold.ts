import { indexSites, type SiteIndex } from '#shared/web/site-index'

/** The list in a gzip (RFC 1952) written in base64; null when that is not what came. */
export async function unfoldList(base64: string): Promise<SiteIndex | null> {
  try {
    const binary = atob(base64)
    // A list may be megabytes long: a plain loop takes a tenth of what a mapping takes.
    const bytes = new Uint8Array(binary.length)
    for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at)
    const text = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
    return indexSites(await text)
  } catch {
    return null
  }
}
