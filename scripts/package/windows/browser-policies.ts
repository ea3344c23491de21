import { nativeHostName } from '#shared/browser/messages'
import { chromiumPolicy, firefoxPolicy, type PolicyFacts } from '../../../agent/browser/policy/managed-policies'

/** What browsers read of the registry: numbers and texts. A value without a name is the key's own. */
export interface RegistryKey {
  /** Below HKEY_LOCAL_MACHINE. */
  readonly key: string
  readonly values: Readonly<Record<string, number | string>>
}

/** Edge's own names for what it does not call as Chrome does (learn.microsoft.com/deployedge). */
const ofEdge: Readonly<Record<string, string>> = {
  IncognitoModeAvailability: 'InPrivateModeAvailability',
  BrowserAddPersonEnabled: 'BrowserAddProfileEnabled',
}

/** The same policies as on Linux, as Windows keeps them: lists are keys of their own, and what has parts is JSON in one text. */
function keysOf(key: string, policy: Readonly<Record<string, unknown>>): readonly RegistryKey[] {
  const values: Record<string, number | string> = {}
  const lists: RegistryKey[] = []
  for (const [name, value] of Object.entries(policy)) {
    if (Array.isArray(value))
      lists.push({ key: `${key}\\${name}`, values: Object.fromEntries(value.map((one, at) => [String(at + 1), String(one)])) })
    else values[name] = typeof value === 'boolean' || typeof value === 'number' ? Number(value) : JSON.stringify(value)
  }
  return [{ key, values }, ...lists]
}

/**
 * What the installer sets for browsers: our extension forced and no other let in, our native messaging host, no windows that leave no trace, and no tools
 * that take a page apart (chromeenterprise.google/policies, mozilla.github.io/policy-templates).
 */
export function browserKeys(facts: PolicyFacts, manifests: Readonly<Record<'chromium' | 'firefox', string>>): readonly RegistryKey[] {
  const chromium = chromiumPolicy(facts)
  const edge = Object.fromEntries(Object.entries(chromium).map(([name, value]) => [ofEdge[name] ?? name, value]))
  const host = (key: string, manifest: string): RegistryKey => ({
    key: `SOFTWARE\\${key}\\NativeMessagingHosts\\${nativeHostName}`,
    values: { '': manifest },
  })
  return [
    ...keysOf('SOFTWARE\\Policies\\Google\\Chrome', chromium),
    ...keysOf('SOFTWARE\\Policies\\Microsoft\\Edge', edge),
    ...keysOf('SOFTWARE\\Policies\\Chromium', chromium),
    ...keysOf('SOFTWARE\\Policies\\Mozilla\\Firefox', firefoxPolicy(facts)),
    ...['Google\\Chrome', 'Microsoft\\Edge', 'Chromium'].map((browser) => host(browser, manifests.chromium)),
    host('Mozilla', manifests.firefox),
  ]
}
