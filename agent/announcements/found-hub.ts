import { z } from 'zod'

/** What came of a search for the pinned hub. */
export const foundHubSchema = z.object({
  /** `host:port` of its agent listener, each proved to be the pinned hub's. */
  addresses: z.array(z.string().max(64)).max(16),
  /** Hubs of another authority: left alone. */
  strangers: z.number().int().nonnegative(),
  /** Those that claimed to be the pinned hub and did not prove it. */
  unproved: z.number().int().nonnegative(),
  /** Packets that announced nothing, or were too many. */
  ignored: z.number().int().nonnegative(),
})
export type FoundHub = z.infer<typeof foundHubSchema>

/** What was heard besides the hub, for a person; null when nothing was. */
export function describeOthers({ strangers, unproved, ignored }: FoundHub): string | null {
  const parts = [
    ...(strangers === 0 ? [] : [`${strangers} of another school, left alone`]),
    ...(unproved === 0 ? [] : [`${unproved} that claimed to be ours and did not prove it, left alone`]),
    ...(ignored === 0 ? [] : [`${ignored} packets that made no sense`]),
  ]
  return parts.length === 0 ? null : `Heard besides: ${parts.join('; ')}.`
}
