import { describe, expect, it } from 'vitest'
import { browserKeys } from '../../scripts/package/windows/browser-policies'

const keys = browserKeys(
  {
    extensionId: 'a'.repeat(32),
    updateAddress: 'file:///C:/Program%20Files/update.xml',
    xpiAddress: 'file:///C:/Program%20Files/classwarden.xpi',
    hostStarter: 'C:\\host.exe',
    developerToolsOff: true,
  },
  { chromium: 'C:\\chromium.json', firefox: 'C:\\firefox.json' },
)
const valuesOf = (key: string) => keys.find((one) => one.key === `SOFTWARE\\${key}`)?.values ?? {}
const parsed = (text: unknown): unknown => JSON.parse(String(text))

describe('what the registry tells browsers', () => {
  it.each(['Google\\Chrome', 'Microsoft\\Edge', 'Chromium'])('%s has our extension forced, and lets in no other', (browser) => {
    const values = valuesOf(`Policies\\${browser}`)
    expect(values).toMatchObject({ BrowserGuestModeEnabled: 0, DeveloperToolsAvailability: 2, NativeMessagingUserLevelHosts: 0 })
    expect(parsed(values['ExtensionSettings'])).toMatchObject({
      '*': { installation_mode: 'blocked' },
      ['a'.repeat(32)]: { installation_mode: 'force_installed', update_url: 'file:///C:/Program%20Files/update.xml' },
    })
    expect(valuesOf(`Policies\\${browser}\\NativeMessagingBlocklist`)).toEqual({ 1: '*' })
    expect(valuesOf(`Policies\\${browser}\\NativeMessagingAllowlist`)).toEqual({ 1: 'org.classwarden.agent' })
    expect(valuesOf(`${browser}\\NativeMessagingHosts\\org.classwarden.agent`)).toEqual({ '': 'C:\\chromium.json' })
  })

  it('has no private windows, under the name each knows', () => {
    expect(valuesOf('Policies\\Google\\Chrome')).toMatchObject({ IncognitoModeAvailability: 1, BrowserAddPersonEnabled: 0 })
    expect(valuesOf('Policies\\Microsoft\\Edge')).toMatchObject({ InPrivateModeAvailability: 1, BrowserAddProfileEnabled: 0 })
    expect(valuesOf('Policies\\Mozilla\\Firefox')).toMatchObject({ DisablePrivateBrowsing: 1, DisableSafeMode: 1, BlockAboutConfig: 1 })
  })

  it('Firefox has it too, and takes one that Mozilla did not sign where it can', () => {
    const { ExtensionSettings, Preferences } = valuesOf('Policies\\Mozilla\\Firefox')
    expect(parsed(ExtensionSettings)).toMatchObject({
      'agent@classwarden.org': { installation_mode: 'force_installed', install_url: 'file:///C:/Program%20Files/classwarden.xpi' },
    })
    expect(parsed(Preferences)).toEqual({ 'xpinstall.signatures.required': { Value: false, Status: 'locked' } })
    expect(valuesOf('Mozilla\\NativeMessagingHosts\\org.classwarden.agent')).toEqual({ '': 'C:\\firefox.json' })
  })

  it('holds no bracket, which Windows Installer would take for a property', () => {
    expect(JSON.stringify(keys.map(({ values }) => Object.values(values).filter((value) => /[[\]]/u.test(String(value)))).flat())).toBe(
      '[]',
    )
  })
})
