import { useState } from 'react'
import type { SnapshotPart } from '#shared/model/breach'
import type { BreachDetail } from '#shared/model/breach-review'
import type { CallFailure } from '#shared/protocol/call'
import { useConsole } from '../../console'

export type Shown =
  | { readonly kind: 'covered' | 'loading' }
  | { readonly kind: 'failed'; readonly code: CallFailure }
  | { readonly kind: 'drawn'; readonly bitmap: ImageBitmap }

export interface Snapshots {
  readonly of: (part: SnapshotPart) => Shown
  readonly uncovered: boolean
  /** A reason was given on this page: the hub asks for no other. */
  readonly reasonGiven: boolean
  /** Fetches every picture the hub holds; answers the failure of the first, which takes the reason. */
  readonly reveal: (reason: string | null) => Promise<{ readonly code: CallFailure; readonly detail: string } | null>
  readonly cover: () => void
}

const covered: Shown = { kind: 'covered' }

/** A msgpack view lies on a larger message; the copy is the picture alone. */
const decode = (jpeg: Uint8Array): Promise<ImageBitmap | null> =>
  createImageBitmap(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' })).catch(() => null)

/** The pictures of one concern: nothing of them is in the page before they are asked for, and nothing after they are covered again. */
export const useSnapshots = ({ breachId, snapshots }: Pick<BreachDetail, 'breachId' | 'snapshots'>): Snapshots => {
  const { link } = useConsole()
  const [shown, setShown] = useState<ReadonlyMap<SnapshotPart, Shown>>(new Map())
  const [reasonGiven, setReasonGiven] = useState(false)
  const put = (part: SnapshotPart, one: Shown): void => {
    setShown((before) => new Map(before).set(part, one))
  }
  return {
    of: (part) => shown.get(part) ?? covered,
    uncovered: shown.size > 0,
    reasonGiven,
    cover: () => {
      setShown(new Map())
    },
    reveal: async (reason) => {
      for (const [index, { part }] of snapshots.entries()) {
        if (index > 0) put(part, { kind: 'loading' })
        const asked = await link.ask('breach:picture', { breachId, part, reason: index === 0 ? reason : null })
        if (!asked.ok && index === 0 && asked.code !== 'picture-damaged') return { code: asked.code, detail: asked.detail }
        const bitmap = asked.ok ? await decode(asked.value.jpeg) : null
        // In one breath with the picture: a page that is neither covered nor shown would ask again.
        setReasonGiven(true)
        const failed: Shown = { kind: 'failed', code: asked.ok ? 'picture-damaged' : asked.code }
        put(part, bitmap === null ? failed : { kind: 'drawn', bitmap })
      }
      return null
    },
  }
}
