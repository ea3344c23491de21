import { useState } from 'react'
import type { CallFailure } from '#shared/protocol/call'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { PayloadIn, Reply } from '#shared/protocol/table'
import { useConsole } from '../console'
import type { ConsoleEvent } from '../link/hub-link'

export interface Deed<E extends ConsoleEvent> {
  readonly busy: boolean
  readonly failure: { readonly code: CallFailure; readonly detail: string } | null
  /** Does it; the value when it worked, undefined when `failure` says why not. */
  readonly run: (payload: PayloadIn<ConsoleOrders, E>) => Promise<{ readonly value: Reply<ConsoleOrders, E> } | undefined>
}

/** One thing a form asks of the hub, with its waiting and its failure. */
export const useDeed = <E extends ConsoleEvent>(event: E): Deed<E> => {
  const { link, approvals } = useConsole()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Deed<E>['failure']>(null)
  const run: Deed<E>['run'] = async (payload) => {
    setBusy(true)
    setFailure(null)
    const asked = await link.ask(event, payload)
    setBusy(false)
    if (asked.ok) {
      approvals.heed(event)
      return { value: asked.value }
    }
    setFailure({ code: asked.code, detail: asked.detail })
    return undefined
  }
  return { busy, failure, run }
}
