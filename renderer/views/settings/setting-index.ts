import type { ViewName } from '../../state/views'

/** Where a setting is: in a card of the settings page, or on a view of its own. */
export type SettingPlace = { readonly card: string } | { readonly view: ViewName }

/** Every setting of the school by the name of its words (`settingIndex.*`): what it is, and what people may call it. */
export const settingPlaces = {
  backup: { card: 'setting-backup' },
  health: { card: 'setting-health' },
  longestLease: { card: 'setting-school' },
  retention: { card: 'setting-school' },
  secondFactor: { card: 'setting-school' },
  announced: { card: 'setting-school' },
  programFolders: { card: 'setting-folders' },
  mail: { card: 'setting-mail' },
  privacy: { card: 'setting-privacy' },
  hubChoice: { card: 'setting-hub' },
  timeouts: { view: 'timeouts' },
  timeZone: { view: 'timeouts' },
  power: { view: 'power' },
  accounts: { view: 'staff' },
  rooms: { view: 'devices' },
  enrolment: { view: 'deploy' },
  staffGate: { view: 'gate' },
  pupils: { view: 'pupils' },
  internet: { view: 'scenes' },
  policies: { view: 'policies' },
  agreement: { view: 'agreements' },
  routes: { view: 'routes' },
  letters: { view: 'routes' },
  reports: { view: 'reports' },
  holds: { view: 'records' },
} as const satisfies Readonly<Record<string, SettingPlace>>

export type SettingName = keyof typeof settingPlaces

const settingNames = Object.keys(settingPlaces).filter((name): name is SettingName => Object.hasOwn(settingPlaces, name))

/** The settings whose words hold every word that was typed, whatever its case. */
export const findSettings = (typed: string, wordsOf: (name: SettingName) => string): SettingName[] => {
  const wanted = typed
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
  if (wanted.length === 0) return []
  return settingNames.filter((name) => {
    const words = wordsOf(name).toLowerCase()
    return wanted.every((word) => words.includes(word))
  })
}
