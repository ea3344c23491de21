import { z } from 'zod'

type Request = chrome.webRequest.OnBeforeRequestDetails
type Answer = chrome.webRequest.BlockingResponse | undefined
type Listener = (details: Request) => Answer | Promise<Answer>
type ResourceType = `${chrome.webRequest.ResourceType}`

/** As Firefox has it: the types of Chrome know no listener that answers later. */
interface RequestEvent {
  addListener(hear: Listener, filter: { urls: string[]; types?: ResourceType[] }, extras: 'blocking'[]): void
  removeListener(hear: Listener): void
}
const event: RequestEvent = chrome.webRequest.onBeforeRequest

const addresses = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*']
const frames: ResourceType[] = ['main_frame', 'sub_frame']

/** Firefox alone lets a listener answer later (developer.mozilla.org, "webRequest.onBeforeRequest"). */
const mayAnswerLater = 'getBrowserInfo' in chrome.runtime

/** Firefox tells by another name which page asks. */
const askerSchema = z.object({ initiator: z.string().optional(), documentUrl: z.string().optional() })

const canceled: Answer = { cancel: true }

export interface GateParts {
  /** The address to go to instead of this one, or null. */
  readonly leadTo: (address: string) => string | null
  /** Resolves once there is something to go by, soon in any case: a browser that can wait requests no page before. Null: there is. */
  readonly ready: () => Promise<void> | null
}

/**
 * Asks about every page and frame before it is requested. Only an extension that a policy installed may (developer.chrome.com,
 * "chrome.webRequest"); false when this one may not, and rules alone have to do.
 */
export function gatePages({ leadTo, ready }: GateParts): boolean {
  const answer = (address: string): Answer => {
    const redirectUrl = leadTo(address)
    return redirectUrl === null ? undefined : { redirectUrl }
  }
  const hear: Listener = ({ url }) => {
    const waiting = mayAnswerLater ? ready() : null
    return waiting === null ? answer(url) : waiting.then(() => answer(url))
  }
  return listen(hear, { urls: addresses, types: frames })
}

/** Asks about everything that pages embed, as long as the browser's own rules are not there; answers how to end that. */
export function gateEmbeds(isClosed: (address: string, from: string | null) => boolean): () => void {
  const hear: Listener = (details) => {
    if (frames.includes(details.type)) return undefined
    const asker = askerSchema.safeParse(details)
    const from = asker.success ? (asker.data.initiator ?? asker.data.documentUrl ?? null) : null
    return isClosed(details.url, from) ? canceled : undefined
  }
  listen(hear, { urls: addresses })
  return () => {
    event.removeListener(hear)
  }
}

function listen(hear: Listener, filter: { urls: string[]; types?: ResourceType[] }): boolean {
  try {
    event.addListener(hear, filter, ['blocking'])
    return true
  } catch {
    return false
  }
}
