import { z } from 'zod'
import { buildIdSchema } from '../model/agent-build'
import { buildFileNameSchema, consoleBuildSchema, mostConsoleBuilds, mostInstallerBytes } from '../model/console-build'
import { bytesSchema, idSchema } from '../model/scalars'
import { buildUploadBytes } from './build-calls'
import { doneSchema, staffCall } from './table'

/** Newer consoles for staff PCs. Consoles themselves fetch them from the hub by HTTPS. */
export const consoleBuildCalls = {
  /** Last added first; `offered` is what consoles of that system are told of. */
  'console-build:list': staffCall(
    ['technician'],
    z.object({}),
    z.array(consoleBuildSchema.extend({ offered: z.boolean() })).max(mostConsoleBuilds),
  ),
  /** The next part of a file; a session has one build on its way, whose files come one after the other, each from `offset` 0 on. */
  'console-build:upload': staffCall(
    ['technician'],
    z.object({
      uploadId: idSchema,
      name: buildFileNameSchema,
      offset: z.number().int().nonnegative().max(mostInstallerBytes),
      bytes: bytesSchema(buildUploadBytes),
    }),
    doneSchema,
  ),
  /** Offers what was uploaded, once it is whole and as signed (`build-refused`). `older`: though the hub holds a newer version. */
  'console-build:add': staffCall(['technician'], z.object({ uploadId: idSchema, older: z.boolean() }), consoleBuildSchema),
  'console-build:remove': staffCall(['technician'], z.object({ buildId: buildIdSchema }), doneSchema),
} as const
