import { randomUUID } from 'node:crypto'
import type { InternetWish } from '#shared/model/internet'
import { samePupil } from '#shared/model/internet'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'
import { ruleWords } from '../rule-words'
import { findRoom } from '../targets'
import { findScene } from './scenes'

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

export interface PupilRule {
  readonly pupil: string
  readonly internet: InternetWish
  readonly reason: string
  readonly minutes: number
  /** The room of the teacher's lesson it ends with; null for one that stands alone. */
  readonly room: string | null
}

/** Removes or grants one pupil's internet, wherever the pupil signs in. */
export const orderForPupil = (context: Context, rule: PupilRule): Promise<CliOutcome<null>> =>
  asStaff(context, (link) => give(context, link, rule))

/** Puts a saved scene in force for one pupil. */
export const followSceneForPupil = (context: Context, name: string, rule: Omit<PupilRule, 'internet'>): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const scene = await findScene(link, name)
    return scene.ok ? give(context, link, { ...rule, internet: { access: 'scene', sceneId: scene.value.sceneId } }) : scene
  })

async function give(context: Context, link: HubLink, { room, ...rule }: PupilRule): Promise<CliOutcome<null>> {
  const rooms = await link.ask('room:list', {})
  if (!rooms.ok) return rooms
  const found = room === null ? ok(null) : findRoom(rooms.value, room)
  if (!found.ok) return found
  const lease = await link.ask('internet:order', { ...rule, roomId: found.value?.roomId ?? null, orderId: randomUUID() })
  if (!lease.ok) return lease
  const { pupil, until } = lease.value
  const words = `Internet ${ruleWords(lease.value.internet)} for ${pupil ?? rule.pupil} until ${moment.format(until)}.`
  context.print(context.options.json ? JSON.stringify(lease.value) : words)
  return ok(null)
}

/** Ends every rule of this pupil that the asker may end. */
export const liftForPupil = (context: Context, pupil: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const running = await link.ask('internet:list', {})
    if (!running.ok) return running
    const own = running.value.filter(({ lease }) => lease.pupil !== null && samePupil(lease.pupil, pupil))
    if (own.length === 0) return fail('nothing-to-do', `No internet rule of ${pupil} is running.`)
    for (const { lease } of own) {
      const lifted = await link.ask('internet:lift', { orderId: randomUUID(), leaseId: lease.leaseId })
      if (!lifted.ok) return lifted
    }
    context.print(context.options.json ? JSON.stringify(own.map(({ lease }) => lease.leaseId)) : `${own.length} ended.`)
    return ok(null)
  })

/** The removals and grants that run now. */
export const listForPupils = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const running = await link.ask('internet:list', {})
    if (!running.ok) return running
    const row = ({ lease, at }: (typeof running.value)[number]): string[] => [
      lease.pupil ?? '',
      ruleWords(lease.internet),
      `until ${moment.format(lease.until)}`,
      lease.owner.displayName,
      lease.reason,
      at.map((place) => `${place.deviceName} (${place.failure ?? place.state})`).join(', '),
    ]
    context.print(context.options.json ? JSON.stringify(running.value) : table(running.value.map(row)))
    return ok(null)
  })
