/** Tells a newcomer what happens while it happens, and keeps what was found for the table at the end. */
export interface Narration {
  /** Says what begins, does it, and says how long it took. */
  readonly step: <T>(what: string, run: () => Promise<T>) => Promise<T>
  /** One line for the table; `good` decides the exit code with all others. */
  readonly note: (what: string, found: string, good: boolean) => void
  readonly say: (line: string) => void
  /** The table; true when everything was good. */
  sum(): boolean
}

export function narrate(write: (text: string) => void): Narration {
  const notes: { readonly what: string; readonly found: string; readonly good: boolean }[] = []
  const startedMs = performance.now()
  let number = 0
  return {
    step: async (what, run) => {
      number += 1
      const beganMs = performance.now()
      write(`${String(number).padStart(2)}. ${what} ...`)
      try {
        const value = await run()
        write(` ${seconds(performance.now() - beganMs)}\n`)
        return value
      } catch (error) {
        write(' failed\n')
        throw error
      }
    },
    note: (what, found, good) => notes.push({ what, found, good }),
    say: (line) => write(`${line}\n`),
    sum: () => {
      const width = Math.max(0, ...notes.map((note) => note.what.length))
      write('\n')
      for (const { what, found, good } of notes) write(`  ${good ? 'ok    ' : 'FAILED'}  ${what.padEnd(width)}  ${found}\n`)
      const good = notes.length > 0 && notes.every((note) => note.good)
      write(`\n  ${good ? 'All of it worked' : 'Something did not work'}; ${seconds(performance.now() - startedMs)} in all.\n`)
      return good
    },
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

/** Smallest, middle and largest of some times. */
export function times(samples: readonly number[]): string {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN).toFixed(0)
  return `${at(0)} to ${at(1)} ms`
}
