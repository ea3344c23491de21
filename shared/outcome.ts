/** An expected result or an expected failure. Bugs throw; everything a caller must handle is a value of this type. */
export type Outcome<T, Code extends string = string> = { readonly ok: true; readonly value: T } | Failure<Code>

export interface Failure<Code extends string = string> {
  readonly ok: false
  /** One of a closed set, so that a view or a test can tell failures apart. */
  readonly code: Code
  /** What happened and what to do, in plain English; never holds a secret. */
  readonly detail: string
}

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

export const fail = <Code extends string>(code: Code, detail: string): Failure<Code> => ({ ok: false, code, detail })
