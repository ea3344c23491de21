/** Lines no wider than `widest`, broken between words where that is possible, within a word where not. Line breaks of the text stay. */
export function wrapWords(text: string, widest: number, measure: (line: string) => number): readonly string[] {
  return text.split(/\r?\n/).flatMap((paragraph) => wrapParagraph(paragraph, widest, measure))
}

function wrapParagraph(paragraph: string, widest: number, measure: (line: string) => number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (measure(longer) <= widest) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = ''
    for (const character of word) {
      if (line !== '' && measure(line + character) > widest) {
        lines.push(line)
        line = ''
      }
      line += character
    }
  }
  return [...lines, line]
}

export interface FittedText {
  readonly lines: readonly string[]
  /** Type size in pixels. */
  readonly size: number
}

/** The largest of the type sizes, given from the largest down, at which the text fits the room; at the smallest it is cut with an ellipsis. */
export function fitText(
  text: string,
  room: { readonly width: number; readonly height: number; readonly lineHeight: number },
  sizes: readonly number[],
  measure: (line: string, size: number) => number,
): FittedText {
  const linesAt = (size: number): readonly string[] => wrapWords(text, room.width, (line) => measure(line, size))
  const most = (size: number): number => Math.max(1, Math.floor(room.height / (size * room.lineHeight)))
  let fitted: FittedText = { lines: [], size: 0 }
  for (const size of sizes) {
    fitted = { lines: linesAt(size), size }
    if (fitted.lines.length <= most(size)) return fitted
  }
  const { lines, size } = fitted
  const fits = most(size)
  return { lines: [...lines.slice(0, fits - 1), `${lines[fits - 1] ?? ''}…`], size }
}

/** Every size worth trying where there are letters of any size. */
export function sizesDown(largest: number, smallest: number): readonly number[] {
  const sizes = [Math.round(largest)]
  for (let size = sizes[0] ?? 0; size > smallest; sizes.push(size)) size -= Math.max(1, Math.floor(size / 20))
  return sizes
}
