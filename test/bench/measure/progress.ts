/** Tells on standard error how far a bench is: standard output is for its one JSON object. */
export const tell = (line: string): void => {
  process.stderr.write(`${line}\n`)
}
