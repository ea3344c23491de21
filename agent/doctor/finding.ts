import words from '../../assets/locales/reasons-en.json'

/** What one check found. `skipped`: an earlier one failed, so this could not be looked at. */
export interface Finding {
  readonly check: string
  readonly state: 'good' | 'bad' | 'skipped'
  /** What was found and, when it is bad, what to do. */
  readonly detail: string
}

export const good = (check: string, detail: string): Finding => ({ check, state: 'good', detail })
export const bad = (check: string, detail: string): Finding => ({ check, state: 'bad', detail })
export const skipped = (check: string, after: string): Finding => ({
  check,
  state: 'skipped',
  detail: `not looked at: first mend "${after}"`,
})

/** Trouble that the console names too, in the same words: what it is and what to do. */
export const badFor = (check: string, reason: keyof typeof words): Finding => bad(check, `${words[reason].what} ${words[reason].do}`)

const marks = { good: 'ok  ', bad: 'BAD ', skipped: '-   ' } as const

export const describeFinding = ({ check, state, detail }: Finding): string => `${marks[state]} ${check}: ${detail}\n`
