import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** A teacher's timed hold of a class: what is ordered in it ends with it. */
export const lessonSchema = z.object({
  lessonId: idSchema,
  roomId: idSchema,
  title: textSchema(80),
  teacher: z.object({ staffId: idSchema, displayName: textSchema(80) }),
  startedAt: timestampSchema,
  endsAt: timestampSchema,
})
export type Lesson = z.infer<typeof lessonSchema>

/** How long a lesson may last from its start, extensions included. */
export const longestLessonMinutes = 240
