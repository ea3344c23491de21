import { z } from 'zod'
import { textSchema, timestampSchema } from './scalars'

const addressSchema = z.email().max(254)

/** Host name or address, without a port. */
const hostSchema = z
  .string()
  .max(255)
  .regex(/^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/iu, 'a host name or an IP address')

const ownComputer: readonly string[] = ['localhost', '127.0.0.1', '::1']

const longestPem = 20_000

/** Where concerns of grade 5 are told by e-mail. */
export const mailSettingsSchema = z
  .object({
    on: z.boolean(),
    host: hostSchema,
    port: z.number().int().min(1).max(65_535),
    /** `tls` from the first byte, `starttls` before anything is said (RFC 3207), `none` for a mail server on the hub's own computer. */
    security: z.enum(['tls', 'starttls', 'none']),
    /** Certificate of the authority that the mail server's own is made by (PEM, RFC 7468); null where the public ones do. */
    authorityPem: textSchema(longestPem).nullable(),
    /** The account at the mail server; null where it asks for none. */
    user: textSchema(120).min(1).nullable(),
    from: addressSchema,
    to: z.array(addressSchema).min(1).max(20),
  })
  .refine(({ security, host }) => security !== 'none' || ownComputer.includes(host), 'a mail server elsewhere needs tls or starttls')
export type MailSettings = z.infer<typeof mailSettingsSchema>

/** The password goes in and never comes out; null keeps the one the hub has. */
export const mailPasswordSchema = z.string().min(1).max(200).nullable()

/** How the telling goes. */
export const mailProgressSchema = z.object({
  /** Concerns not yet told. */
  waiting: z.number().int().nonnegative(),
  lastSentAt: timestampSchema.nullable(),
  /** The newest failure since the last success. */
  failure: z.object({ at: timestampSchema, detail: textSchema(300) }).nullable(),
})
export type MailProgress = z.infer<typeof mailProgressSchema>
