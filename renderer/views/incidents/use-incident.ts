import { useCallback, useEffect, useState } from 'react'
import type { IncidentDetail } from '#shared/model/incident'
import type { Outcome } from '#shared/outcome'
import type { CallFailure } from '#shared/protocol/call'
import type { Loaded } from '../../components/use-asked'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'

export interface OpenIncident {
  readonly loaded: Loaded<IncidentDetail>
  readonly busy: boolean
  readonly failure: { readonly code: CallFailure; readonly detail: string } | null
  readonly reload: () => Promise<void>
  /** Waits for the answer of a call that changes the incident, and shows it; whether it worked. */
  readonly take: (asked: Promise<Outcome<IncidentDetail, CallFailure>>) => Promise<boolean>
}

/** The incident as the hub has it: asked when it is opened, and again when somebody else changed it. */
export const useIncident = (incidentId: string): OpenIncident => {
  const { link, incidents } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const list = useStore(incidents.list)
  const changedAt = list.kind === 'ready' ? list.incidents.find((one) => one.incidentId === incidentId)?.changedAt : undefined
  const [loaded, setLoaded] = useState<Loaded<IncidentDetail>>({ kind: 'loading' })
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<OpenIncident['failure']>(null)
  const known = loaded.kind === 'ready' ? loaded.value.changedAt : undefined
  const reload = useCallback(async () => {
    const asked = await link.ask('incident:get', { incidentId })
    setLoaded((before) => {
      if (asked.ok) return { kind: 'ready', value: asked.value }
      return before.kind === 'ready' && asked.code === 'link-lost' ? before : { kind: 'failed', code: asked.code, detail: asked.detail }
    })
  }, [link, incidentId])
  const stale = linked && !busy && (known === undefined || (changedAt !== undefined && changedAt > known))
  useEffect(() => {
    if (!stale) return undefined
    // Who runs down the list with a key held opens only where the finger rests.
    const timer = setTimeout(() => void reload(), 80)
    return () => {
      clearTimeout(timer)
    }
  }, [stale, reload])
  return {
    loaded,
    busy,
    failure,
    reload,
    take: async (asking) => {
      setBusy(true)
      setFailure(null)
      const asked = await asking
      setBusy(false)
      if (asked.ok) setLoaded({ kind: 'ready', value: asked.value })
      else setFailure({ code: asked.code, detail: asked.detail })
      return asked.ok
    },
  }
}
