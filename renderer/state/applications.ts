import { applicationWords } from '#shared/model/application'
import { applicationsOf } from '#shared/model/application-now'
import { isDesktopPart, isWindowsPart } from '#shared/model/desktop-parts'
import type { DeviceView, Restriction } from '#shared/model/device'
import { fileNameOf, isWindowsPath } from '#shared/model/program-path'

interface ApplicationBadge {
  readonly access: 'only' | 'all-but'
  readonly state: 'asked' | 'applied' | 'failed'
  /** The first of what it names, and of how many. */
  readonly first: string
  readonly count: number
  readonly restriction: Restriction
}

/** What the tile says of the applications at this PC, by the PC's own word; null while nothing limits them. */
export const applicationBadge = ({ restrictions }: Pick<DeviceView, 'restrictions'>): ApplicationBadge | null => {
  const decides = applicationsOf(restrictions.map(({ lease }) => lease))
  const restriction = restrictions.find(({ lease }) => lease === decides)
  if (restriction === undefined || decides?.application == null) return null
  const { access, applications } = decides.application
  const [first] = applications
  const state = restriction.state === 'seen' ? 'asked' : restriction.state
  return {
    access,
    state,
    first: first === undefined ? '' : shortWords(applicationWords(first)),
    count: applications.length,
    restriction,
  }
}

/** Of a path its end, of a hash its beginning: a tile is small. */
const shortWords = (words: string): string => (words.startsWith('sha256:') ? `${words.slice(7, 15)}…` : fileNameOf(words))

interface OpenApplication {
  /** As a rule takes it. */
  readonly name: string
  readonly count: number
}

const kindAtEnd = /(?:\.(?:bin|real|appimage|exe)|-bin)$/u

/** The programs in front on live PCs, by the names rules know them by, what most have first. No part of the desktop is among them. */
export const openApplications = (devices: Iterable<Pick<DeviceView, 'presence' | 'foreground'>>): readonly OpenApplication[] => {
  const counts = new Map<string, number>()
  for (const { presence, foreground } of devices) {
    const process = foreground?.process ?? null
    if (presence.state !== 'live' || process === null) continue
    const isPart = isWindowsPath(process.path ?? '') ? isWindowsPart : isDesktopPart
    const name = fileNameOf(process.path ?? process.name)
      .toLowerCase()
      .replace(kindAtEnd, '')
    if (name !== '' && !isPart(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}

/** The applications typed, one on each line. */
export const typedApplications = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
