import { z } from 'zod'
import {
  agreementDraftSchema,
  agreementEntrySchema,
  agreementSetSchema,
  agreementStandingSchema,
  agreementTextSchema,
  keyStageSchema,
} from '../model/agreement'
import { pupilSchema } from '../model/internet'
import { mostPupils, yearGroupSchema } from '../model/pupil-record'
import { textSchema, timestampSchema } from '../model/scalars'
import { doneSchema, staffCall } from './table'

const readers = ['officer', 'head'] as const

/** Calls about what pupils agree to at log-on. */
export const agreementCalls = {
  /** What is asked now, and was asked before. */
  'agreement:read': staffCall(
    readers,
    z.object({}),
    z.object({
      set: agreementSetSchema,
      /** Every version there was, newest first; `by` and the times are the hub's. */
      versions: z
        .array(
          agreementTextSchema.extend({
            publishedAt: timestampSchema,
            publishedBy: textSchema(80),
            /** Null while it is asked. */
            endedAt: timestampSchema.nullable(),
          }),
        )
        .max(200),
    }),
  ),
  /** The next version for a key stage, asked from now on. */
  'agreement:publish': staffCall(readers, agreementDraftSchema, agreementTextSchema),
  /** That key stage is asked nothing more. */
  'agreement:withdraw': staffCall(readers, z.object({ keyStage: keyStageSchema }), doneSchema),
  /** Who has agreed this school year, by user name: the roster, and who else answered. */
  'agreement:register': staffCall(
    readers,
    z.object({
      yearGroup: yearGroupSchema.nullable().default(null),
      standing: agreementStandingSchema.nullable().default(null),
      /** In the user name or the name. */
      text: textSchema(120).default(''),
      /** It leaves the hub as a file, which the audit log notes. */
      export: z.boolean().default(false),
    }),
    z.object({ schoolYear: z.number().int(), entries: z.array(agreementEntrySchema).max(2 * mostPupils) }),
  ),
  /** A parent signed for this school year; null takes the record back. */
  'agreement:parent': staffCall(readers, z.object({ userName: pupilSchema, note: textSchema(200).nullable() }), doneSchema),
} as const
