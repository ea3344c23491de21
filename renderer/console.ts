import { createContext, useContext } from 'react'
import { HubLink } from './link/hub-link'
import { openSocket } from './link/open-socket'
import { sessionMemory } from './link/session-memory'
import { Approvals } from './state/approvals'
import { Breaches } from './state/breaches'
import { ClassOrders } from './state/class-orders'
import { Flags } from './state/flags'
import { Incidents } from './state/incidents'
import { PreferencesStore } from './state/preferences'
import { PupilReports } from './state/pupil-reports'
import { RoomFeed } from './state/room-feed'
import { Screens } from './state/screens'
import type { HandOver } from './state/hand-over'
import { SiteIcons } from './state/site-icons'
import { Store } from './state/store'
import { mayCall } from './state/views'

/** The parts behind the pages of one hub. */
export interface Console {
  readonly link: HubLink
  readonly feed: RoomFeed
  readonly orders: ClassOrders
  readonly screens: Screens
  readonly flags: Flags
  readonly breaches: Breaches
  readonly incidents: Incidents
  readonly icons: SiteIcons
  readonly pupilReports: PupilReports
  readonly approvals: Approvals
  readonly preferences: PreferencesStore
  /** While the screen faces the class, nobody is named. */
  readonly presenting: Store<boolean>
  /** The newest notice that another took over; null once read. */
  readonly handOver: Store<HandOver | null>
  /** The hub's clock now. */
  readonly hubNow: () => number
}

export interface ConsoleOptions {
  /** Origin of the hub, `https://host:port`. */
  readonly hubOrigin: string
}

/** Builds the parts, not yet connected: the link feeds the room and the screens, and orders go out by the link. */
export const buildConsole = ({ hubOrigin }: ConsoleOptions): Console => {
  const now = (): number => Date.now()
  const screens = new Screens()
  const handOver = new Store<HandOver | null>(null)
  const link: HubLink = new HubLink({
    socket: openSocket(hubOrigin),
    memory: sessionMemory(sessionStorage),
    now,
    feeds: {
      'room:patch': (patch) => {
        feed.patch(patch)
        orders.catchUp(patch.devices.map((device) => device.deviceId))
        return { ok: true, value: null }
      },
      'lesson:handed-over': (notice) => {
        handOver.set(notice)
        // What the toast still tells is no longer this person's order.
        orders.dismiss()
        return { ok: true, value: null }
      },
      'screen:thumbnail': async ({ deviceId, takenAt, thumbnail }) => {
        await screens.draw(deviceId, thumbnail, takenAt)
        return { ok: true, value: null }
      },
      'breach:changed': (change) => {
        breaches.take(change)
        return { ok: true, value: null }
      },
      'incident:changed': (change) => {
        incidents.take(change)
        return { ok: true, value: null }
      },
      'pupil-report:changed': (change) => {
        pupilReports.take(change)
        return { ok: true, value: null }
      },
      'flag:raised': (flag) => {
        flags.take(flag)
        return { ok: true, value: null }
      },
    },
    onFault: (event, error) => {
      console.error(`${event}:`, error)
    },
  })
  const feed = new RoomFeed(link.ask, now, () => {
    screens.clear()
    orders.clear()
  })
  const orders = new ClassOrders(link.ask, feed, now)
  const flags = new Flags(link.ask)
  const breaches = new Breaches(link.ask)
  const incidents = new Incidents(link.ask, now)
  const icons = new SiteIcons(link.ask)
  const pupilReports = new PupilReports(link.ask)
  const approvals = new Approvals(link.ask)
  link.state.subscribe(() => {
    const state = link.state.get()
    const { kind } = state
    if (state.kind === 'signed-in' && !state.session.secondFactorMissing) {
      void flags.load()
      if (mayCall(state.session.staff.role, 'breach:count')) void breaches.count()
      if (mayCall(state.session.staff.role, 'incident:count')) void incidents.count()
      if (mayCall(state.session.staff.role, 'pupil-report:count')) void pupilReports.count()
      if (mayCall(state.session.staff.role, 'approval:count')) void approvals.count()
    }
    if (kind !== 'signed-out') return
    feed.leave()
    flags.clear()
    breaches.clear()
    incidents.clear()
    icons.clear()
    pupilReports.clear()
    approvals.clear()
    handOver.set(null)
  })
  return {
    link,
    feed,
    orders,
    screens,
    handOver,
    flags,
    breaches,
    incidents,
    icons,
    pupilReports,
    approvals,
    preferences: new PreferencesStore(localStorage),
    presenting: new Store(false),
    hubNow: feed.hubNow,
  }
}

export const ConsoleContext = createContext<Console | null>(null)

export const useConsole = (): Console => {
  const found = useContext(ConsoleContext)
  if (found === null) throw new Error('A view was drawn outside its console.')
  return found
}
