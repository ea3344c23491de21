import type { TabResult, TabWord } from '#shared/model/tab-order'
import { ok } from '#shared/outcome'
import type { AgentOrders } from '#shared/protocol/agent-hub'
import type { EventOf, PayloadIn } from '#shared/protocol/table'
import type { AgentLink } from '../presence/agent-links'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'
import { replayed } from './order-memory'
import { colleaguesLesson, targetsIn } from './targets'

/** Before the console gives the call up: a PC may have to start a browser. */
const answerWithinMs = 8_000

type TabOrder = Extract<EventOf<AgentOrders>, `tab:${string}`>
type TabTarget = { readonly roomId: string; readonly deviceIds: readonly string[]; readonly orderId: string }
type Who = Parameters<CallsNamed<'tab:open'>['tab:open']>[1]

const failed = (why: (TabWord & { state: 'failed' })['why']): TabWord => ({ state: 'failed', why })

/** Opening and closing pages on PCs: done now, by those that are linked, and never later. */
export const tabCalls = ({ store, clock, roster, links, lessons, orders }: CommandParts): CallsNamed<TabOrder> => {
  const wordOf = async <E extends TabOrder>(link: AgentLink | null, event: E, payload: PayloadIn<AgentOrders, E>): Promise<TabWord> => {
    if (link === null) return failed('silent')
    if (!link.capabilities.includes('tabs')) return failed('unsupported')
    const late = new Promise<null>((resolve) => setTimeout(resolve, answerWithinMs, null).unref())
    const answer = await Promise.race([link.order(event, payload), late])
    if (answer?.ok === true) return answer.value
    return failed(answer?.code === 'link-lost' ? 'silent' : 'no-answer')
  }

  const order = async <E extends TabOrder>(
    event: E,
    { roomId, deviceIds, orderId }: TabTarget,
    payload: PayloadIn<AgentOrders, E>,
    what: string,
    { sessionId, staff, actor }: Who,
  ) => {
    const found = targetsIn(roster, roomId, deviceIds)
    if (!found.ok) return found
    const held = colleaguesLesson(lessons, roomId, staff)
    if (held !== null) return held
    if (!orders.take(sessionId, orderId)) return replayed()
    const { ids, names } = found.value
    const noted = await store.transact(async ({ audit }) => {
      const detail = `${what} on ${ids.length}: ${names}`
      await audit.append({ at: clock.now(), action: event, staff: actor, subject: roomId, detail, address: actor.address })
      return ok(null)
    })
    if (!noted.ok) {
      orders.giveBack(sessionId, orderId)
      return noted
    }
    const results = await Promise.all(
      ids.map(async (deviceId): Promise<TabResult> => ({ deviceId, word: await wordOf(links.get(deviceId), event, payload) })),
    )
    return ok({ results })
  }

  return {
    'tab:open': ({ url, ...target }, who) => order('tab:open', target, { url }, url.slice(0, 200), who),
    'tab:close': ({ which, but, ...target }, who) => {
      const tabs = which.by === 'site' ? which.site : `${which.tabIds.length} tabs`
      return order('tab:close', target, { which, but }, but ? `all but ${tabs}` : tabs, who)
    },
  }
}
