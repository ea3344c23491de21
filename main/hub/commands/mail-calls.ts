import type { MailSettings } from '#shared/model/mail'
import { ok } from '#shared/outcome'
import type { KeptMail } from '../../store/settings'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const nothingSent = { lastSentAt: null, failure: null }

/** Whether a password given for one may be shown to the other. */
const sameDoor = (left: MailSettings, right: MailSettings): boolean =>
  left.host === right.host && left.port === right.port && left.security === right.security && left.user === right.user

/** [PS2] Without the password, and without the name it goes with. */
const describe = ({ on, host, port, security, from, to }: MailSettings): string =>
  `${on ? 'on' : 'off'}, ${host}:${port} ${security}, from ${from}, to ${to.join(', ')}`

/** Where concerns of grade 5 are told by e-mail. */
export const mailCalls = ({ store, clock, mail }: CommandParts): CallsNamed<'mail:read' | 'mail:write' | 'mail:test'> => ({
  'mail:read': () =>
    store.transact(async ({ settings, mails }) => {
      const kept = await settings.mail()
      const progress = { waiting: await mails.waiting(), ...(kept?.progress ?? nothingSent) }
      return ok({ settings: kept?.settings ?? null, passwordKept: kept !== null && kept.password !== null, progress })
    }),

  'mail:write': ({ settings: next, password }, { actor }) =>
    store.transact(async ({ settings, mails, audit }) => {
      const at = clock.now()
      const before = await settings.mail()
      const keptPassword = before !== null && sameDoor(before.settings, next) ? before.password : null
      const kept: KeptMail = { settings: next, password: password ?? keptPassword, progress: before?.progress ?? nothingSent }
      await settings.keepMail(kept, at)
      // What nobody wants to hear any more is not sent on the day it is turned on again.
      if (!next.on) await mails.clear()
      const detail = `${describe(next)} (before: ${before === null ? 'nothing' : describe(before.settings)})`
      await audit.append({ at, action: 'mail:write', staff: actor, subject: 'e-mail', detail, address: actor.address })
      return ok(null)
    }),

  'mail:test': async (_payload, { actor }) => {
    const sent = await mail.test()
    const noted = await store.transact(async ({ audit }) => {
      const detail = sent.ok ? 'sent' : `${sent.code}: ${sent.detail}`
      await audit.append({ at: clock.now(), action: 'mail:test', staff: actor, subject: 'e-mail', detail, address: actor.address })
      return ok(null)
    })
    return sent.ok ? noted : sent
  },
})
