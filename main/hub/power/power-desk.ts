import type { Clock } from '#shared/clock'
import { isPending, isSettled, type PowerOrder, type PowerReason, type PowerState } from '#shared/model/power'
import type { Untold } from '../../store/settings'
import type { Log } from '../log'
import type { LessonBoard } from '../lessons/lesson-board'
import type { AgentLink, AgentLinks } from '../presence/agent-links'
import type { Roster } from '../presence/roster'

/** How long what became of an order is shown. */
const shownMs = 5 * 60_000

type CancelWhy = Untold['stops'][string]['why']

/** Orders about power on their way, and what the PCs say of them. What a PC has heard it carries out by itself; the desk never repeats an order. */
export interface PowerDesk {
  /** Orders it from those that are linked now. A silent PC never hears of it: nobody expects it any more when that is back (PW3). */
  order(deviceIds: readonly string[], order: PowerOrder): void
  /** Stops what is pending there; a PC that is silent is told when it is back. Answers on how many PCs something was pending. */
  cancel(deviceIds: readonly string[], why: CancelWhy): number
  /** What is to be stopped of which the PC has not yet said that it is, for the store. */
  stops(): Untold['stops']
  /** Shows that an order was not even given. */
  spare(deviceIds: readonly string[], order: PowerOrder, why: PowerReason): void
  /** Takes the PC's own word. */
  report(deviceId: string, state: PowerState): void
  /** The PC is linked again. */
  heard(deviceId: string): void
  /** Takes down what has been shown long enough. */
  expire(): void
}

export interface PowerDeskParts {
  /** As `stops` gave them before the hub was started anew. */
  readonly stops: Untold['stops']
  readonly roster: Roster
  readonly links: AgentLinks
  readonly lessons: LessonBoard
  readonly clock: Clock
  readonly log: Log
}

export const createPowerDesk = ({ stops, roster, links, lessons, clock, log }: PowerDeskParts): PowerDesk => {
  /** Orders to be stopped of which the PC has not yet said that they are. */
  const stopping = new Map(Object.entries(stops))

  const show = (deviceId: string, state: PowerState | null): void => {
    roster.apply(deviceId, { type: 'power', state })
  }
  const word = (order: PowerOrder, state: PowerState['state'], why: PowerReason | null): PowerState => ({
    order,
    state,
    why,
    actsAt: order.from + order.warnSeconds * 1_000,
    at: clock.now(),
  })

  const report = (deviceId: string, state: PowerState): void => {
    if (isSettled(state) && state.at < clock.now() - shownMs) return
    if (!isPending(state) && stopping.get(deviceId)?.powerId === state.order.powerId) stopping.delete(deviceId)
    show(deviceId, state)
    // An order of the clock that a PC carried over a lost link or a restart of the hub gives way too (PW4).
    const inLesson = lessons.inRoom(roster.get(deviceId)?.roomId ?? '') !== null
    if (inLesson && state.order.scheduled && isPending(state)) stop(deviceId, state.order.powerId, 'lesson')
  }

  const give = async (link: AgentLink, order: PowerOrder): Promise<void> => {
    const answer = await link.order('power:act', order)
    if (answer.ok) {
      report(link.deviceId, answer.value)
      return
    }
    log.warn('power-order-unanswered', { deviceId: link.deviceId, code: answer.code })
    const shown = roster.get(link.deviceId)?.power
    if (shown?.order.powerId === order.powerId && shown.state === 'asked') show(link.deviceId, word(order, 'failed', 'no-answer'))
  }

  const tellStop = async (link: AgentLink): Promise<void> => {
    const wish = stopping.get(link.deviceId)
    if (wish === undefined) return
    const answer = await link.order('power:cancel', wish)
    if (!answer.ok) {
      log.warn('power-cancel-unanswered', { deviceId: link.deviceId, code: answer.code })
      return
    }
    if (stopping.get(link.deviceId) === wish) stopping.delete(link.deviceId)
    if (answer.value !== null) report(link.deviceId, answer.value)
  }

  const inBackground = (deviceId: string, work: Promise<void>): void => {
    work.catch((error: unknown) => {
      log.error('power-order-failed', error, { deviceId })
    })
  }

  const stop = (deviceId: string, powerId: string, why: CancelWhy): void => {
    if (stopping.get(deviceId)?.powerId === powerId) return
    stopping.set(deviceId, { powerId, why })
    const link = links.get(deviceId)
    if (link !== null) inBackground(deviceId, tellStop(link))
  }

  const cancel = (deviceIds: readonly string[], why: CancelWhy, concerns: (state: PowerState) => boolean): number => {
    let count = 0
    for (const deviceId of deviceIds) {
      const state = roster.get(deviceId)?.power ?? null
      if (state === null || !isPending(state) || !concerns(state)) continue
      count += 1
      // Asked again it is told again: the last answer may have been lost.
      stopping.delete(deviceId)
      stop(deviceId, state.order.powerId, why)
    }
    return count
  }

  // A lesson that begins while an order of the clock is under way stops it (PW4).
  lessons.onChange((roomId) => {
    if (lessons.inRoom(roomId) === null) return
    const deviceIds = roster.inRoom(roomId).map(({ deviceId }) => deviceId)
    cancel(deviceIds, 'lesson', ({ order }) => order.scheduled)
  })

  return {
    order: (deviceIds, order) => {
      for (const deviceId of deviceIds) {
        const link = links.get(deviceId)
        if (link === null) continue
        if (!link.capabilities.includes('power')) {
          show(deviceId, word(order, 'failed', 'unsupported'))
          continue
        }
        stopping.delete(deviceId)
        show(deviceId, word(order, 'asked', null))
        inBackground(deviceId, give(link, order))
      }
    },
    cancel: (deviceIds, why) => cancel(deviceIds, why, () => true),
    stops: () => Object.fromEntries(stopping),
    spare: (deviceIds, order, why) => {
      for (const deviceId of deviceIds) if (links.get(deviceId) !== null) show(deviceId, word(order, 'spared', why))
    },
    report,
    heard: (deviceId) => {
      const link = links.get(deviceId)
      if (link !== null) inBackground(deviceId, tellStop(link))
    },
    expire: () => {
      const oldest = clock.now() - shownMs
      for (const { deviceId, power } of roster.all()) if (power !== null && isSettled(power) && power.at < oldest) show(deviceId, null)
    },
  }
}
