import { randomUUID } from 'node:crypto'
import type { Clock } from '#shared/clock'
import type { Seat } from '#shared/model/seat'
import { type Failure, type Outcome, fail, ok } from '#shared/outcome'
import type { Enrolment, EnrolmentRequest } from '#shared/protocol/enrolment'
import type { DeviceRecord } from '../../store/devices'
import type { StoreFaultCode } from '../../store/faults'
import type { Records, Store } from '../../store/store'
import type { Actor } from './actor'
import { type Subject, countTry, forgive, waitAdvice } from './attempt-limits'
import type { Authority } from './authority'
import { hashToken, randomToken } from './secrets'

export interface IssueOrder {
  readonly roomId: string
  readonly uses: number
  readonly expiresAt: number
}

export interface Redeemed {
  readonly device: DeviceRecord
  /** That of the PC which was expected under its name. */
  readonly seat: Seat | null
  readonly certificatePem: string
}

export type RedeemCode =
  'token-unknown' | 'token-expired' | 'token-used-up' | 'token-cancelled' | 'request-invalid' | 'too-many-attempts' | StoreFaultCode

/** Issues enrolment tokens and exchanges them for device certificates. Every call writes its own audit entries. */
export interface EnrolmentDesk {
  /** `token` is shown this once. `not-found`: no such room. `request-invalid`: the end lies in the past. */
  issue(
    order: IssueOrder,
    actor: Actor,
  ): Promise<Outcome<{ readonly enrolment: Enrolment; readonly token: string }, 'not-found' | 'request-invalid' | StoreFaultCode>>
  /** Newest first, at most 2,000. */
  list(): Promise<Outcome<Enrolment[], StoreFaultCode>>
  /** Cancelling twice is harmless. */
  cancel(enrolmentId: string, actor: Actor): Promise<Outcome<null, 'not-found' | StoreFaultCode>>
  /** Of several PCs at once, no more get in than the token has uses left. A new device each time, named by its hostname. */
  redeem(request: EnrolmentRequest, address: string): Promise<Outcome<Redeemed, RedeemCode>>
}

type TokenCode = 'token-unknown' | 'token-expired' | 'token-used-up' | 'token-cancelled'

const tokenBytes = 20
const longestList = 2_000

const weigh = (enrolment: Enrolment | null, now: number): Outcome<Enrolment, TokenCode> => {
  if (enrolment === null) return fail('token-unknown', 'This hub never issued that token. Ask the technician for a new enrolment file.')
  if (enrolment.cancelled) return fail('token-cancelled', 'The technician cancelled this token. Ask for a new enrolment file.')
  if (enrolment.expiresAt <= now) return fail('token-expired', 'This token has expired. Ask the technician for a new enrolment file.')
  if (enrolment.usesLeft === 0)
    return fail('token-used-up', 'This token was used as often as it may be. Ask the technician for a new enrolment file.')
  return ok(enrolment)
}

const subjectsOf = (address: string): readonly Subject[] => [{ kind: 'address', name: `enrolment ${address}` }]

export const enrolmentDesk = (store: Store, authority: Authority, clock: Clock): EnrolmentDesk => {
  /** A refused try stays counted; the answer travels as a value, so that its traces are kept. */
  const refuse = async <Code extends RedeemCode>(records: Records, failure: Failure<Code>, hostname: string, address: string) => {
    await records.audit.append({
      at: clock.now(),
      action: 'device:enrol-failed',
      staff: null,
      subject: hostname,
      detail: failure.code,
      address,
    })
    return ok(failure)
  }

  const admit = (request: EnrolmentRequest, address: string) =>
    store.transact<Outcome<Enrolment, RedeemCode>>(async (records) => {
      const waitMs = await countTry(records, subjectsOf(address), clock.now())
      if (waitMs > 0) return ok(fail('too-many-attempts', waitAdvice(waitMs)))
      const weighed = weigh(await records.enrolments.findByTokenHash(hashToken(request.token)), clock.now())
      return weighed.ok ? ok(weighed) : refuse(records, weighed, request.hostname, address)
    })

  return {
    issue: (order, actor) =>
      store.transact(async ({ rooms, enrolments, audit }) => {
        const now = clock.now()
        if (order.expiresAt <= now) return fail('request-invalid', 'The token would have expired already. Choose a later end.')
        const room = await rooms.find(order.roomId)
        if (room === null) return fail('not-found', 'There is no such room.')
        const token = randomToken(tokenBytes)
        const enrolment = await enrolments.add({
          ...order,
          enrolmentId: randomUUID(),
          tokenHash: hashToken(token),
          issuedBy: actor.displayName,
          issuedAt: now,
        })
        await audit.append({
          at: now,
          action: 'enrolment:issue',
          staff: actor,
          subject: enrolment.enrolmentId,
          detail: `${order.uses} uses, ${room.name}`,
          address: actor.address,
        })
        return ok({ enrolment, token })
      }),

    list: () => store.transact(async ({ enrolments }) => ok(await enrolments.list(longestList))),

    cancel: (enrolmentId, actor) =>
      store.transact(async ({ enrolments, audit }) => {
        const now = clock.now()
        if (!(await enrolments.cancel(enrolmentId, now))) return fail('not-found', 'There is no such enrolment token.')
        await audit.append({ at: now, action: 'enrolment:cancel', staff: actor, subject: enrolmentId, detail: '', address: actor.address })
        return ok(null)
      }),

    redeem: async (request, address) => {
      const admitted = await admit(request, address)
      if (!admitted.ok) return admitted
      if (!admitted.value.ok) return admitted.value

      const deviceId = randomUUID()
      const certified = await authority.certifyDevice(deviceId, request.certificateRequestPem)
      const settled = await store.transact<Outcome<Redeemed, RedeemCode>>(async (records) => {
        if (!certified.ok) return refuse(records, certified, request.hostname, address)
        const now = clock.now()
        // Others may have used the token up, or the technician cancelled it, while the certificate was made.
        const weighed = weigh(await records.enrolments.findByTokenHash(hashToken(request.token)), now)
        if (!weighed.ok) return refuse(records, weighed, request.hostname, address)
        await records.enrolments.takeUse(weighed.value.enrolmentId)
        const device = await records.devices.add({
          deviceId,
          roomId: weighed.value.roomId,
          name: request.hostname,
          certificateSerial: certified.value.serial,
          certificateFingerprint: certified.value.fingerprint,
          certificateExpiresAt: certified.value.expiresAt,
          enrolledAt: now,
        })
        const seat = await records.register.inherit(deviceId, device.name, device.roomId)
        await forgive(records, subjectsOf(address))
        await records.audit.append({
          at: now,
          action: 'device:enrol',
          staff: null,
          subject: `${request.hostname} ${deviceId}`,
          detail: `token ${weighed.value.enrolmentId} of ${weighed.value.issuedBy}`,
          address,
        })
        return ok(ok({ device, seat, certificatePem: certified.value.certificatePem }))
      })
      return settled.ok ? settled.value : settled
    },
  }
}
