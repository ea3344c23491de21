import { type BridgeCall, type BridgeCalls, type BridgeFailure, bridgeCalls } from '#shared/bridge'
import { type Failure, fail, type Outcome } from '#shared/outcome'
import type { Payload, ReplyIn } from '#shared/protocol/table'
import { bridgeChannel } from '../preload/channels'

export type BridgeHandlers = {
  readonly [E in BridgeCall]: (
    payload: Payload<BridgeCalls, E>,
  ) => Outcome<ReplyIn<BridgeCalls, E>, BridgeFailure> | Promise<Outcome<ReplyIn<BridgeCalls, E>, BridgeFailure>>
}

/** What is used of Electron's `ipcMain`. */
export interface CallSource<Sender> {
  handle(channel: string, listener: (sender: Sender, event: unknown, payload: unknown) => Promise<unknown>): void
}

export interface BridgeOptions<Sender> {
  /** Whether a call comes from the console's own page in the main frame of its window. */
  isOwn(sender: Sender): boolean
  /** Counted from the console's start; the line holds no payload. */
  onRefused(event: string, refusal: Failure<BridgeFailure>, count: number): void
  onFault(event: string, error: unknown): void
}

/** Answers the pages' calls: refuses foreign senders, parses what is asked, and never lets a fault out as a rejection. */
export const bindBridge = <Sender>(source: CallSource<Sender>, handlers: BridgeHandlers, options: BridgeOptions<Sender>): void => {
  let refused = 0
  const refuse = (event: string, refusal: Failure<BridgeFailure>): Failure<BridgeFailure> => {
    refused += 1
    options.onRefused(event, refusal, refused)
    return refusal
  }

  source.handle(bridgeChannel, async (sender, name, payload) => {
    const event = String(name).slice(0, 40)
    if (!options.isOwn(sender)) return refuse(event, fail('foreign-sender', 'Only the console’s own pages may ask this.'))
    if (!isBridgeCall(event)) return refuse(event, fail('unknown-message', 'This console knows no such call.'))
    try {
      return await answer(handlers, event, payload, refuse)
    } catch (error) {
      options.onFault(event, error)
      return fail('internal', 'Something went wrong in the console; its log says what.')
    }
  })
}

const isBridgeCall = (event: string): event is BridgeCall => Object.hasOwn(bridgeCalls, event)

const answer = async (
  handlers: BridgeHandlers,
  event: BridgeCall,
  payload: unknown,
  refuse: (event: string, refusal: Failure<BridgeFailure>) => Failure<BridgeFailure>,
): Promise<unknown> => {
  const parsed = bridgeCalls[event].payload.safeParse(payload)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse(event, fail('malformed', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not fit'}`.slice(0, 300)))
  }
  // The table ties each event to its payload type; a lookup by a runtime name cannot show that to the compiler.
  const handler = handlers[event] as (payload: unknown) => Promise<Outcome<unknown, BridgeFailure>>
  return handler(parsed.data)
}
