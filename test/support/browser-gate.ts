import type { AgentClock } from '../../agent/clock'
import type { Log } from '../../agent/log'
import { BrowserGate } from '../../agent/web/browser-gate'
import { SiteListShelf } from '../../agent/web/site-list-shelf'

/** A gate on a PC that holds no lists. */
export const gateWithoutLists = (clock: AgentClock, log: Log = () => undefined): BrowserGate =>
  new BrowserGate({ shelf: new SiteListShelf('/nowhere', log), clock, log })
