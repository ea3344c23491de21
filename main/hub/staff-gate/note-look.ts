import type { Records } from '../../store/store'
import type { Actor } from '../identity/actor'

interface Look {
  /** Null: about a pupil, and no use of the gate. */
  readonly authorisationId: string | null
  readonly actor: Actor
  /** What was looked at, as the audit log names it. */
  readonly subject: string
  readonly at: number
}

/** [SG6] Somebody looks at what was recorded of staff: counted for the head, and audited. */
export const noteLook = async ({ staffGate, audit }: Records, { authorisationId, actor, subject, at }: Look): Promise<void> => {
  if (authorisationId === null) return
  await staffGate.noteUse(authorisationId, 'look', at)
  const entry = { at, action: 'gate:look' as const, staff: actor, subject, address: actor.address }
  await audit.append({ ...entry, detail: `authorisation ${authorisationId}` })
}
