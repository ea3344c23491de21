import type { ConsoleFeeds } from '#shared/protocol/console-hub'
import type { Payload } from '#shared/protocol/table'

/** What another member of staff took from this one, until it was read. */
export type HandOver = Payload<ConsoleFeeds, 'lesson:handed-over'>
