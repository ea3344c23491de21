import { z } from 'zod'
import {
  agentBuildSchema,
  buildIdSchema,
  buildWordSchema,
  deviceUpdateSchema,
  mostArchiveBytes,
  reportWithinMinutes,
  rollOutPlanSchema,
  rollOutSchema,
} from '../model/agent-build'
import { bytesSchema, idSchema } from '../model/scalars'
import { doneSchema, fact, message, staffCall } from './table'

/** Of an archive, from the hub to a PC. */
export const buildPartBytes = 256 * 1024
/** Of an archive, from a console to the hub: what fits into a console's message. */
export const buildUploadBytes = 56 * 1024

const offsetSchema = z.number().int().nonnegative().max(mostArchiveBytes)

/** [UP] What agents tell of updates, to a hub whose welcome says `builds`. */
export const buildFacts = {
  /** How the newest build stands here: after each hello, and whenever that changes. */
  'build:state': fact(buildWordSchema, doneSchema),
  /** Asks for the archive from `offset` on; the answer holds what the hub gives at once, and nothing past its end. */
  'build:fetch': fact(
    z.object({ buildId: buildIdSchema, offset: offsetSchema, bytes: z.number().int().positive().max(buildPartBytes) }),
    z.object({ bytes: bytesSchema(buildPartBytes) }),
  ),
} as const

/** [UP] What the hub asks of agents that name the capability `update`. */
export const buildOrders = {
  /** Fetch it, check it, lay it out; nothing changes on the PC before `build:swap`. Ordered again it goes on where it was. */
  'build:install': message(z.object({ buildId: buildIdSchema, bytes: offsetSchema.min(1) }), buildWordSchema),
  /** Start anew with it. Back to the one before when it has not reported within so many minutes in which the hub could be reached. */
  'build:swap': message(
    z.object({
      buildId: buildIdSchema,
      withinMinutes: z.number().positive().max(reportWithinMinutes.most),
      /** How long the link has to hold before the build counts as good. */
      steadySeconds: z.number().nonnegative().max(600),
    }),
    buildWordSchema,
  ),
  /** Leave what has not been swapped. The answer says how the newest build stands; null when there never was one. */
  'build:stop': message(z.object({ buildId: buildIdSchema }), buildWordSchema.nullable()),
} as const

/** Builds of the agent, and their way onto the PCs. */
export const buildCalls = {
  /** Newest first. */
  'build:list': staffCall(['technician'], z.object({}), z.array(agentBuildSchema.extend({ rollOut: rollOutSchema.nullable() })).max(200)),
  /** The next part of an archive; a session has one on its way, and `offset` 0 begins anew. */
  'build:upload': staffCall(
    ['technician'],
    z.object({ uploadId: idSchema, offset: offsetSchema, bytes: bytesSchema(buildUploadBytes) }),
    doneSchema,
  ),
  /** Keeps what was uploaded, once it is whole and what its signature says (`build-refused`). */
  'build:add': staffCall(['technician'], z.object({ uploadId: idSchema }), agentBuildSchema),
  /** Not while it is rolled out (`in-use`). */
  'build:remove': staffCall(['technician'], z.object({ buildId: buildIdSchema }), doneSchema),
  /** Begins, changes, pauses, resumes or stops a roll-out: the plan is what holds from now on. Of each platform one runs at a time (`in-use`). */
  'build:roll-out': staffCall(['technician'], rollOutPlanSchema, rollOutSchema),
  'build:progress': staffCall(
    ['technician'],
    z.object({ buildId: buildIdSchema }),
    z.object({ rollOut: rollOutSchema.nullable(), devices: z.array(deviceUpdateSchema).max(5_000) }),
  ),
} as const
