import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inventory } from '#shared/model/inventory'
import { type InventoryKeeperParts, InventoryKeeper } from '../../../agent/inventory/inventory-keeper'
import { readByErrand } from '../../../agent/inventory/inventory-readers'
import type { KeptInventory } from '../../../agent/inventory/kept-inventory'
import { agentClock } from '../../../agent/clock'

type Tell = Parameters<InventoryKeeper['deliver']>[0]['tell']

const day = 24 * 60 * 60_000
const now = 1_800_000_000_000
const inventory = (software: Inventory['software']): Inventory => ({
  takenAt: now,
  hardware: {
    ...{ maker: 'Dell', model: 'X', serial: '1', processor: 'i5', memoryMb: 8_192, firmware: '1' },
    ...{ modules: [], disks: [], network: [], monitors: [] },
  },
  system: { name: 'Debian', version: '12', kernel: '6.1', updates: null, changedAt: null, protection: null },
  software,
})

describe('the keeper of the inventory', () => {
  let folder: string
  let over: AbortController
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'classwarden-inventory-'))
    over = new AbortController()
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  /** A reader that says this, a clock whose sleeps are told and last until asked, and a hub that answers as given. */
  const keep = async (said: string, kept: KeptInventory | null, answers: (event: string, body: unknown) => unknown) => {
    const program = path.join(folder, 'read')
    await writeFile(path.join(folder, 'said'), said)
    await writeFile(program, `#!/bin/sh\nexec cat '${path.join(folder, 'said')}'\n`)
    await chmod(program, 0o755)
    const heard: { event: string; body: unknown }[] = []
    const sleeps: number[] = []
    const saved: KeptInventory[] = []
    const logged: string[] = []
    let rested = (): void => undefined
    const parts: InventoryKeeperParts = {
      readInventory: readByErrand([program]),
      file: { load: () => saved.at(-1) ?? kept, save: (value) => saved.push(value) },
      clock: {
        ...agentClock,
        now: () => now,
        sleep: (durationMs, signal) => {
          sleeps.push(durationMs)
          rested()
          return agentClock.sleep(durationMs, signal)
        },
      },
      random: () => 0.5,
      log: (line) => logged.push(line),
    }
    const keeper = new InventoryKeeper(parts)
    const tell = ((event: string, body: unknown) => {
      heard.push({ event, body })
      return Promise.resolve(answers(event, body))
      // The stand-in answers whatever the test says for the event.
    }) as Tell
    const delivered = keeper.deliver({ welcome: { inventory: true }, tell, ended: over.signal })
    /** Until it rests for the nth time. */
    const untilRest = async (count: number): Promise<void> => {
      while (sleeps.length < count) await new Promise<void>((resolve) => (rested = resolve))
    }
    return { keeper, delivered, heard, sleeps, saved, logged, untilRest }
  }
  const ok = (value: unknown) => ({ ok: true, value })
  const takesAll = (event: string) =>
    ok(
      event === 'inventory:offer'
        ? { hardware: true, system: true, software: 'all' }
        : event === 'inventory:software'
          ? { kept: true }
          : null,
    )
  const end = async (delivered: Promise<void>): Promise<void> => {
    over.abort()
    await delivered
  }

  it('[IV1] waits after the start, tells when asked, and then rests a day', async () => {
    const list = [{ name: 'zip', version: '1' }]
    const made = await keep(JSON.stringify(inventory(list)), null, takesAll)
    await made.untilRest(1)
    expect(made.heard).toEqual([])
    made.keeper.askNow()
    await made.untilRest(2)
    expect(made.heard.map(({ event }) => event)).toEqual([
      'inventory:offer',
      'inventory:hardware',
      'inventory:system',
      'inventory:software',
    ])
    expect(made.sleeps[0]).toBe(7.5 * 60_000)
    expect(made.sleeps[1]).toBe(day)
    expect(made.saved.at(-1)?.software?.items).toEqual(list)
    await end(made.delivered)
  })

  it('[IV2] tells a difference, and all of it where the hub finds that it does not fit', async () => {
    const before = {
      digest: 'a'.repeat(64),
      items: [
        { name: 'zip', version: '1' },
        { name: 'tar', version: '1' },
      ],
    }
    const list = [
      { name: 'tar', version: '2' },
      { name: 'zip', version: '1' },
    ]
    const made = await keep(JSON.stringify(inventory(list)), { takenAt: now - day, software: before }, (event, body) => {
      if (event === 'inventory:offer') return ok({ hardware: false, system: false, software: 'difference' })
      return ok({ kept: typeof body === 'object' && body !== null && 'base' in body && body.base === null })
    })
    await made.untilRest(1)
    made.keeper.askNow()
    await made.untilRest(2)
    expect(made.heard.slice(1).map(({ body }) => body)).toEqual([
      expect.objectContaining({ base: before.digest, added: [list[0]], gone: [{ name: 'tar', version: '1' }], total: 2 }),
      expect.objectContaining({ base: null, added: list, gone: [], total: 2 }),
    ])
    await end(made.delivered)
  })

  it('tells a long list in parts', async () => {
    const list = Array.from({ length: 2_500 }, (_none, index) => ({ name: `p${index}`, version: '1' }))
    const made = await keep(JSON.stringify(inventory(list)), null, takesAll)
    await made.untilRest(1)
    made.keeper.askNow()
    await made.untilRest(2)
    const parts = made.heard.filter(({ event }) => event === 'inventory:software').map(({ body }) => body)
    expect(parts).toMatchObject([0, 1, 2].map((part) => ({ part, parts: 3, total: 2_500 })))
    await end(made.delivered)
  })

  it('tells nothing of what cannot be read, says so, and tries again later', async () => {
    const made = await keep('not an inventory', null, takesAll)
    await made.untilRest(1)
    made.keeper.askNow()
    await made.untilRest(2)
    expect(made.heard).toEqual([])
    expect(made.logged[0]).toContain('unreadable')
    expect(made.sleeps[1]).toBe(60 * 60_000)
    await end(made.delivered)
  })

  it('[IV1] is silent to a hub that takes none', async () => {
    const made = await keep('', null, takesAll)
    const { delivered } = made
    await end(delivered)
    await new InventoryKeeper({
      readInventory: readByErrand(['false']),
      file: { load: () => null, save: () => undefined },
      clock: agentClock,
      random: () => 0,
      log: () => undefined,
    }).deliver({ welcome: { inventory: false }, tell: () => Promise.reject(new Error('told')), ended: over.signal })
    expect(made.heard).toEqual([])
  })
})
