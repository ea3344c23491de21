import { expect, test } from 'vitest'
import { blockedWordsFor } from '../../../agent/browser/extension/blocked-words'
import welsh from '../../../assets/locales/pupil-cy.json'
import english from '../../../assets/locales/pupil-en.json'

test.each([
  [['cy-GB', 'en-GB'], 'cy'],
  [['en-GB', 'cy'], 'en'],
  [['pl', 'cy', 'en'], 'cy'],
  [['pl'], 'en'],
  [[], 'en'],
])('a closed page for a browser in %s is in %s', (languages, language) => {
  expect(blockedWordsFor(languages).language).toBe(language)
})

test('both languages have the same words, with the same gaps', () => {
  const gaps = (words: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(words).map(([name, text]) => [name, (text.match(/\{\w+\}/gu) ?? []).join()]))
  expect(gaps(welsh.blocked)).toEqual(gaps(english.blocked))
})
