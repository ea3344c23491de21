import type { RestrictionKind } from '#shared/model/lease'
import type { Lesson } from '#shared/model/lesson'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { DeviceRestrictions } from '../../store/reduce'
import type { Records } from '../../store/store'

/** What somebody lost to whoever took over. */
export interface HandOver {
  readonly formerOwner: { readonly staffId: string; readonly displayName: string }
  readonly what: 'lesson' | 'restrictions'
}

export interface Way {
  /** The lesson of the asker that goes on in the room. */
  readonly ownLesson: Lesson | null
  /** The lesson of another that ended. */
  readonly endedLesson: Lesson | null
  readonly handOvers: readonly HandOver[]
  /** Devices from which something was taken, as they are now. */
  readonly devices: readonly DeviceRestrictions[]
}

interface Asker {
  readonly roomId: string
  /** The PCs that shall be free of other teachers' leases of these kinds. */
  readonly deviceIds: readonly string[]
  readonly kinds: readonly RestrictionKind[]
  readonly staffId: string
  readonly takeOver: boolean
  readonly now: number
}

const didWhat: Readonly<Record<RestrictionKind, string>> = {
  lock: 'locked screens',
  blank: 'locked screens',
  message: 'showed a message',
  internet: 'limited the internet',
  application: 'limited the applications',
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/**
 * Looks whether another teacher's lesson or restrictions stand in the way (LE10), inside the transaction of the order. Without `takeOver` they are
 * `held-by-another`, which names who and until when; with it they end, and the answer says whose they were.
 */
export const clearTheWay = async (records: Records, asker: Asker): Promise<Outcome<Way, 'held-by-another'>> => {
  const { roomId, deviceIds, kinds, staffId, takeOver, now } = asker
  const lesson = await records.lessons.inRoom(roomId, now)
  const foreign = lesson !== null && lesson.teacher.staffId !== staffId ? lesson : null
  const held = kinds.length === 0 ? [] : await records.leases.heldByOthers(deviceIds, kinds, staffId, now)
  if (!takeOver) {
    if (foreign !== null)
      return fail('held-by-another', `${foreign.teacher.displayName} has a lesson here until ${clock.format(foreign.endsAt)}.`)
    const [first] = held
    if (first !== undefined) {
      const did = didWhat[first.kind]
      return fail('held-by-another', `${first.owner.displayName} ${did} here until ${clock.format(first.until)}.`)
    }
  }
  const ofLesson = foreign === null ? [] : await endLesson(records, foreign, now)
  const others = held.length === 0 ? [] : await records.leases.endOthers(deviceIds, kinds, staffId, now)
  const owners = new Map(held.flatMap(({ owner }) => (owner.staffId === foreign?.teacher.staffId ? [] : [[owner.staffId, owner] as const])))
  return ok({
    ownLesson: foreign === null ? lesson : null,
    endedLesson: foreign,
    handOvers: [
      ...(foreign === null ? [] : [{ formerOwner: foreign.teacher, what: 'lesson' as const }]),
      ...[...owners.values()].map((formerOwner) => ({ formerOwner, what: 'restrictions' as const })),
    ],
    devices: newest(ofLesson, others),
  })
}

/** The lesson and everything ordered in it end. */
export const endLesson = async (records: Records, { lessonId }: Lesson, now: number): Promise<DeviceRestrictions[]> => {
  await records.lessons.end(lessonId, now)
  return records.leases.endLesson(lessonId, now)
}

/** Devices changed in several steps of one transaction, each once, as the last step left it. */
export const newest = (...steps: readonly (readonly DeviceRestrictions[])[]): DeviceRestrictions[] => [
  ...new Map(steps.flat().map((device) => [device.deviceId, device])).values(),
]
