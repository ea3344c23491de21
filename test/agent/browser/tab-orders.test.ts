import { describe, expect, it } from 'vitest'
import type { Tab } from '#shared/model/page'
import { fail, ok } from '#shared/outcome'
import type { OrderFailure } from '../../../agent/browser/browser-link'
import { TabOrders } from '../../../agent/browser/tab-orders'
import { Observable } from '../../../agent/platform/observable'
import { handAgentClock, settle } from '../../support/agent-clock'

const tab = (tabId: string, site: string): Tab => ({
  tabId,
  site,
  url: `https://${site}/`,
  title: site,
  withheld: false,
  since: 0,
  browser: 'chromium',
  active: false,
  incognito: false,
})

/** Browsers with these tabs; what `asks` names stays open when it is asked to close. */
const setUp = (tabs: readonly Tab[], { asks = [], linked = true, starts = true, refuses = null }: Options = {}) => {
  const clock = handAgentClock()
  const changes = new Observable(0)
  const started: string[] = []
  let open = tabs
  const close = (isMeant: (tabId: string) => boolean) => {
    open = open.filter(({ tabId }) => !isMeant(tabId) || asks.includes(tabId))
    changes.set(changes.value + 1)
    return Promise.resolve(ok(null))
  }
  const orders = new TabOrders({
    clock,
    platform: {
      openPage: (address) => {
        started.push(address)
        return Promise.resolve(starts ? ok(null) : fail('no-browser', 'none'))
      },
    },
    link: {
      changes,
      allTabs: () => open,
      openTab: () => Promise.resolve(refuses === null ? (linked ? ok(null) : fail('no-browser', 'none')) : fail(refuses, 'no')),
      closeTabs: (tabIds) => close((tabId) => tabIds.includes(tabId)),
      closeOtherTabs: (keep) => close((tabId) => !keep.includes(tabId)),
    },
  })
  return { clock, orders, started, open: () => open.map(({ tabId }) => tabId) }
}
interface Options {
  readonly asks?: readonly string[]
  readonly linked?: boolean
  readonly starts?: boolean
  readonly refuses?: OrderFailure | null
}
const some = [tab('1.1', 'maths.test'), tab('1.2', 'games.test'), tab('2.1', 'games.test'), tab('2.2', 'help.maths.test')]

describe('[BR7] an address opened by staff', () => {
  it('goes to a linked browser, else to one that is started', async () => {
    const linked = setUp([])
    expect(await linked.orders.open('https://maths.test/')).toEqual({ state: 'opened', started: false })
    expect(linked.started).toEqual([])
    const none = setUp([], { linked: false })
    expect(await none.orders.open('https://maths.test/')).toEqual({ state: 'opened', started: true })
    expect(none.started).toEqual(['https://maths.test/'])
    expect(await setUp([], { linked: false, starts: false }).orders.open('https://maths.test/')).toEqual({
      state: 'failed',
      why: 'no-browser',
    })
  })
  it('[BR8] is not tried elsewhere when a rule closes it', async () => {
    const closed = setUp([], { refuses: 'not-open' })
    expect(await closed.orders.open('https://games.test/')).toEqual({ state: 'failed', why: 'not-open' })
    expect(closed.started).toEqual([])
  })
})

describe('[BR7] tabs closed by staff', () => {
  it('are those of a site in every browser, and not of its subdomains', async () => {
    const pc = setUp(some)
    expect(await pc.orders.close({ which: { by: 'site', site: 'games.test' }, but: false })).toEqual({
      state: 'closed',
      closed: 2,
      asking: 0,
    })
    expect(pc.open()).toEqual(['1.1', '2.2'])
    const other = setUp(some)
    expect(await other.orders.close({ which: { by: 'site', site: 'maths.test' }, but: false })).toMatchObject({ closed: 1 })
    expect(other.open()).toEqual(['1.2', '2.1', '2.2'])
  })
  it('are all but one site with its subdomains, or all but named ones', async () => {
    const pc = setUp(some)
    expect(await pc.orders.close({ which: { by: 'site', site: 'maths.test' }, but: true })).toMatchObject({ closed: 2 })
    expect(pc.open()).toEqual(['1.1', '2.2'])
    const one = setUp(some)
    expect(await one.orders.close({ which: { by: 'tab', tabIds: ['2.1'] }, but: true })).toMatchObject({ closed: 3 })
    expect(one.open()).toEqual(['2.1'])
  })
  it('[BR8] stay when their pages ask about unsaved work, and are told so', async () => {
    const pc = setUp(some, { asks: ['1.2'] })
    const closing = pc.orders.close({ which: { by: 'site', site: 'games.test' }, but: false })
    await settle()
    await pc.clock.pass(2_000)
    expect(await closing).toEqual({ state: 'closed', closed: 1, asking: 1 })
  })
  it('are none where the site is not open', async () => {
    expect(await setUp(some).orders.close({ which: { by: 'site', site: 'news.test' }, but: false })).toEqual({
      state: 'closed',
      closed: 0,
      asking: 0,
    })
  })
})
