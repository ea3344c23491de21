import type { Folded } from './fold'

/** One word of a text. Offsets are in the folded text. */
export interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
  /** A sentence or a part of a title ends before it: no phrase reaches across. */
  readonly isAfterBreak: boolean
  /** Written as #tag or as a part of a host's name, where words stand without spaces. */
  readonly isRunTogether: boolean
  /** What stands between this word and the one before. */
  readonly separator: string
  /** The word without its possessive 's, where it has one. */
  readonly possessor: string | null
}

const isLetterOrDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) return true
  return code >= 0x80 && /[\p{L}\p{N}]/u.test(text[at] ?? '')
}

/** Signs that stand for letters inside a word: sh!t, f**k, @nal, a$$. */
const isLetterSign = (text: string, at: number): boolean => {
  const sign = text[at]
  if (sign === '!') return isLetterOrDigit(text, at - 1) && isLetterOrDigit(text, at + 1)
  if (sign === '@') return isLetterOrDigit(text, at + 1)
  if (sign === '$')
    return isLetterOrDigit(text, at + 1) ? !/\d/u.test(text[at + 1] ?? '') : isLetterOrDigit(text, at - 1) || text[at - 1] === '$'
  if (sign !== '*') return false
  let next = at
  while (text[next] === '*' && next - at < 6) next += 1
  let before = at
  while (text[before] === '*' && at - before < 6) before -= 1
  return isLetterOrDigit(text, next) && isLetterOrDigit(text, before)
}

const breaks = /[.!?;:…]\s|[|\n•·]|\s[-/]\s/u
const pictograph = /\p{Extended_Pictographic}/u

/** The words of a text, at most `maxWords` of them. */
export function wordsOf({ text }: Folded, hostEnd: number, maxWords: number): Word[] {
  const words: Word[] = []
  let after = 0
  for (let at = 0; at < text.length && words.length < maxWords;) {
    const start = at
    let word = ''
    let apostrophe = -1
    if (isLetterOrDigit(text, at) || isLetterSign(text, at)) {
      for (; at < text.length; at += 1) {
        if (isLetterOrDigit(text, at) || isLetterSign(text, at)) word += text[at] ?? ''
        else if (text[at] === "'" && isLetterOrDigit(text, at + 1)) apostrophe = word.length
        else break
      }
    } else if (text.charCodeAt(at) > 0x2000 && pictograph.test(String.fromCodePoint(text.codePointAt(at) ?? 0))) {
      word = String.fromCodePoint(text.codePointAt(at) ?? 0)
      at += word.length
    } else {
      at += 1
      continue
    }
    const separator = text.slice(after, start)
    words.push({
      text: word,
      start,
      end: at,
      isAfterBreak: words.length > 0 && separator.length > 0 && breaks.test(separator),
      isRunTogether: start < hostEnd || separator.endsWith('#'),
      separator,
      possessor: apostrophe > 0 && word.slice(apostrophe) === 's' ? word.slice(0, apostrophe) : null,
    })
    after = at
  }
  return words
}
