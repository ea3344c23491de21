import { samePupil } from '#shared/model/internet'
import type { PolicyOrder, PolicySet } from '#shared/model/policy-set'
import { ok } from '#shared/outcome'
import type { AgentOrders } from '#shared/protocol/agent-hub'
import type { EventOf, PayloadIn } from '#shared/protocol/table'
import type { Store } from '../../store/store'
import type { Log } from '../log'
import type { AgentLinks } from '../presence/agent-links'
import type { Roster } from '../presence/roster'

/** What the hub orders of policies, and which PC holds which [PO4]. */
export interface PolicyBook {
  /** For the answer to a hello that names the policies the PC holds; null where it need not learn any (PR8). */
  welcome(deviceId: string, held: string | null): PolicyOrder | null
  current(): PolicySet
  /** The store holds this from now on: every PC is told. */
  put(set: PolicySet): void
  /** The school's time zone is another. */
  tellTimeZone(): void
  /** The roster has changed for these pupils: the PCs where they sit are told. */
  rosterChanged(userNames: readonly string[]): void
  /** Whether a PC holds the present ones by its own word; null where it knows no policies, or was not heard. */
  isCurrent(deviceId: string): boolean | null
  /** PCs that are linked and know policies, and how many of them hold the present ones. */
  standing(): { readonly linked: number; readonly current: number }
}

interface PolicyBookParts {
  readonly set: PolicySet
  /** An IANA name. */
  readonly timeZone: () => string
  readonly store: Store
  readonly roster: Roster
  readonly links: AgentLinks
  readonly log: Log
}

export const createPolicyBook = ({ set, timeZone, store, roster, links, log }: PolicyBookParts): PolicyBook => {
  let current = set
  /** By device, what it holds by its own word. */
  const held = new Map<string, string | null>()

  const order = async <E extends EventOf<AgentOrders> & `policy:${string}`>(
    deviceId: string,
    event: E,
    payload: PayloadIn<AgentOrders, E>,
  ): Promise<boolean> => {
    const link = links.get(deviceId)
    if (link?.capabilities.includes('policy') !== true) return false
    const answer = await link.order(event, payload)
    // The next hello heals it.
    if (!answer.ok) log.warn('policy-order-unanswered', { deviceId, event, code: answer.code })
    return answer.ok
  }

  const orderSet = async (deviceId: string): Promise<void> => {
    const sent = current
    if (await order(deviceId, 'policy:set', { set: sent, timeZone: timeZone() })) held.set(deviceId, sent.policyId)
  }

  const inBackground = (what: string, deviceId: string, work: Promise<void>): void => {
    work.catch((error: unknown) => {
      log.error(what, error, { deviceId })
    })
  }

  const orderAll = (): void => {
    for (const { deviceId } of links.all()) inBackground('policy-order-failed', deviceId, orderSet(deviceId))
  }

  /** Tells a PC what the school has told of whoever signed in there. */
  const introduce = async (deviceId: string, userName: string): Promise<void> => {
    const found = await store.transact(async ({ pupils }) => ok(await pupils.find(userName)))
    if (!found.ok) {
      log.warn('pupil-not-told', { deviceId, code: found.code })
      return
    }
    await order(deviceId, 'policy:pupil', { userName, yearGroup: found.value?.yearGroup ?? null, groups: found.value?.groups ?? [] })
  }

  roster.onChange((before, after) => {
    if (after?.user == null || after.user.guest || after.presence.state !== 'live') return
    if (after.user.name === before?.user?.name && before.presence.state === 'live') return
    inBackground('pupil-not-told', after.deviceId, introduce(after.deviceId, after.user.name))
  })

  return {
    welcome: (deviceId, policyId) => {
      if (roster.get(deviceId)?.capabilities.includes('policy') !== true) return null
      held.set(deviceId, policyId)
      if (policyId === current.policyId) return null
      // An answer to a hello is on its way to whoever asked: it holds these as soon as it reads them.
      held.set(deviceId, current.policyId)
      return { set: current, timeZone: timeZone() }
    },
    current: () => current,
    put: (next) => {
      current = next
      orderAll()
    },
    tellTimeZone: orderAll,
    rosterChanged: (userNames) => {
      for (const { deviceId, user, presence } of roster.all()) {
        if (user === null || user.guest || presence.state !== 'live' || !userNames.some((name) => samePupil(name, user.name))) continue
        inBackground('pupil-not-told', deviceId, introduce(deviceId, user.name))
      }
    },
    isCurrent: (deviceId) => (held.has(deviceId) ? held.get(deviceId) === current.policyId : null),
    standing: () => {
      const linked = [...links.all()].filter(({ capabilities }) => capabilities.includes('policy'))
      return { linked: linked.length, current: linked.filter(({ deviceId }) => held.get(deviceId) === current.policyId).length }
    },
  }
}
