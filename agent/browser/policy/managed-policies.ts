import { geckoId, nativeHostName } from '#shared/browser/messages'
import type { BrowserName } from '#shared/model/page'

export interface PolicyFacts {
  /** Of Chromium and its relatives. */
  readonly extensionId: string
  /** file: addresses that the browsers load the extension from. */
  readonly updateAddress: string
  readonly xpiAddress: string
  /** What browsers start as their native messaging host. */
  readonly hostStarter: string
  readonly developerToolsOff: boolean
}

/** One file of JSON to be written; `mine`: nobody else writes it. `merge`: ours are keys of a file that others may have made. */
export interface PolicyFile {
  readonly file: string
  readonly kind: 'mine' | 'merge'
  readonly content: Readonly<Record<string, unknown>>
}

/** The folders in which browsers of the Chromium family look for managed policies and native hosts on Linux. */
const chromiumFolders = { chromium: '/etc/chromium', chrome: '/etc/opt/chrome', edge: '/etc/opt/edge' } as const

/** Whose part of the set-up a file is. */
export const browserOf = (file: string): BrowserName =>
  (['chromium', 'chrome', 'edge'] as const).find((browser) => file.includes(`${chromiumFolders[browser]}/`)) ?? 'firefox'

/** Everything that Linux needs for browsers to be managed: chromeenterprise.google/policies, mozilla.github.io/policy-templates. */
export function policyFiles(facts: PolicyFacts): readonly PolicyFile[] {
  const host = hostManifests(facts)
  return [
    ...Object.values(chromiumFolders).flatMap((folder): PolicyFile[] => [
      { file: `${folder}/policies/managed/classwarden.json`, kind: 'mine', content: chromiumPolicy(facts) },
      {
        file: `${folder}/native-messaging-hosts/${nativeHostName}.json`,
        kind: 'mine',
        content: host.chromium,
      },
    ]),
    {
      file: `/usr/lib/mozilla/native-messaging-hosts/${nativeHostName}.json`,
      kind: 'mine',
      content: host.firefox,
    },
    { file: '/etc/firefox/policies/policies.json', kind: 'merge', content: { policies: firefoxPolicy(facts) } },
  ]
}

/** What tells browsers of each family which program is our native messaging host, and whose extension may start it. */
export function hostManifests({ hostStarter, extensionId }: Pick<PolicyFacts, 'hostStarter' | 'extensionId'>) {
  const host = { name: nativeHostName, description: 'Links the browser to Classwarden', path: hostStarter, type: 'stdio' }
  return {
    chromium: { ...host, allowed_origins: [`chrome-extension://${extensionId}/`] },
    firefox: { ...host, allowed_extensions: [geckoId] },
  }
}

export const chromiumPolicy = ({ extensionId, updateAddress, developerToolsOff }: PolicyFacts) => ({
  ExtensionSettings: {
    '*': { installation_mode: 'blocked' },
    [extensionId]: {
      installation_mode: 'force_installed',
      update_url: updateAddress,
      override_update_url: true,
      toolbar_pin: 'default_unpinned',
    },
  },
  // 1: no private windows; 2: no developer tools anywhere.
  IncognitoModeAvailability: 1,
  BrowserGuestModeEnabled: false,
  BrowserAddPersonEnabled: false,
  DeveloperToolsAvailability: developerToolsOff ? 2 : 0,
  RemoteDebuggingAllowed: false,
  NativeMessagingBlocklist: ['*'],
  NativeMessagingAllowlist: [nativeHostName],
  NativeMessagingUserLevelHosts: false,
  // A browser that goes on without a window holds pages nobody sees.
  BackgroundModeEnabled: false,
})

export const firefoxPolicy = ({ xpiAddress, developerToolsOff }: PolicyFacts) => ({
  ExtensionSettings: {
    '*': { installation_mode: 'blocked' },
    [geckoId]: { installation_mode: 'force_installed', install_url: xpiAddress, updates_disabled: true, private_browsing: true },
  },
  DisablePrivateBrowsing: true,
  DisableSafeMode: true,
  DisableDeveloperTools: developerToolsOff,
  BlockAboutAddons: true,
  BlockAboutConfig: true,
  BlockAboutProfiles: true,
  BlockAboutSupport: true,
  // ESR takes an extension of our own making; other builds of Firefox want it signed by Mozilla.
  Preferences: { 'xpinstall.signatures.required': { Value: false, Status: 'locked' } },
})
