import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { type DeviceFacts, deviceFactsSchema } from '#shared/model/device'
import { agentClock } from './clock'
import { patientNiceness, setNiceness } from './niceness'
import { writeDurably } from './storage/durable-file'
import { agentVersion } from './version'

const inventorySchema = deviceFactsSchema.pick({ operatingSystem: true, model: true, processor: true, memoryMb: true })
type Inventory = z.infer<typeof inventorySchema>

const keptSchema = z.object({ format: z.literal('classwarden-inventory-1'), bootId: z.string(), inventory: inventorySchema })

/** Looks at the PC; what it answers is checked by whoever asks. */
export type TakeInventory = () => Promise<unknown>

/** What the PC does not tell. */
const nothingTold: Inventory = { operatingSystem: '', model: '', processor: '', memoryMb: 0 }
const inventoryWithinMs = 20_000

/**
 * What this PC is. Looking takes a second and a large library, so it is done once a boot, in a process that ends (`takeInventory`). What the PC does not
 * tell is an empty text.
 */
export async function readDeviceFacts(dataFolder: string, takeInventory: TakeInventory): Promise<Omit<DeviceFacts, 'networks'>> {
  const bootId = agentClock.bootId()
  const file = path.join(dataFolder, 'inventory.json')
  const inventory = (await readKept(file, bootId)) ?? (await askAndKeep(file, bootId, takeInventory))
  return { hostname: tidy(hostname()), agentVersion, platform: `${process.platform}-${process.arch}`, bootId, ...inventory }
}

async function readKept(file: string, bootId: string): Promise<Inventory | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const kept = keptSchema.safeParse(parseJson(text))
  // Where boots have no names it is looked at each time.
  return kept.success && bootId !== '' && kept.data.bootId === bootId ? kept.data.inventory : null
}

async function askAndKeep(file: string, bootId: string, takeInventory: TakeInventory): Promise<Inventory> {
  const inventory = inventorySchema.safeParse(await takeInventory())
  if (!inventory.success) return nothingTold
  // A full disk costs another look at the next start, nothing else.
  await writeDurably(file, JSON.stringify({ format: 'classwarden-inventory-1', bootId, inventory: inventory.data })).catch(() => undefined)
  return inventory.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** By the hidden command below, in a process of its own. */
export const takenByErrand =
  ([program, ...args]: readonly [string, ...string[]]): TakeInventory =>
  async () => {
    const said = await promisify(execFile)(program, args, { timeout: inventoryWithinMs }).catch(() => null)
    return parseJson(said?.stdout ?? '')
  }

/** The hidden command: one line of JSON on `output`. */
export async function inventoryCommand(output: NodeJS.WritableStream): Promise<void> {
  setNiceness(process.pid, patientNiceness)
  const { cpu, mem, osInfo, system } = await import('systeminformation')
  const [board, processor, memory, os] = await Promise.all([system(), cpu(), mem(), osInfo()])
  const inventory: Inventory = {
    operatingSystem: tidy(`${os.distro} ${os.release} (${os.codename})`),
    model: tidy(`${board.manufacturer} ${board.model}`),
    processor: tidy(`${processor.manufacturer} ${processor.brand}`),
    memoryMb: Math.round(memory.total / 2 ** 20),
  }
  output.write(`${JSON.stringify(inventory)}\n`)
}

const tidy = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replaceAll(/ {2,}/gu, ' ')
    .replace(/ \(\)$/u, '')
    .trim()
    .slice(0, 120)
