/** A policy of a browser as Windows keeps it: values of numbers in the registry. */
interface BrowserPolicy {
  /** Below HKEY_LOCAL_MACHINE. */
  readonly key: string
  readonly values: Readonly<Record<string, number>>
}

/** Of Chrome and Edge alike (chromeenterprise.google/policies, learn.microsoft.com/deployedge); the same as on Linux (agent/browser/policy). */
const chromium = {
  BrowserGuestModeEnabled: 0,
  // 2: no developer tools anywhere.
  DeveloperToolsAvailability: 2,
  RemoteDebuggingAllowed: 0,
  BackgroundModeEnabled: 0,
}

/** What the installer sets for browsers: no windows that leave no trace, and no tools that take a page apart. */
export const browserPolicies: readonly BrowserPolicy[] = [
  { key: 'SOFTWARE\\Policies\\Google\\Chrome', values: { ...chromium, IncognitoModeAvailability: 1, BrowserAddPersonEnabled: 0 } },
  { key: 'SOFTWARE\\Policies\\Microsoft\\Edge', values: { ...chromium, InPrivateModeAvailability: 1, BrowserAddProfileEnabled: 0 } },
  {
    // mozilla.github.io/policy-templates
    key: 'SOFTWARE\\Policies\\Mozilla\\Firefox',
    values: {
      DisablePrivateBrowsing: 1,
      DisableSafeMode: 1,
      DisableDeveloperTools: 1,
      BlockAboutAddons: 1,
      BlockAboutConfig: 1,
      BlockAboutProfiles: 1,
      BlockAboutSupport: 1,
    },
  },
]
