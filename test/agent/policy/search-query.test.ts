import { expect, test } from 'vitest'
import { searchQueryOf } from '../../../agent/policy/search-query'

test.each([
  ['https://www.google.co.uk/search?q=buy+weed&hl=en', 'buy weed'],
  ['https://www.google.com/search?hl=en#q=buy%20weed', 'buy weed'],
  ['https://duckduckgo.com/?t=h_&q=how%20to%20make%20a%20bomb&ia=web', 'how to make a bomb'],
  ['https://uk.search.yahoo.com/search?p=sad+songs', 'sad songs'],
  ['https://www.youtube.com/results?search_query=fights', 'fights'],
  ['https://www.amazon.co.uk/s?k=knives&ref=nb_sb', 'knives'],
  ['https://www.tiktok.com/search?q=%23edtwt', '#edtwt'],
  ['https://forum.test/find/?s=x', 'x'],
  [`https://a.test/search?q=${'x'.repeat(900)}`, 'x'.repeat(500)],
])('%s searches for %s', (address, query) => {
  expect(searchQueryOf(address)).toBe(query)
})

test.each([
  'https://www.bbc.co.uk/news?p=2',
  'https://a.test/watch?v=abc&k=1',
  'https://a.test/search?q=',
  'https://a.test/search?q=%20',
  'about:blank?q=x',
  'file:///home/a/search?q=x',
  'https://',
  '',
])('%s is no search', (address) => {
  expect(searchQueryOf(address)).toBeNull()
})
