import { useState } from 'react'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'
import { type Deed, useDeed } from '../../components/use-deed'

type MadePack = Reply<ConsoleOrders, 'evidence:make'>

export interface Evidence {
  readonly making: boolean
  readonly refused: Deed<'evidence:make'>['failure']
  /** The pack at hand, until it is put away with its passphrase. */
  readonly made: MadePack | null
  /** Its whole archive; null while it comes, or when `lost` says why it did not. */
  readonly archive: Uint8Array<ArrayBuffer> | null
  readonly lost: Deed<'evidence:part'>['failure']
  /** Whether it is made; its archive then comes by itself. */
  readonly make: (reason: string) => Promise<boolean>
  readonly fetchAgain: () => Promise<void>
  readonly putAway: () => void
}

/**
 * Has a pack made and fetches it at once: a browser lets a page save only right after a click, so that what is saved must be here by then.
 * The passphrase lies in the page alone, and no longer than it is shown.
 */
export const useEvidence = (incidentId: string): Evidence => {
  const making = useDeed('evidence:make')
  const part = useDeed('evidence:part')
  const [made, setMade] = useState<MadePack | null>(null)
  const [archive, setArchive] = useState<Uint8Array<ArrayBuffer> | null>(null)

  const fetchAll = async ({ packId, parts, bytes }: MadePack): Promise<void> => {
    const whole = new Uint8Array(bytes)
    let at = 0
    for (let number = 0; number < parts; number += 1) {
      const fetched = await part.run({ packId, part: number })
      if (fetched === undefined) return
      whole.set(fetched.value.bytes, at)
      at += fetched.value.bytes.byteLength
    }
    setArchive(whole)
  }

  return {
    making: making.busy,
    refused: making.failure,
    made,
    archive,
    lost: part.failure,
    make: async (reason) => {
      const pack = await making.run({ incidentId, reason })
      if (pack === undefined) return false
      setMade(pack.value)
      void fetchAll(pack.value)
      return true
    },
    fetchAgain: async () => {
      if (made !== null) await fetchAll(made)
    },
    putAway: () => {
      setMade(null)
      setArchive(null)
    },
  }
}
