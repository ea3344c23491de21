import type { ServerResponse } from 'node:http'
import { contentPolicy } from '#shared/content-policy'

const headers: Readonly<Record<string, string>> = {
  // The pages' own origin is the hub: they need to reach nothing else.
  'Content-Security-Policy': contentPolicy([]),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
}

/** Sets what every answer of the console listener carries. */
export const setPageHeaders = (response: ServerResponse): void => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}
