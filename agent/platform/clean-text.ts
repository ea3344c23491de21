const longestTitle = 512
const longestName = 120

/** A window's title fit for the contract: control characters become spaces, over-long text ends in an ellipsis. */
export function cleanTitle(text: string): string {
  return clean(text, longestTitle)
}

/** As `cleanTitle`, for names of programs and people. */
export function cleanName(text: string): string {
  return clean(text, longestName)
}

function clean(text: string, longest: number): string {
  const plain = text.replace(/[\u0000-\u001f\u007f]+/gu, ' ').trim()
  if (plain.length <= longest) return plain
  // Cutting between the halves of a surrogate pair would leave text that is not well formed.
  return `${plain.slice(0, longest - 1).replace(/[\ud800-\udbff]$/u, '')}…`
}
