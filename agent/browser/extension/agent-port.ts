import { type AgentMessage, agentMessageSchema, type ExtensionMessage, nativeHostName } from '#shared/browser/messages'

/** What the agent says beside answering pings. */
type Order = Exclude<AgentMessage, { type: 'pong' }>

/** Browsers put a worker to sleep after 30 s without a message. */
const pingEveryMs = 20_000
const firstRetryMs = 300
const longestRetryMs = 3_000
/** An agent that is busy does not hold up what follows for longer. */
const heardWithinMs = 1_000

/** The line to the agent through the native host: opened again whenever it closes. */
export class AgentPort {
  readonly #onOpen: () => void
  readonly #onMessage: (message: Order) => void
  #port: chrome.runtime.Port | null = null
  #retryMs = firstRetryMs
  #retry: ReturnType<typeof setTimeout> | undefined
  /** Wait for an answer of the agent. */
  #waiting: (() => void)[] = []

  /** `onOpen` says what comes first on each connection. */
  constructor(onOpen: () => void, onMessage: (message: Order) => void) {
    this.#onOpen = onOpen
    this.#onMessage = onMessage
  }

  start(): void {
    this.#connect()
    setInterval(() => {
      this.send({ type: 'ping' })
    }, pingEveryMs)
  }

  /** Also wakes a line that waits for its next try. */
  wake(): void {
    if (this.#port !== null) return
    clearTimeout(this.#retry)
    this.#connect()
  }

  /** What is sent while there is no line is lost: a new connection begins with the whole state. */
  send(message: ExtensionMessage): void {
    try {
      this.#port?.postMessage(message)
    } catch {
      // The port closed a moment ago; its disconnect event follows.
    }
  }

  /** Resolves once the agent has read everything sent so far, soon in any case. */
  heard(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      setTimeout(resolve, heardWithinMs)
      this.send({ type: 'ping' })
    })
  }

  #connect(): void {
    const port = chrome.runtime.connectNative(nativeHostName)
    this.#port = port
    port.onMessage.addListener((raw: unknown) => {
      const message = agentMessageSchema.safeParse(raw)
      if (!message.success) return
      this.#retryMs = firstRetryMs
      if (message.data.type === 'pong') this.#answered()
      else this.#onMessage(message.data)
    })
    port.onDisconnect.addListener(() => {
      // Read, or the browser logs it as unseen.
      Reflect.get(chrome.runtime, 'lastError')
      if (this.#port !== port) return
      this.#port = null
      this.#retry = setTimeout(() => {
        this.#connect()
      }, this.#retryMs)
      this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2)
    })
    this.#onOpen()
  }

  #answered(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
