/** Words that a pack marks with ~ are known with a slip from this length on. */
export const shortestMisspelt = 6

/** Letters drawn out, as one. */
export const squeeze = (word: string): string => word.replace(/(.)\1+/gu, '$1')

/** A word marked with ~, by number, and which of its letters is left out; 0 for none, as the first letter always holds. Never zero itself. */
export const slipEntry = (slip: number, without: number): number => slip * 64 + without + 1

export const slipOf = (entry: number): { readonly slip: number; readonly without: number } => ({
  slip: (entry - 1) >> 6,
  without: (entry - 1) & 63,
})

/** Whether letters may be written for a word with some of its letters drawn out: "killll" for "kill", and not "heel" for "hell". */
export function isDrawnOut(text: string, letters: Uint16Array, from: number, to: number): boolean {
  let at = 0
  for (let place = from; place < to; place += 1, at += 1) {
    const letter = letters[place]
    if (text.charCodeAt(at) !== letter) return false
    if (letters[place + 1] !== letter || place + 1 === to) while (text.charCodeAt(at + 1) === letter) at += 1
  }
  return at === text.length
}
