import { randomBytes } from 'node:crypto'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import type { Outcome } from '#shared/outcome'
import { openHubLink, type HubLink } from '../../../main/cli/hub-link'
import { parseHubAddress } from '../../../main/cli/authority'

/** A hub as its first start tells of it. */
export interface NewHub {
  readonly address: string
  readonly authorityFingerprint: string
  readonly firstRunCode: string | null
}

export interface Account {
  readonly signInName: string
  readonly password: string
}

/** A small school in a new hub: a technician, who is connected, a teacher, a room, and a bundle to enrol PCs into it. */
export interface School {
  readonly technician: HubLink
  readonly teacher: Account
  readonly room: { readonly roomId: string; readonly name: string }
  readonly bundle: EnrolmentBundle
}

/** For set-up steps, whose failure ends the run: the value, or an error that says what was refused. */
export function must<T>(what: string, outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${what}: ${outcome.detail} [${outcome.code}]`)
  return outcome.value
}

export async function linkTo(hub: NewHub): Promise<HubLink> {
  return must('connecting to the hub', await openHubLink(must('the hub address', parseHubAddress(hub.address)), hub.authorityFingerprint))
}

export const newPassword = (): string => randomBytes(18).toString('base64url')

export async function foundSchool(hub: NewHub, roomName: string, pcs: number): Promise<School> {
  if (hub.firstRunCode === null) throw new Error('the hub has accounts already')
  const technician = await linkTo(hub)
  const teacher = { signInName: 'j.ward', password: newPassword() }
  must(
    'making the first account',
    await technician.ask('staff:create-first', {
      code: hub.firstRunCode,
      signInName: 'tech',
      displayName: 'Sam Tech',
      password: newPassword(),
    }),
  )
  const room = must('making the room', await technician.ask('room:create', { name: roomName }))
  must(
    'making the teacher',
    await technician.ask('staff:create', { ...teacher, displayName: 'Jo Ward', role: 'teacher', roomIds: null, expiresAt: null }),
  )
  const order = { roomId: room.roomId, uses: pcs, expiresAt: Date.now() + 3_600_000 }
  const { bundle } = must('issuing the bundle', await technician.ask('enrolment:issue', order))
  return { technician, teacher, room, bundle }
}
