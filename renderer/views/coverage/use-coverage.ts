import { useEffect, useState } from 'react'
import type { CallFailure } from '#shared/protocol/call'
import { useConsole } from '../../console'
import { type Coverage, withAnswer } from '../../state/coverage'
import { useStore } from '../../state/use-store'

/** What changed is asked for so often while the page is open: a handful of bytes when nothing did. */
const askEveryMs = 2_000

export type CoverageNow =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: CallFailure; readonly detail: string }
  | { readonly kind: 'ready'; readonly coverage: Coverage }

/** Every PC as the hub judges it, kept true while the page is open; what was known stays while the link is gone. */
export const useCoverage = (): CoverageNow => {
  const { link } = useConsole()
  const signedIn = useStore(link.state).kind === 'signed-in'
  const [now, setNow] = useState<CoverageNow>({ kind: 'loading' })
  useEffect(() => {
    if (!signedIn) return
    let over = false
    let known: Coverage | null = null
    let timer: ReturnType<typeof setTimeout> | null = null
    const ask = async (): Promise<void> => {
      const answer = await link.ask('coverage:read', { since: known?.revision ?? null })
      // The page was left meanwhile.
      if (over) return
      if (answer.ok) {
        const next = withAnswer(known, answer.value)
        if (next !== known) setNow({ kind: 'ready', coverage: next })
        known = next
      } else if (known === null && answer.code !== 'link-lost') setNow({ kind: 'failed', code: answer.code, detail: answer.detail })
      timer = setTimeout(() => void ask(), askEveryMs)
    }
    void ask()
    return () => {
      over = true
      if (timer !== null) clearTimeout(timer)
    }
  }, [link, signedIn])
  return now
}
