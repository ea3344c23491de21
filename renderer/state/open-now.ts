import type { DeviceView } from '#shared/model/device'

/** One site or program, and at which PCs it is open. */
export interface OpenGroup {
  readonly kind: 'site' | 'program'
  readonly name: string
  readonly places: readonly OpenPlace[]
  /** How many have it in front. */
  readonly front: number
  /** The site's own, as one of these PCs has it. */
  readonly icon: string | undefined
}

interface OpenPlace {
  readonly deviceId: string
  readonly front: boolean
  /** Empty where it is withheld. */
  readonly title: string
}

const titled = (a: OpenPlace, b: OpenPlace | undefined): OpenPlace => (b === undefined || (a.front && !b.front) ? a : b)

/**
 * What is open now on the PCs that are live, in groups: each site of a tab, and of windows that show no site the program in front. A PC is in a
 * group once. What most have in front comes first.
 */
export const openNow = (devices: Iterable<DeviceView>): readonly OpenGroup[] => {
  const groups = new Map<string, Map<string, OpenPlace>>()
  const icons = new Map<string, string>()
  const put = (key: string, place: OpenPlace): void => {
    const places = groups.get(key) ?? new Map<string, OpenPlace>()
    places.set(place.deviceId, titled(place, places.get(place.deviceId)))
    groups.set(key, places)
  }
  for (const { deviceId, presence, foreground, tabs } of devices) {
    if (presence.state !== 'live') continue
    const page = foreground?.page ?? null
    for (const { site, icon } of page === null ? tabs : [page, ...tabs]) if (icon !== undefined) icons.set(`site ${site}`, icon)
    const site = page?.site ?? ''
    if (page !== null && site !== '') put(`site ${site}`, { deviceId, front: true, title: page.title })
    else if (foreground !== null) put(`program ${foreground.application}`, { deviceId, front: true, title: foreground.title })
    for (const tab of tabs) if (tab.site !== '') put(`site ${tab.site}`, { deviceId, front: false, title: tab.title })
  }
  return [...groups]
    .map(([key, places]): OpenGroup => {
      const kind = key.startsWith('site ') ? 'site' : 'program'
      const sorted = [...places.values()].sort((a, b) => Number(b.front) - Number(a.front))
      const front = sorted.filter((place) => place.front).length
      return { kind, name: key.slice(kind.length + 1), places: sorted, front, icon: icons.get(key) }
    })
    .sort((a, b) => b.front - a.front || b.places.length - a.places.length || a.name.localeCompare(b.name))
}
