/** Text made comparable: small letters without accents, look-alike letters as Latin ones, invisible characters gone. */
export interface Folded {
  readonly text: string
  /** For each UTF-16 unit of `text`, and one past its end, the offset in the original that it came from. */
  readonly origins: readonly number[]
}

const lookAlikes: Readonly<Record<string, string>> = {
  // Cyrillic
  ...{
    а: 'a',
    в: 'b',
    е: 'e',
    ё: 'e',
    о: 'o',
    р: 'p',
    с: 'c',
    у: 'y',
    х: 'x',
    і: 'i',
    ѕ: 's',
    ј: 'j',
    к: 'k',
    м: 'm',
    т: 't',
    н: 'h',
    ԁ: 'd',
  },
  // Greek
  ...{ α: 'a', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x' },
  // Latin letters that do not decompose
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', ı: 'i', đ: 'd', ð: 'd', þ: 'th' },
  ...{ '’': "'", '‘': "'", ʼ: "'", '`': "'", '´': "'", '–': '-', '—': '-', '‐': '-', '‑': '-' },
}

const marks = /\p{M}/gu

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const isInvisible =
    code === 0xad || (code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x2064)
  if (isInvisible || code === 0xfeff || (code >= 0xfe00 && code <= 0xfe0f)) return ''
  const small = lookAlikes[character] ?? character.normalize('NFKD').replace(marks, '').toLowerCase()
  return lookAlikes[small] ?? small
}

const folds = new Map<string, string>()
/** Texts of one school use few characters beyond ASCII: each is folded once. Bounded, because a page may hold anything. */
const maxFolds = 4_096

function foldOnce(character: string): string {
  const known = folds.get(character)
  if (known !== undefined) return known
  const folded = foldCharacter(character)
  if (folds.size < maxFolds) folds.set(character, folded)
  return folded
}

function hexAt(text: string, at: number): number {
  const pair = text.slice(at, at + 2)
  return /^[0-9a-fA-F]{2}$/u.test(pair) ? Number.parseInt(pair, 16) : -1
}

/** Bytes written as %XX from `at` on, as far as they are one character of UTF-8 (RFC 3986 2.1, RFC 3629). */
function percentCharacter(text: string, at: number): { readonly character: string; readonly length: number } | null {
  const first = hexAt(text, at + 1)
  if (first < 0) return null
  if (first < 0x80) return { character: String.fromCharCode(first), length: 3 }
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  if (size === 0) return null
  let code = first & (0xff >> (size + 1))
  for (let index = 1; index < size; index += 1) {
    const next = text[at + index * 3] === '%' ? hexAt(text, at + index * 3 + 1) : -1
    if (next < 0x80 || next > 0xbf) return null
    code = (code << 6) | (next & 0x3f)
  }
  return code > 0x10ffff ? null : { character: String.fromCodePoint(code), length: size * 3 }
}

/** @param isUrl percent signs and plus signs are read as in a URL's query (WHATWG URL, application/x-www-form-urlencoded) */
export function fold(text: string, isUrl: boolean): Folded {
  const origins: number[] = []
  let folded = ''
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    const origin = at
    let piece: string
    const encoded = isUrl && code === 0x25 ? percentCharacter(text, at) : null
    if (encoded !== null) {
      piece = foldOnce(encoded.character)
      at += encoded.length
    } else if (code < 0x80) {
      piece = isUrl && code === 0x2b ? ' ' : code === 0x60 ? "'" : String.fromCharCode(code >= 0x41 && code <= 0x5a ? code + 32 : code)
      at += 1
    } else {
      const character = String.fromCodePoint(text.codePointAt(at) ?? code)
      piece = foldOnce(character)
      at += character.length
    }
    for (let unit = 0; unit < piece.length; unit += 1) origins.push(origin)
    folded += piece
  }
  origins.push(text.length)
  return { text: folded, origins }
}
