import { createTransport } from 'nodemailer'
import type { MailSettings } from '#shared/model/mail'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { MailMessage } from './mail-message'

/** Sends one message; the failure's detail is the mail server's word, without the password. */
export type SendMail = (settings: MailSettings, password: string | null, message: MailMessage) => Promise<Outcome<null, 'mail-failed'>>

/** Somebody waits for the answer of a test: well below the time after which a call counts as lost. */
const patience = { connectionTimeout: 3_000, greetingTimeout: 3_000, socketTimeout: 4_000, dnsTimeout: 2_000 }

/** By SMTP (RFC 5321), encrypted and checked against an authority unless the mail server is on this computer. */
export const sendMail: SendMail = async (settings, password, { subject, text }) => {
  const { host, port, security, authorityPem, user, from, to } = settings
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2', ...(authorityPem === null ? {} : { ca: authorityPem }) },
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    ...patience,
  })
  try {
    // Only this program's own words are sent: nothing is ever fetched into a message.
    await transport.sendMail({ from, to: [...to], subject, text, disableFileAccess: true, disableUrlAccess: true })
    return ok(null)
  } catch (error) {
    // The library rejects with whatever the network or the server said.
    const said = error instanceof Error ? error.message : String(error)
    return fail('mail-failed', plain(password === null ? said : said.replaceAll(password, '…')))
  } finally {
    transport.close()
  }
}

const plain = (words: string): string => words.replace(/\p{Cc}+/gu, ' ').slice(0, 300)
