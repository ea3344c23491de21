import type { BuildWord } from '#shared/model/agent-build'
import type { LeaseReport, LeaseSet } from '#shared/model/lease'
import type { PowerOrder, PowerState } from '#shared/model/power'
import type { SelfTestAnswer } from '#shared/model/self-test'
import type { TabClose, TabWord } from '#shared/model/tab-order'
import { ok } from '#shared/outcome'

/* What a simulated PC answers to orders unless a test says otherwise. */

export const appliedReport = (set: LeaseSet): LeaseReport => ({
  revision: set.revision,
  states: set.leases.map(({ leaseId }) => ({ leaseId, state: 'applied', failure: null, at: set.hubNow })),
})

export const warned = (order: PowerOrder): PowerState => ({
  order,
  state: 'warned',
  why: null,
  actsAt: order.from + order.warnSeconds * 1_000,
  at: order.from,
})

export const begun = (): SelfTestAnswer => ({ state: 'begun' })

export const tabsDone = (order: { readonly url: string } | TabClose): TabWord =>
  'url' in order ? { state: 'opened', started: false } : { state: 'closed', closed: 1, asking: 0 }

export interface BuildOrder {
  readonly event: 'build:install' | 'build:swap' | 'build:stop'
  readonly buildId: string
}

const nextState = { 'build:install': 'ready', 'build:swap': 'installed', 'build:stop': 'stopped' } as const
export const obeyed = ({ event, buildId }: BuildOrder): BuildWord => ({ buildId, state: nextState[event], why: null, detail: '' })

export const buildOrdersAnswered = (answer: (order: BuildOrder) => BuildWord) => {
  const on =
    (event: BuildOrder['event']) =>
    ({ buildId }: { readonly buildId: string }) =>
      ok(answer({ event, buildId }))
  return { 'build:install': on('build:install'), 'build:swap': on('build:swap'), 'build:stop': on('build:stop') }
}
