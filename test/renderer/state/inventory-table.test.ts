import { describe, expect, it } from 'vitest'
import type { InventoryRow, SystemCare } from '#shared/model/inventory'
import { narrowInventory, sortInventory } from '../../../renderer/state/inventory-table'

const care = (parts: Partial<SystemCare>): SystemCare => ({
  ...{ name: 'Debian', version: '12', kernel: '6.1', updates: null, changedAt: null, protection: null },
  ...parts,
})
const pc = (deviceName: string, parts: Partial<InventoryRow> = {}): InventoryRow => ({
  ...{ deviceId: deviceName, deviceName, roomId: 'lab', readAt: 1, hardware: null, system: null, packages: null },
  ...parts,
})
const hardware = (memoryMb: number) => ({
  ...{ maker: 'Dell', model: 'X', serial: 'ABC1', processor: 'i5', memoryMb, firmware: '1' },
  ...{ modules: [], disks: [], network: [{ name: 'eno1', mac: '8c:04:ba:00:00:01', kind: 'wired' }], monitors: [] },
})
const names = (pcs: readonly InventoryRow[]): string[] => pcs.map(({ deviceName }) => deviceName)
const everything = { text: '', roomId: null, narrowing: null } as const

describe('the table of PCs', () => {
  const protectedPc = pc('PC 10', {
    hardware: hardware(8_192),
    system: care({ protection: [{ name: 'ClamAV', state: 'running', signaturesAt: null }] }),
  })
  const waiting = pc('PC 9', { roomId: 'hall', system: care({ updates: { pending: 3, security: 1, lookedAt: null } }) })
  const unread = pc('PC 1', { readAt: null })
  const all = [protectedPc, waiting, unread]

  it('finds by name, serial number and address, in a room, and what needs care', () => {
    expect(names(narrowInventory(all, { ...everything, text: ' abc1' }))).toEqual(['PC 10'])
    expect(names(narrowInventory(all, { ...everything, text: '8C:04' }))).toEqual(['PC 10'])
    expect(names(narrowInventory(all, { ...everything, roomId: 'hall' }))).toEqual(['PC 9'])
    expect(names(narrowInventory(all, { ...everything, narrowing: 'updates' }))).toEqual(['PC 9'])
    expect(names(narrowInventory(all, { ...everything, narrowing: 'unprotected' }))).toEqual(['PC 9'])
    expect(names(narrowInventory(all, { ...everything, narrowing: 'unread' }))).toEqual(['PC 1'])
  })

  it('sorts names as people count, and by size', () => {
    expect(names(sortInventory(all, 'pc', false))).toEqual(['PC 1', 'PC 9', 'PC 10'])
    expect(names(sortInventory(all, 'memory', true))).toEqual(['PC 10', 'PC 1', 'PC 9'])
  })
})
