import type { Hardware, InventoryChange, SoftwareItem, SystemCare } from './inventory'

type Subject = InventoryChange['what']

const rounded = (size: number, unit: string): string => `${Number(size.toFixed(1))} ${unit}`

/** As people say it: 8 GB of 1,024 MB each. */
export const memoryWords = (megabytes: number): string => (megabytes < 1_024 ? `${megabytes} MB` : rounded(megabytes / 1_024, 'GB'))

/** As it stands on the disk: 512 GB, 1.5 TB, of 1,000 each. */
export const diskWords = (megabytes: number): string =>
  megabytes < 1_000_000 ? rounded(megabytes / 1_000, 'GB') : rounded(megabytes / 1_000_000, 'TB')

const single = (what: Subject, before: string, after: string): InventoryChange[] =>
  before === after ? [] : [{ what, name: '', before: before === '' ? null : before, after: after === '' ? null : after }]

/** Things with a key of their own: what is gone, what is new; of one with two states, both. */
const listed = <T>(
  what: Subject,
  [before, after]: readonly [readonly T[], readonly T[]],
  keyOf: (one: T) => string,
  nameOf: (one: T) => string,
  stateOf: (one: T) => string,
): InventoryChange[] => {
  const was = new Map(before.map((one) => [keyOf(one), one]))
  const is = new Map(after.map((one) => [keyOf(one), one]))
  const gone = [...was].flatMap(([key, one]): InventoryChange[] =>
    is.has(key) ? [] : [{ what, name: nameOf(one), before: stateOf(one), after: null }],
  )
  const there = [...is].flatMap(([key, one]): InventoryChange[] => {
    const old = was.get(key)
    if (old !== undefined && stateOf(old) === stateOf(one)) return []
    return [{ what, name: nameOf(one), before: old === undefined ? null : stateOf(old), after: stateOf(one) }]
  })
  return [...gone, ...there]
}

/** A module or disk is itself by its serial number, else by what it is. */
const keyOf = ({ serial, label, sizeMb }: { readonly serial: string; readonly label: string; readonly sizeMb: number }): string =>
  serial === '' ? `${label} ${sizeMb}` : serial

/** A little less memory is a kernel or a graphics chip that takes its share. */
const memoryAboutSame = (before: number, after: number): boolean => Math.abs(before - after) <= 0.06 * Math.max(before, after)

const memoryChange = (before: Hardware, after: Hardware): InventoryChange[] =>
  memoryAboutSame(before.memoryMb, after.memoryMb) ? [] : single('memory', memoryWords(before.memoryMb), memoryWords(after.memoryMb))

/** From one reading of a PC's hardware to the next. */
export const hardwareChanges = (before: Hardware, after: Hardware): InventoryChange[] => [
  ...single('model', `${before.maker} ${before.model}`.trim(), `${after.maker} ${after.model}`.trim()),
  ...single('serial', before.serial, after.serial),
  ...single('processor', before.processor, after.processor),
  ...memoryChange(before, after),
  ...listed(
    'disk',
    [before.disks, after.disks],
    ({ serial, model, sizeMb }) => keyOf({ serial, label: model, sizeMb }),
    ({ model, serial }) => `${model} ${serial}`.trim(),
    ({ sizeMb }) => diskWords(sizeMb),
  ),
  ...listed(
    'network',
    [before.network, after.network],
    ({ mac }) => mac,
    ({ mac }) => mac,
    ({ name, kind }) => `${name} ${kind}`.trim(),
  ),
  ...listed(
    'monitor',
    [before.monitors, after.monitors],
    ({ model, serial }) => `${model} ${serial}`,
    ({ model, serial }) => `${model} ${serial}`.trim(),
    () => '',
  ),
  ...single('firmware', before.firmware, after.firmware),
]

/** From one word on the system and its care to the next; counts of updates come and go and are no change. */
export const systemChanges = (before: SystemCare, after: SystemCare): InventoryChange[] => [
  ...single('system', `${before.name} ${before.version}`.trim(), `${after.name} ${after.version}`.trim()),
  ...listed(
    'protection',
    [before.protection ?? [], after.protection ?? []],
    ({ name }) => name,
    ({ name }) => name,
    ({ state }) => state,
  ),
]

/** What was installed, removed, and updated: of a name with one version before and another now, both. */
export const softwareChanges = (gone: readonly SoftwareItem[], added: readonly SoftwareItem[]): InventoryChange[] => {
  const left = new Map<string, SoftwareItem[]>()
  for (const one of gone) left.set(one.name, [...(left.get(one.name) ?? []), one])
  const there = added.map(({ name, version }): InventoryChange => {
    const before = left.get(name)?.shift()
    return { what: 'software', name, before: before?.version ?? null, after: version }
  })
  const removed = [...left.values()]
    .flat()
    .map(({ name, version }): InventoryChange => ({ what: 'software', name, before: version, after: null }))
  return [...removed, ...there]
}

/** What a PC has less of, in words, where somebody may have taken a part of it; null where nothing is missing. */
export const missingHardware = (before: Hardware, after: Hardware): string | null => {
  const memory =
    after.memoryMb < before.memoryMb && !memoryAboutSame(before.memoryMb, after.memoryMb)
      ? [`memory ${memoryWords(before.memoryMb)} before, ${memoryWords(after.memoryMb)} now`]
      : []
  const disks = hardwareChanges(before, after)
    .filter(({ what, after: now }) => what === 'disk' && now === null)
    .map(({ name, before: size }) => `disk ${name} (${size ?? ''}) gone`)
  const missing = [...memory, ...disks]
  return missing.length === 0 ? null : missing.join('; ').slice(0, 200)
}
