import { createHash } from 'node:crypto'
import type { Inventory, SoftwareItem } from '#shared/model/inventory'
import { fail, ok, type Outcome } from '#shared/outcome'
import { softwarePerPart } from '#shared/protocol/inventory-facts'
import type { AgentClock } from '../clock'
import type { Session } from '../link/hub-link'
import type { Log } from '../log'
import type { ReadInventory } from '../platform/inventory-port'
import type { SealedFile } from '../storage/sealed-file'
import type { KeptInventory } from './kept-inventory'

/** A PC that has just started has better things to do. */
const firstAfterMs = 5 * 60_000
/** Thirty PCs switched on together do not all tell at once. */
const spreadMs = 5 * 60_000
const everyMs = 24 * 60 * 60_000
const againAfterMs = 60 * 60_000

export interface InventoryKeeperParts {
  readonly readInventory: ReadInventory
  readonly file: Pick<SealedFile<KeptInventory>, 'load' | 'save'>
  readonly clock: AgentClock
  /** 0 to 1. */
  readonly random: () => number
  readonly log: Log
}

/** What a delivery needs of a session. */
interface InventorySession extends Pick<Session, 'tell' | 'ended'> {
  readonly welcome: Pick<Session['welcome'], 'inventory'>
}

const digestOf = (part: unknown): string => createHash('sha256').update(JSON.stringify(part)).digest('hex')
const pairOf = ({ name, version }: SoftwareItem): string => `${name} ${version}`

/** [IV1, IV2] Has the PC looked at once a day, and when staff ask, in a process that ends; tells the hub what it lacks of it. */
export class InventoryKeeper {
  readonly #parts: InventoryKeeperParts
  #asked = false
  #wake = new AbortController()

  constructor(parts: InventoryKeeperParts) {
    this.#parts = parts
  }

  /** Staff ask: the next reading is now. */
  askNow(): void {
    this.#asked = true
    this.#wake.abort()
  }

  /** Over one link, until it is over. */
  async deliver(session: InventorySession): Promise<void> {
    if (!session.welcome.inventory) return
    const { clock, random, log } = this.#parts
    await this.#rest(firstAfterMs + random() * spreadMs, session.ended)
    while (!isOver(session.ended)) {
      const kept = this.#parts.file.load()
      const dueInMs = this.#asked ? 0 : untilDue(kept, clock.now())
      if (dueInMs > 0) {
        await this.#rest(dueInMs, session.ended)
        continue
      }
      this.#asked = false
      const told = await this.#readAndTell(session, kept)
      if (told.ok || told.code === 'link-lost') continue
      log(`The inventory of this PC was not told (${told.code}): ${told.detail}`)
      await this.#rest(againAfterMs, session.ended)
    }
  }

  async #rest(durationMs: number, ended: AbortSignal): Promise<void> {
    if (this.#asked) return
    this.#wake = new AbortController()
    await this.#parts.clock.sleep(durationMs, AbortSignal.any([ended, this.#wake.signal]))
  }

  async #readAndTell(session: InventorySession, kept: KeptInventory | null): Promise<Outcome<null>> {
    const { clock } = this.#parts
    const inventory = await this.#read(session.ended)
    if (!inventory.ok) return inventory
    const { takenAt, hardware, system, software } = inventory.value
    const [hardwareDigest, systemDigest, softwareDigest] = [hardware, system, software].map(digestOf)
    if (hardwareDigest === undefined || systemDigest === undefined || softwareDigest === undefined) return fail('unreadable', 'no digest')
    const offer = {
      hardware: hardwareDigest,
      system: systemDigest,
      software: software === null ? null : { digest: softwareDigest, base: kept?.software?.digest ?? null },
    }
    const wanted = await session.tell('inventory:offer', offer, clock.now())
    if (!wanted.ok) return wanted
    if (wanted.value.hardware) {
      const told = await session.tell('inventory:hardware', { digest: hardwareDigest, hardware }, clock.now())
      if (!told.ok) return told
    }
    if (wanted.value.system) {
      const told = await session.tell('inventory:system', { digest: systemDigest, system }, clock.now())
      if (!told.ok) return told
    }
    if (software !== null && wanted.value.software !== 'nothing') {
      const base = wanted.value.software === 'difference' ? (kept?.software ?? null) : null
      const told = await this.#tellSoftware(session, { digest: softwareDigest, items: software }, base)
      if (!told.ok) return told
    }
    this.#parts.file.save({ takenAt, software: software === null ? null : { digest: softwareDigest, items: software } })
    return ok(null)
  }

  /** As the difference to `base`, where the hub has that; whole where it has not, or finds that the difference does not fit. */
  async #tellSoftware(
    session: InventorySession,
    list: NonNullable<KeptInventory['software']>,
    base: KeptInventory['software'],
  ): Promise<Outcome<null>> {
    const before = new Map((base?.items ?? []).map((one) => [pairOf(one), one]))
    const after = new Set(list.items.map(pairOf))
    const added = list.items.filter((one) => !before.has(pairOf(one)))
    const gone = [...before.values()].filter((one) => !after.has(pairOf(one)))
    const parts = Math.max(1, Math.ceil(Math.max(added.length, gone.length) / softwarePerPart))
    for (let part = 0; part < parts; part += 1) {
      const [from, to] = [part * softwarePerPart, (part + 1) * softwarePerPart]
      const told = await session.tell(
        'inventory:software',
        {
          ...{ digest: list.digest, base: base?.digest ?? null, part, parts, total: list.items.length },
          ...{ added: added.slice(from, to), gone: gone.slice(from, to) },
        },
        this.#parts.clock.now(),
      )
      if (!told.ok) return told
      if (!told.value.kept)
        return base === null ? fail('refused', 'The hub did not keep the list.') : this.#tellSoftware(session, list, null)
    }
    return ok(null)
  }

  /** The reading ends with the link: an agent that stops waits for nothing. */
  async #read(signal: AbortSignal): Promise<Outcome<Inventory>> {
    const inventory = await this.#parts.readInventory(signal)
    return isOver(signal) ? fail('link-lost', 'The link ended.') : inventory
  }
}

/** A clock that was set back does not put the next reading off for years. */
const untilDue = (kept: KeptInventory | null, now: number): number =>
  kept === null || kept.takenAt > now ? 0 : Math.max(0, kept.takenAt + everyMs - now)

/** Asked again after a wait, where the compiler still believes the answer before it. */
const isOver = (signal: AbortSignal): boolean => signal.aborted
