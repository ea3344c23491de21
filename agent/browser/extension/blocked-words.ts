import welsh from '../../../assets/locales/pupil-cy.json'
import english from '../../../assets/locales/pupil-en.json'

export type BlockedWords = typeof welsh.blocked

/** The words of the closed page in the first of the browser's languages (BCP 47) there are any in, and that language. */
export function blockedWordsFor(languages: readonly string[]): { readonly language: 'cy' | 'en'; readonly words: BlockedWords } {
  const known = languages.map((language) => language.toLowerCase().split('-')[0]).find((language) => language === 'cy' || language === 'en')
  return known === 'cy' ? { language: 'cy', words: welsh.blocked } : { language: 'en', words: english.blocked }
}
