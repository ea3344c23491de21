/** The words of a search: all must be there, each as it stands or as the beginning of a word. What holds neither letter nor digit is no word. */
export const searchTerms = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/u)
    .filter((term) => /[\p{L}\p{N}]/u.test(term))
