/** What a log line may carry: plain values that name things. Never a token, password, key, title or picture. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null>>

export interface Log {
  info(event: string, facts?: LogFacts): void
  warn(event: string, facts?: LogFacts): void
  /** A bug or a broken part; the stack goes to the log, never to a peer. */
  error(event: string, error: unknown, facts?: LogFacts): void
}

/** One JSON object a line. `write` gets each line without its line break. */
export const createLog = (write: (line: string) => void, now: () => number = Date.now): Log => {
  const line = (level: string, event: string, facts: LogFacts): void => {
    write(JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...facts }))
  }
  return {
    info: (event, facts = {}) => {
      line('info', event, facts)
    },
    warn: (event, facts = {}) => {
      line('warn', event, facts)
    },
    error: (event, error, facts = {}) => {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
      line('error', event, { ...facts, error: stack.slice(0, 2_000) })
    },
  }
}
