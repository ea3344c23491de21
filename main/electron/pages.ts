import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { contentPolicy } from '#shared/content-policy'

export const pagesScheme = 'classwarden'
/** Also the Origin the hub sees and allows. */
export const pagesOrigin = `${pagesScheme}://console`

/** Only files of these kinds are pages; anything else in the folder is not found. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
}

export const isOwnPage = (address: string): boolean => URL.canParse(address) && address.startsWith(`${pagesOrigin}/`)

/** The file an address names inside `folder`, or null for another host, another kind, or a way out of the folder. */
export const findPage = (folder: string, address: string): string | null => {
  if (!isOwnPage(address)) return null
  let asked: string
  try {
    asked = decodeURIComponent(new URL(address).pathname)
  } catch {
    return null
  }
  if (asked.includes('\0')) return null
  const file = path.resolve(folder, `.${asked === '/' ? '/index.html' : asked}`)
  if (!file.startsWith(path.resolve(folder) + path.sep)) return null
  return path.extname(file) in contentTypes ? file : null
}

/** Answers one request of the pages' protocol; `hubAddress` (`host:port`) is the only place they may connect to. */
export const answerPage = async (
  folder: string,
  request: { readonly url: string; readonly method: string },
  hubAddress: string | null,
): Promise<Response> => {
  const file = request.method === 'GET' ? findPage(folder, request.url) : null
  const body = file === null ? null : await readFile(file).catch(() => null)
  if (file === null || body === null) return new Response('There is no such page.', { status: 404, headers: headersFor(null, hubAddress) })
  return new Response(body, { headers: headersFor(file, hubAddress) })
}

const headersFor = (file: string | null, hubAddress: string | null): Record<string, string> => ({
  'Content-Type': (file === null ? undefined : contentTypes[path.extname(file)]) ?? 'text/plain; charset=utf-8',
  'Content-Security-Policy': contentPolicy(hubAddress === null ? [] : [`wss://${hubAddress}`, `https://${hubAddress}`]),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
})
