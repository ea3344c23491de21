import type { Hardware, Inventory, SoftwareItem, SystemCare } from '#shared/model/inventory'
import type { Outcome } from '#shared/outcome'

/** One look at this PC, by a process that ends; with `signal` at the latest. */
export type ReadInventory = (signal: AbortSignal) => Promise<Outcome<Inventory, 'unreadable'>>

/** What no library tells alike on every system. Each answers null, or nothing, where the PC does not tell. */
export interface InventorySource {
  /** What the package manager has installed. */
  software(): Promise<SoftwareItem[] | null>
  updates(): Promise<SystemCare['updates']>
  /** When software was last installed, updated or removed. */
  changedAt(): Promise<number | null>
  protection(software: readonly SoftwareItem[]): Promise<SystemCare['protection']>
  monitors(): Promise<Hardware['monitors']>
}
