import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Hardware, type Inventory, inventorySchema, mostSoftware, type SoftwareItem, type SystemCare } from '#shared/model/inventory'
import { fail, ok, type Outcome } from '#shared/outcome'
import { readEdid } from '../edid'
import { isBuiltIn, tidy } from '../firmware-words'
import { linesOf } from './desktop-events'
import { readSmbios } from './smbios'

/* What `classwarden-desktop.exe inventory` tells (native/inventory.c): a line each, its kind first, `end` last. */

/** The security centre is a service, which may be starting. */
const readWithinMs = 90_000
const briefWithinMs = 20_000
const mostOutput = 16 * 1024 * 1024
const firstBuildOf11 = 22_000
/** STORAGE_BUS_TYPE. Of disk images and of what Windows makes up there is no disk to lose. */
const buses = { usb: '7', virtual: '14', image: '15', nvme: '17' } as const
/** IANA ifType. */
const kindOfNetwork: Readonly<Record<string, string>> = { '6': 'wired', '71': 'wireless' }

type Program = readonly [string, ...string[]]
/** Lines of a reading: those of one kind, without it. */
type Told = (kind: string) => readonly (readonly string[])[]

/** One look at this PC with all that is installed. */
export async function readWindowsInventory(program: Program, signal: AbortSignal): Promise<Outcome<Inventory, 'unreadable'>> {
  const said = await ask(program, ['inventory'], AbortSignal.any([signal, AbortSignal.timeout(readWithinMs)]))
  return said === null ? fail('unreadable', 'The program that looks at this PC failed.') : parseWindowsInventory(said, Date.now())
}

/** What the PC is, in short; null where it cannot be looked at. */
export async function takeWindowsInventory(program: Program): Promise<unknown> {
  const said = await ask(program, ['inventory', 'brief'], AbortSignal.timeout(briefWithinMs))
  const told = said === null ? null : toldBy(said)
  if (told === null) return null
  const { maker, model, processor, memoryMb } = hardwareOf(told)
  const { name, version } = systemOf(told)
  return { operatingSystem: `${name} ${version}`.trim(), model: `${maker} ${model}`.trim(), processor, memoryMb }
}

async function ask([program, ...before]: Program, args: readonly string[], signal: AbortSignal): Promise<string | null> {
  const options = { signal, maxBuffer: mostOutput, windowsHide: true }
  const said = await promisify(execFile)(program, [...before, ...args], options).catch(() => null)
  return said?.stdout ?? null
}

/** `takenAt` in milliseconds since 1970-01-01T00:00Z. What was cut short is unreadable: of a part that is missing the hub would say that it is gone. */
export function parseWindowsInventory(said: string, takenAt: number): Outcome<Inventory, 'unreadable'> {
  const told = toldBy(said)
  if (told === null) return fail('unreadable', 'What the PC says of itself was cut short.')
  const inventory = inventorySchema.safeParse({ takenAt, hardware: hardwareOf(told), system: systemOf(told), software: softwareOf(told) })
  return inventory.success ? ok(inventory.data) : fail('unreadable', 'What the PC says of itself cannot be read.')
}

function toldBy(said: string): Told | null {
  const lines = linesOf(Buffer.from(said))
  if (lines.at(-1)?.[0] !== 'end') return null
  return (kind) => lines.flatMap(([first, ...words]) => (first === kind ? [words] : []))
}

const bytesOf = (hex = ''): Buffer => Buffer.from(hex, 'hex')
const whole = (word = ''): number => (/^\d{1,15}$/u.test(word) ? Number(word) : 0)
const moment = (word: string | undefined): number | null => whole(word) || null

function hardwareOf(told: Told): Hardware {
  const firmware = readSmbios(bytesOf(told('smbios')[0]?.[0]))
  const modules = firmware?.modules ?? []
  const built = modules.reduce((sum, { sizeMb }) => sum + sizeMb, 0)
  return {
    maker: firmware?.maker ?? '',
    model: firmware?.model ?? '',
    serial: firmware?.serial ?? '',
    processor: tidy(told('processor')[0]?.[0]),
    memoryMb: built > 0 ? built : whole(told('memory')[0]?.[0]),
    modules: modules.slice(0, 64),
    disks: told('disk').flatMap(diskOf).slice(0, 32),
    network: told('network').flatMap(networkOf).slice(0, 32),
    monitors: told('monitor')
      .flatMap(([edid]) => readEdid(bytesOf(edid)) ?? [])
      .slice(0, 16),
    firmware: firmware?.firmware ?? '',
  }
}

function diskOf([
  vendor = '',
  product = '',
  serial = '',
  bus = '',
  removable = '',
  bytes = '',
  seek = '',
]: readonly string[]): Hardware['disks'] {
  if (removable === '1' || bus === buses.usb || bus === buses.virtual || bus === buses.image) return []
  const kind = bus === buses.nvme ? 'NVMe' : seek === 'still' ? 'SSD' : seek === 'turns' ? 'HD' : ''
  return [
    {
      model: tidy(`${vendor.trim()} ${product.trim()}`),
      // Of NVMe Windows writes a full stop behind it.
      serial: tidy(serial.trim().replace(/\.$/u, '')),
      kind,
      sizeMb: Math.round(whole(bytes) / 1e6),
    },
  ]
}

function networkOf([name = '', description = '', mac = '', type = '', made = '']: readonly string[]): Hardware['network'] {
  const kind = kindOfNetwork[type]
  if (kind === undefined || made === 'software' || !isBuiltIn(name, description) || /bluetooth|virtual/iu.test(description)) return []
  return [{ name: tidy(name), mac: tidy(mac), kind }]
}

function systemOf(told: Told): SystemCare {
  const [product = '', version = '', build = '', revision = ''] = told('system')[0] ?? []
  // The registry of Windows 11 still says 10.
  const name = whole(build) >= firstBuildOf11 ? product.replace('Windows 10', 'Windows 11') : product
  const exact = revision === '' || revision === '0' ? build : `${build}.${revision}`
  return {
    name: tidy(name),
    version: tidy(version === '' ? exact : `${version} (${exact})`),
    kernel: tidy(`Windows NT 10.0.${exact}`),
    // [IV1] Windows tells of updates only to who searches for them, which takes minutes.
    updates: null,
    changedAt: moment(told('changed')[0]?.[0]),
    protection: protectionOf(told),
  }
}

/** By the word of the security centre; null where there is none, as on servers. */
function protectionOf(told: Told): SystemCare['protection'] {
  if (told('security-centre').length === 0) return null
  const defenderAt = moment(told('defender-signatures')[0]?.[0])
  return told('protection')
    .map(([name = '', state]) => ({
      name: tidy(name),
      state: stateOf(state),
      signaturesAt: /defender/iu.test(name) ? defenderAt : null,
    }))
    .slice(0, 8)
}

/** Of the product's number the fourth digit from the right, in hexadecimal, says how its guard stands: off, on, snoozed, run out. */
function stateOf(state: string | undefined): 'running' | 'stopped' | 'unknown' {
  if (state === undefined || !/^\d+$/u.test(state)) return 'unknown'
  const guard = (Number(state) >> 12) & 0xf
  return guard === 1 ? 'running' : guard <= 3 ? 'stopped' : 'unknown'
}

function softwareOf(told: Told): SoftwareItem[] {
  const found = new Map<string, SoftwareItem>()
  for (const [title = '', version = ''] of told('program')) {
    const item = { name: title.trim().slice(0, 200), version: version.trim().slice(0, 120) }
    if (item.name !== '') found.set(`${item.name} ${item.version}`, item)
  }
  return [...found.values()]
    .sort((a, b) => (a.name < b.name || (a.name === b.name && a.version < b.version) ? -1 : 1))
    .slice(0, mostSoftware)
}
