import { z } from 'zod'
import { incidentDetailSchema } from '../model/incident'
import {
  largestLetter,
  letterFormatSchema,
  letterTemplatesSchema,
  letterWordsSchema,
  letterTemplateSchema,
  waitingLetterSchema,
} from '../model/letter'
import { mostRegistered, noticeReasonSchema, parentsToldSchema, registeredNoticeSchema } from '../model/parent-notice'
import { bytesSchema, idSchema, textSchema, timestampSchema } from '../model/scalars'
import { doneSchema, staffCall } from './table'

const readers = ['officer', 'head'] as const
const ofIncident = z.object({ incidentId: idSchema })
const ofLetter = ofIncident.extend({ letterId: idSchema })

/** Parents, and letters to them [PL1 to PL8]: an officer tells and writes, the head reads and approves. */
export const letterOrders = {
  /** Carries out the route's action `parents` where that is to do. `letterNumber` names one of the incident's letters. */
  'parents:tell': staffCall(['officer'], ofIncident.extend(parentsToldSchema.shape), incidentDetailSchema),
  /** Decides that they are not told: a decision of its own, for telling may put a child at risk. */
  'parents:withhold': staffCall(['officer'], ofIncident.extend({ reason: noticeReasonSchema }), incidentDetailSchema),
  /** Takes a wrong entry back; it stays, with the reason. */
  'parents:take-back': staffCall(['officer'], ofIncident.extend({ noticeId: idSchema, reason: noticeReasonSchema }), incidentDetailSchema),
  /** The school's register, newest first; `cut`: there were more. */
  'parents:register': staffCall(
    readers,
    z.object({
      from: timestampSchema.nullable().default(null),
      until: timestampSchema.nullable().default(null),
      /** It leaves the hub as a file, which the audit log notes. */
      export: z.boolean().default(false),
    }),
    z.object({ notices: z.array(registeredNoticeSchema).max(mostRegistered), cut: z.boolean() }),
  ),

  'letter:templates': staffCall(readers, z.object({}), letterTemplatesSchema),
  /** In place of all there were. */
  'letter:write-templates': staffCall(readers, z.object({ templates: letterTemplatesSchema }), doneSchema),
  /** Begins a letter of a template, filled in from the incident. */
  'letter:draft': staffCall(['officer'], ofIncident.extend({ templateId: letterTemplateSchema.shape.templateId }), incidentDetailSchema),
  'letter:edit': staffCall(['officer'], ofLetter.extend(letterWordsSchema.shape), incidentDetailSchema),
  'letter:discard': staffCall(['officer'], ofLetter, incidentDetailSchema),
  /** Asks the head to approve it. Gaps are `letter-unfinished`, another child's name is `names-another`. */
  'letter:ask': staffCall(['officer'], ofLetter.extend({ notNames: z.array(textSchema(60)).max(20).default([]) }), incidentDetailSchema),
  /** `changedAt` of the words the head has read: others are `in-use`. */
  'letter:decide': staffCall(
    ['head'],
    ofLetter.extend({ changedAt: timestampSchema, approve: z.boolean(), note: textSchema(500) }),
    incidentDetailSchema,
  ),
  /** Drafts that wait for approval, oldest first. */
  'letter:waiting': staffCall(readers, z.object({}), z.array(waitingLetterSchema).max(200)),
  /** Makes the files and keeps them. `notNames`: words a person has read that mean no child. `told`: the letter tells the parents. */
  'letter:issue': staffCall(
    ['officer'],
    ofLetter.extend({
      changedAt: timestampSchema,
      notNames: z.array(textSchema(60)).max(20).default([]),
      told: parentsToldSchema.pick({ who: true, toldBy: true }).nullable(),
    }),
    incidentDetailSchema,
  ),
  'letter:fetch': staffCall(
    readers,
    ofLetter.extend({ format: letterFormatSchema }),
    z.object({ fileName: textSchema(60), bytes: bytesSchema(largestLetter) }),
  ),
} as const
