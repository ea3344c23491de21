import { useCallback, useEffect, useState } from 'react'
import type { CallFailure } from '#shared/protocol/call'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { PayloadIn, Reply } from '#shared/protocol/table'
import { useConsole } from '../console'
import type { Asked, ConsoleEvent } from '../link/hub-link'
import { useStore } from '../state/use-store'

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: CallFailure; readonly detail: string }
  | { readonly kind: 'ready'; readonly value: T }

/**
 * Asks the hub when the view opens and again whenever the link comes back; `reload` keeps what is shown until the answer is there.
 * The payload must be the same object between renders.
 */
export const useAsked = <E extends ConsoleEvent>(
  event: E,
  payload: PayloadIn<ConsoleOrders, E>,
): { readonly loaded: Loaded<Reply<ConsoleOrders, E>>; readonly reload: () => Promise<void> } => {
  const { link } = useConsole()
  const signedIn = useStore(link.state).kind === 'signed-in'
  const [loaded, setLoaded] = useState<Loaded<Reply<ConsoleOrders, E>>>({ kind: 'loading' })
  const take = useCallback((answer: Asked<E>) => {
    setLoaded((before) => {
      if (answer.ok) return { kind: 'ready', value: answer.value }
      return before.kind === 'ready' && answer.code === 'link-lost' ? before : { kind: 'failed', code: answer.code, detail: answer.detail }
    })
  }, [])
  const reload = useCallback(async () => {
    take(await link.ask(event, payload))
  }, [link, event, payload, take])
  useEffect(() => {
    if (signedIn) void link.ask(event, payload).then(take)
  }, [link, event, payload, take, signedIn])
  return { loaded, reload }
}
