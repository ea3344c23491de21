import { geckoId } from '#shared/browser/messages'

export type ExtensionFamily = 'chromium' | 'firefox'

/** The manifest (version 3) of the one extension, for browsers of a family. `version`: digits and dots alone. */
export function manifestOf(family: ExtensionFamily, version: string): Readonly<Record<string, unknown>> {
  return {
    manifest_version: 3,
    name: 'Classwarden',
    version,
    description: 'Tells your school which pages are open on this PC, and keeps closed what staff have closed.',
    permissions: [
      'alarms',
      'declarativeNetRequest',
      'downloads',
      ...(family === 'chromium' ? ['favicon'] : []),
      'nativeMessaging',
      'scripting',
      'tabs',
      'webNavigation',
      'webRequest',
      'webRequestBlocking',
    ],
    host_permissions: ['<all_urls>'],
    // A closed page is led to ours.
    web_accessible_resources: [{ resources: ['blocked.html'], matches: ['<all_urls>'] }],
    content_security_policy: { extension_pages: "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' data:" },
    ...(family === 'chromium'
      ? { background: { service_worker: 'worker.js' }, minimum_chrome_version: '120' }
      : {
          background: { scripts: ['worker.js'] },
          browser_specific_settings: { gecko: { id: geckoId, strict_min_version: '128.0' } },
        }),
  }
}
