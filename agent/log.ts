/** One line on what happened, in plain English; never holds a secret. The supervisor adds the time. */
export type Log = (line: string) => void

export const logToStderr: Log = (line) => {
  process.stderr.write(`${line}\n`)
}
