/** What firmware writes where its maker wrote nothing. */
const nothingSaid = /^(-|none|n\/a|unknown|not specified|default string|empty|to be filled by o\.?e\.?m\.?|0+)$/iu

/** A word of firmware or system for the inventory, at most 120 characters; empty where it says nothing. */
export const tidy = (text: unknown): string => {
  if (typeof text !== 'string') return ''
  const said = text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replaceAll(/ {2,}/gu, ' ')
    .trim()
  return nothingSaid.test(said) ? '' : said.slice(0, 120)
}

/** USB is plugged in and out by whoever sits there. */
export const isBuiltIn = (...words: readonly string[]): boolean => !words.some((word) => /usb|removable/iu.test(word))
