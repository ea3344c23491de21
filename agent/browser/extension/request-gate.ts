const web = { urls: ['http://*/*', 'https://*/*'], types: ['main_frame' as const, 'sub_frame' as const] }

/**
 * Asks `leadTo` about every page and frame before it is requested: the address to go to instead, or null. Only an extension that a policy installed
 * may (developer.chrome.com, "chrome.webRequest"); false when this one may not, and rules alone have to do.
 */
export function gateRequests(leadTo: (address: string) => string | null): boolean {
  try {
    chrome.webRequest.onBeforeRequest.addListener(
      ({ url }) => {
        const redirectUrl = leadTo(url)
        return redirectUrl === null ? undefined : { redirectUrl }
      },
      web,
      ['blocking'],
    )
    return true
  } catch {
    return false
  }
}
