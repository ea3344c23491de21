/** Words of a command line as Windows' own programs split it (learn.microsoft.com, CommandLineToArgvW): by spaces outside quotes, with backslashes meant for quotes alone. */
export function splitCommandLine(line: string): readonly string[] {
  const words: string[] = []
  // The first word is a file: no backslash in it means a quote.
  const first = /^\s*(?:"([^"]*)"?|([^\s"]*))/u.exec(line)
  words.push(first?.[1] ?? first?.[2] ?? '')
  const rest = line.slice(first?.[0].length ?? 0)
  let word: string | null = null
  let quoted = false
  for (const [piece, slashes = '', quotes = '', space = ''] of rest.matchAll(/(\\*)("+)|([ \t]+)|[^ \t"\\]+|\\+/gu)) {
    if (quotes !== '') {
      const meant = unquote(slashes.length, quotes.length, quoted)
      word = (word ?? '') + meant.text
      quoted = meant.quoted
    } else if (space !== '' && !quoted) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + piece
  }
  if (word !== null) words.push(word)
  return words
}

/** What backslashes and the quotes after them mean: two are one, one makes a plain quote, and two quotes inside quotes are one too. */
function unquote(slashes: number, quotes: number, quoted: boolean): { readonly text: string; readonly quoted: boolean } {
  let text = '\\'.repeat(Math.floor(slashes / 2))
  let left = quotes
  let inside = quoted
  if (slashes % 2 === 1) {
    text += '"'
    left--
  }
  while (left > 0) {
    if (inside && left >= 2) {
      text += '"'
      left -= 2
    } else {
      inside = !inside
      left--
    }
  }
  return { text, quoted: inside }
}
