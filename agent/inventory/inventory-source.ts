import type { InventorySource } from '../platform/inventory-port'
import { linuxInventory } from '../platform/linux/linux-inventory'

const silent: InventorySource = {
  software: () => Promise.resolve(null),
  updates: () => Promise.resolve(null),
  changedAt: () => Promise.resolve(null),
  protection: () => Promise.resolve(null),
  monitors: () => Promise.resolve([]),
}

/** Of the PC this runs on; so far there is one for Debian and what is made of it. */
export const inventorySource = (): InventorySource => (process.platform === 'linux' ? linuxInventory : silent)
