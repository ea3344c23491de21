import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from '../model/scalars'

/** 160 random bits, base64url: shown once, kept only as a hash. */
export const enrolmentTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{27}$/u)

/** SHA-256 of a certificate's DER form, lower-case hex. */
export const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/u)

/** Body of POST /enrol on the console listener: a PKCS #10 request (RFC 2986) made with the agent's own key. */
export const enrolmentRequestSchema = z.object({
  token: enrolmentTokenSchema,
  hostname: textSchema(120),
  certificateRequestPem: z.string().max(8_000),
})
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>

export const enrolmentAnswerSchema = z.object({
  deviceId: idSchema,
  /** The device's certificate and the authority that both sides' certificates chain to. */
  certificatePem: z.string().max(8_000),
  authorityPem: z.string().max(8_000),
  /** Where agents connect, first choice first. */
  agentAddresses: z.array(z.string().max(255)).min(1).max(8),
})
export type EnrolmentAnswer = z.infer<typeof enrolmentAnswerSchema>

/** What the technician hands to a PC: all it needs to reach, know and join the hub. */
export const enrolmentBundleSchema = z.object({
  format: z.literal('classwarden-enrolment-1'),
  /** `host:port` of the console listener, first choice first. */
  hubAddresses: z.array(z.string().max(255)).min(1).max(8),
  /** The authority's fingerprint: the agent trusts no hub whose chain does not end in it. */
  authorityFingerprint: fingerprintSchema,
  token: enrolmentTokenSchema,
  room: textSchema(80),
  expiresAt: timestampSchema,
})
export type EnrolmentBundle = z.infer<typeof enrolmentBundleSchema>

/** An issued token as staff see it: never the token itself. */
export const enrolmentSchema = z.object({
  enrolmentId: idSchema,
  roomId: idSchema,
  usesLeft: z.number().int().nonnegative(),
  uses: z.number().int().positive(),
  expiresAt: timestampSchema,
  cancelled: z.boolean(),
  issuedBy: textSchema(80),
  issuedAt: timestampSchema,
})
export type Enrolment = z.infer<typeof enrolmentSchema>
