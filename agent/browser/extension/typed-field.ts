/** What is known of a field before anything of its text is read. */
export interface FieldFacts {
  /** Of an input its type; `textarea` or `editable` for the others. */
  readonly kind: string
  readonly autocomplete: string
  readonly inputMode: string
  /** Its name, id, label and placeholder together. */
  readonly words: string
  /** -1 where the page sets none. */
  readonly maxLength: number
  /** It is or was a field for a password, whatever the page has made of it since. */
  readonly wasPassword: boolean
  /** Its form asks for a password. */
  readonly signsIn: boolean
}

const readKinds = new Set(['text', 'search', 'textarea', 'editable'])
const secretCompletions = /(^|\s)(cc-\S*|current-password|new-password|one-time-code|transaction-\S*)(\s|$)/u
const secretWords =
  /pass(word|code|phrase|wd)|\bpwd?\b|\bpin\b|pin[ _-]?(code|number)|cyfrinair|\botp\b|one[ _-]?time|verification|\bcvv?2?\b|\bcvc\b|card[ _-]?(number|no)|cardnumber|credit[ _-]?card|security[ _-]?(code|number)|sort[ _-]?code|account[ _-]?number|iban|secret|token|2fa|mfa/u
const longestCode = 8

/** Names that pages give to fields, as the words they are made of: `newPin`, `user_pin`. */
const apart = (words: string): string => words.replace(/(?<=\p{Ll})(?=\p{Lu})|_/gu, ' ')

/** [BC6] Whether what is written in such a field may be looked at: never for passwords, cards, PINs and codes, nor in a form that signs in. */
export function isReadable({ kind, autocomplete, inputMode, words, maxLength, wasPassword, signsIn }: FieldFacts): boolean {
  if (wasPassword || signsIn || !readKinds.has(kind)) return false
  if (secretCompletions.test(autocomplete.toLowerCase()) || secretWords.test(apart(words).toLowerCase())) return false
  const isDigits = inputMode === 'numeric' || inputMode === 'decimal' || inputMode === 'tel'
  return !isDigits && !(maxLength > 0 && maxLength <= longestCode)
}

/** Text that is nothing but digits and signs is a number of something, and nobody's words. */
export const isWords = (text: string): boolean => /\p{L}/u.test(text)
