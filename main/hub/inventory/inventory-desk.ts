import type { Clock } from '#shared/clock'
import type { Hardware, SoftwareItem, SystemCare } from '#shared/model/inventory'
import type { Tamper } from '#shared/model/outbox'
import { ok } from '#shared/outcome'
import type { AgentFacts } from '#shared/protocol/agent-hub'
import type { Answer } from '#shared/protocol/bind'
import { refuse } from '#shared/protocol/refusal'
import type { Payload, ReplyIn } from '#shared/protocol/table'
import type { Store } from '../../store/store'

type Offer = Payload<AgentFacts, 'inventory:offer'>['body']
type SoftwarePart = Payload<AgentFacts, 'inventory:software'>['body']

/** A list that comes in parts. */
interface Gathering {
  readonly digest: string
  readonly base: string | null
  readonly parts: number
  next: number
  readonly added: SoftwareItem[]
  readonly gone: SoftwareItem[]
}

interface InventoryDeskParts {
  readonly store: Store
  readonly clock: Clock
  /** A part of the PC seems to be gone. */
  readonly raise: (deviceId: string, fact: Tamper) => Promise<void>
}

/** Takes what PCs tell of themselves, keeps it with what changed, and flags what is missing [IV2, IV3, IV4]. */
export interface InventoryDesk {
  offer(deviceId: string, offer: Offer): Promise<Answer<ReplyIn<AgentFacts, 'inventory:offer'>>>
  hardware(deviceId: string, digest: string, hardware: Hardware): Promise<Answer<null>>
  system(deviceId: string, digest: string, system: SystemCare): Promise<Answer<null>>
  software(deviceId: string, part: SoftwarePart): Promise<Answer<{ readonly kept: boolean }>>
  /** The link is over: what came of a list so far goes. */
  leave(deviceId: string): void
}

export const createInventoryDesk = ({ store, clock, raise }: InventoryDeskParts): InventoryDesk => {
  const gatherings = new Map<string, Gathering>()

  const gather = (deviceId: string, { digest, base, part, parts, added, gone }: SoftwarePart): Gathering | null => {
    if (part === 0) gatherings.set(deviceId, { digest, base, parts, next: 0, added: [], gone: [] })
    const gathering = gatherings.get(deviceId)
    if (gathering?.digest !== digest || gathering.base !== base || gathering.parts !== parts || gathering.next !== part) return null
    gathering.next += 1
    gathering.added.push(...added)
    gathering.gone.push(...gone)
    return gathering
  }

  return {
    offer: async (deviceId, { hardware, system, software }) => {
      const held = await store.transact(async ({ inventories }) => ok(await inventories.digests(deviceId, clock.now())))
      if (!held.ok) return held
      const lacks = software !== null && software.digest !== held.value.software
      const difference = lacks && software.base !== null && software.base === held.value.software
      return ok({
        hardware: hardware !== held.value.hardware,
        system: system !== held.value.system,
        software: difference ? 'difference' : lacks ? 'all' : 'nothing',
      })
    },

    hardware: async (deviceId, digest, hardware) => {
      const at = clock.now()
      const kept = await store.transact(async ({ inventories }) => ok(await inventories.keepHardware(deviceId, digest, hardware, at)))
      if (!kept.ok) return kept
      if (kept.value !== null)
        await raise(deviceId, { kind: 'tamper', tamper: 'hardware-missing', from: at, until: at, detail: kept.value })
      return ok(null)
    },

    system: (deviceId, digest, system) =>
      store.transact(async ({ inventories }) => {
        await inventories.keepSystem(deviceId, digest, system, clock.now())
        return ok(null)
      }),

    software: async (deviceId, part) => {
      const gathering = gather(deviceId, part)
      if (gathering === null) return refuse('malformed', 'part: it does not follow the one before')
      if (gathering.next < gathering.parts) return ok({ kept: true })
      gatherings.delete(deviceId)
      const { digest, base, added, gone } = gathering
      return store.transact(async ({ inventories }) =>
        ok({ kept: await inventories.keepSoftware(deviceId, { digest, base, total: part.total, added, gone }, clock.now()) }),
      )
    },

    leave: (deviceId) => {
      gatherings.delete(deviceId)
    },
  }
}
