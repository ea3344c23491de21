import type { Clock } from '#shared/clock'
import type { MailProgress } from '#shared/model/mail'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { WaitingMail } from '../../store/mails'
import type { KeptMail } from '../../store/settings'
import type { Records, Store } from '../../store/store'
import type { Log } from '../log'
import { mailMessage, type MailedBreach, testMessage } from './mail-message'
import { sendMail } from './send-mail'

/** Tells concerns of grade 5 by e-mail, across restarts of the hub and bad days of the mail server (CN8). */
export interface MailDesk {
  /** Sends what is due. One mail at a time; while one is on its way this does nothing. */
  run(): Promise<void>
  /** Sends a test with what is kept, and answers what came of it. */
  test(): Promise<Outcome<null, 'mail-failed' | 'not-found' | StoreFaultCode>>
  /** Waits for a mail on its way. */
  settle(): Promise<void>
}

export interface MailDeskParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** The school's, as staff read times. */
  readonly timeZone: () => string
  /** Between two mails: what comes meanwhile goes together. */
  readonly gapMs: number
}

const minuteMs = 60_000
/** After so many minutes it is tried again; the last one repeats. */
const patienceMinutes = [1, 2, 5, 15, 30, 60] as const
/** About a day; the concern itself stands in the console all the while. */
const mostAttempts = 28
const mostTogether = 50

interface Due {
  readonly kept: KeptMail
  readonly waiting: readonly WaitingMail[]
  readonly told: readonly MailedBreach[]
}

const dueNow = async ({ settings, mails, breaches, rooms }: Records, now: number): Promise<Due | null> => {
  const waiting = await mails.due(now, mostTogether)
  const kept = waiting.length === 0 ? null : await settings.mail()
  if (kept?.settings.on !== true) return null
  const told: MailedBreach[] = []
  for (const { breachId } of waiting) {
    const breach = (await breaches.find(breachId))?.breach
    if (breach !== undefined) told.push({ ...breach, roomName: (await rooms.find(breach.roomId))?.name ?? '' })
  }
  return { kept, waiting, told }
}

export const createMailDesk = ({ store, clock, log, timeZone, gapMs }: MailDeskParts): MailDesk => {
  let onItsWay: Promise<void> | null = null
  let notBefore = 0

  const keepProgress = async ({ settings }: Records, change: Partial<Omit<MailProgress, 'waiting'>>, at: number): Promise<void> => {
    const kept = await settings.mail()
    if (kept !== null) await settings.keepMail({ ...kept, progress: { ...kept.progress, ...change } }, at)
  }

  const noteSent = ({ waiting, kept }: Due, at: number): Promise<Outcome<null, StoreFaultCode>> =>
    store.transact(async (records) => {
      await records.mails.remove(waiting.map(({ breachId }) => breachId))
      await keepProgress(records, { lastSentAt: at, failure: null }, at)
      const detail = `${waiting.length} concerns of grade 5 told to ${kept.settings.to.join(', ')}`
      await records.audit.append({ at, action: 'mail:send', staff: null, subject: 'e-mail', detail, address: '' })
      return ok(null)
    })

  const noteFailed = ({ waiting }: Due, reason: string, at: number): Promise<Outcome<null, StoreFaultCode>> =>
    store.transact(async (records) => {
      const given = waiting.filter(({ attempts }) => attempts + 1 >= mostAttempts)
      for (const { breachId, attempts } of waiting) {
        const minutes = patienceMinutes[Math.min(attempts, patienceMinutes.length - 1)] ?? 60
        await records.mails.putOff(breachId, at + minutes * minuteMs)
      }
      if (given.length > 0) {
        await records.mails.remove(given.map(({ breachId }) => breachId))
        const detail = `${given.length} concerns of grade 5 after ${mostAttempts} tries: ${reason}`
        await records.audit.append({ at, action: 'mail:give-up', staff: null, subject: 'e-mail', detail, address: '' })
      }
      await keepProgress(records, { failure: { at, detail: reason } }, at)
      return ok(null)
    })

  const work = async (): Promise<void> => {
    const now = clock.now()
    if (now < notBefore) return
    const due = await store.transact(async (records) => ok(await dueNow(records, now)))
    if (!due.ok) {
      log.warn('mail-not-sent', { code: due.code })
      return
    }
    if (due.value === null) return
    const { kept, told } = due.value
    const sent = told.length === 0 ? ok(null) : await sendMail(kept.settings, kept.password, mailMessage(told, timeZone()))
    const noted = sent.ok ? await noteSent(due.value, clock.now()) : await noteFailed(due.value, sent.detail, clock.now())
    // What could not be noted is due again: told twice is better than never.
    if (sent.ok || !noted.ok) notBefore = clock.now() + gapMs
    if (!noted.ok) log.warn('mail-not-noted', { code: noted.code })
    if (sent.ok) log.info('mail-sent', { concerns: told.length })
    else log.warn('mail-not-sent', { code: sent.code })
  }

  return {
    run: async () => {
      if (onItsWay !== null) return
      onItsWay = work().finally(() => (onItsWay = null))
      await onItsWay
    },

    test: async () => {
      const kept = await store.transact(async ({ settings }) => ok(await settings.mail()))
      if (!kept.ok) return kept
      if (kept.value === null) return fail('not-found', 'Say first which mail server to use.')
      return sendMail(kept.value.settings, kept.value.password, testMessage)
    },

    settle: async () => {
      await onItsWay
    },
  }
}
