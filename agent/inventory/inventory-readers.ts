import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { inventorySchema } from '#shared/model/inventory'
import { fail, ok } from '#shared/outcome'
import { takenByErrand, type TakeInventory } from '../device-facts'
import { ownCommand } from '../own-command'
import type { ReadInventory } from '../platform/inventory-port'
import { readWindowsInventory, takeWindowsInventory } from '../platform/windows/windows-inventory'

const readWithinMs = 180_000
const mostOutput = 16 * 1024 * 1024

/** How this PC is looked at. */
export interface InventoryReaders {
  /** In short. */
  readonly takeInventory: TakeInventory
  /** With all that is installed. */
  readonly readInventory: ReadInventory
}

/** On Windows by the native program, elsewhere by commands of the agent's own. */
export const inventoryReaders = (desktopProgram: string): InventoryReaders =>
  process.platform === 'win32'
    ? {
        takeInventory: () => takeWindowsInventory([desktopProgram]),
        readInventory: (signal) => readWindowsInventory([desktopProgram], signal),
      }
    : { takeInventory: takenByErrand(ownCommand('take-inventory')), readInventory: readByErrand(ownCommand('read-inventory')) }

/** By the hidden command of `read-inventory.ts`: program and arguments. */
export const readByErrand =
  ([program, ...args]: readonly [string, ...string[]]): ReadInventory =>
  async (signal) => {
    const said = await promisify(execFile)(program, args, { signal, timeout: readWithinMs, maxBuffer: mostOutput }).catch(
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    )
    if (said instanceof Error) return fail('unreadable', said.message.slice(0, 300))
    const inventory = inventorySchema.safeParse(parseJson(said.stdout))
    return inventory.success ? ok(inventory.data) : fail('unreadable', 'What the PC says of itself cannot be read.')
  }

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
