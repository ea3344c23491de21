import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describeOthers, type FoundHub, foundHubSchema } from '../announcements/found-hub'
import type { AgentClock } from '../clock'
import { type Identity, loadIdentity, saveIdentity } from '../identity/identity'
import type { Log } from '../log'
import { type Attempts, searchPauseMs, wantsSearch } from './reconnect-policy'

const searchWithinMs = 20_000
const mostKept = 8

export interface HubAddressParts {
  readonly identity: Identity
  readonly dataFolder: string
  /** How the agent runs itself again to search its networks: program and arguments. */
  readonly findHub: readonly [string, ...string[]]
  readonly clock: Pick<AgentClock, 'uptimeMs'>
  /** 0 to 1. */
  readonly random: () => number
  readonly log: Log
}

/** Where the hub may be: as enrolment told, and as it was heard on the network since. */
export class HubAddresses {
  readonly #parts: HubAddressParts
  #told: readonly string[]
  #heard: readonly string[] = []
  #searching: Promise<boolean> | null = null
  #searches = 0
  #nextSearchMs = 0

  constructor(parts: HubAddressParts) {
    this.#parts = parts
    this.#told = parts.identity.agentAddresses
  }

  /** Never empty; what was heard last is tried first. */
  get all(): readonly string[] {
    return [...this.#heard, ...this.#told]
  }

  /**
   * [AN4] Searches where the known addresses have failed for a while, in a process of its own that ends. True when there is an address to try that was not there
   * before.
   */
  search(attempts: Attempts): Promise<boolean> {
    const { clock, random } = this.#parts
    if (this.#searching !== null) return this.#searching
    if (!wantsSearch(attempts) || clock.uptimeMs() < this.#nextSearchMs) return Promise.resolve(false)
    this.#nextSearchMs = clock.uptimeMs() + searchPauseMs(this.#searches, random())
    this.#searches += 1
    this.#searching = this.#search().finally(() => (this.#searching = null))
    return this.#searching
  }

  /** The hub answered there: kept for the next start, and the next loss is searched for as the first was. */
  async worked(address: string): Promise<void> {
    this.#searches = 0
    if (this.#told.includes(address)) return
    const { dataFolder, identity, log } = this.#parts
    this.#told = [address, ...this.#told].slice(0, mostKept)
    this.#heard = []
    const kept = await loadIdentity(dataFolder)
    // Somebody may have enrolled this PC anew meanwhile.
    if (!kept.ok || kept.value.deviceId !== identity.deviceId) return
    await saveIdentity(dataFolder, { ...kept.value, agentAddresses: [...this.#told] }).catch((error: unknown) => {
      log(`The hub's new address ${address} could not be kept: ${error instanceof Error ? error.message : String(error)}`)
    })
  }

  async #search(): Promise<boolean> {
    const { dataFolder, findHub, log } = this.#parts
    const [program, ...args] = findHub
    const said = await promisify(execFile)(program, [...args, '--data', dataFolder], { timeout: searchWithinMs }).catch(() => null)
    const found = foundHubSchema.safeParse(parseJson(said?.stdout ?? ''))
    if (!found.success) return false
    const news = found.data.addresses.filter((address) => !this.all.includes(address))
    const line = describe(found.data, news)
    if (line !== null) log(line)
    // What is known keeps its turn; what is heard no more loses it.
    this.#heard = found.data.addresses.filter((address) => !this.#told.includes(address))
    return news.length > 0
  }
}

function describe(found: FoundHub, news: readonly string[]): string | null {
  const others = describeOthers(found)
  if (news.length === 0) return others === null ? null : `The hub was searched for on the network. ${others}`
  return `The hub was heard on the network, and proved itself: ${news.join(', ')}.${others === null ? '' : ` ${others}`}`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
