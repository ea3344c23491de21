import { expect, test } from 'vitest'
import type { Activity } from '#shared/model/activity'
import { sightingsOf } from '../../../agent/policy/sightings'

const saturday = new Date(2026, 10, 21, 23, 5)
const window: Activity = {
  title: 'Essay',
  application: 'Writer',
  process: { pid: 7, name: 'soffice', path: null },
  since: 1,
  page: null,
}
const page = { url: 'https://search.test/?q=buy+weed', title: 'buy weed - Search', site: 'search.test', withheld: false, since: 5 }

const textsOf = (front: Activity): string[] =>
  sightingsOf(front, saturday).map(({ sighting: { source, text, domain } }) => `${source} ${text} ${domain ?? '-'}`)

test('a window is its title and its application', () => {
  expect(textsOf(window)).toEqual(['title Essay -', 'application Writer -'])
  expect(textsOf({ ...window, title: '' })).toEqual(['application Writer -'])
})

test('a page is what was searched for, its title and its address', () => {
  expect(textsOf({ ...window, application: 'Chromium', title: page.title, page })).toEqual([
    'search buy weed search.test',
    'page-title buy weed - Search search.test',
    'url https://search.test/?q=buy+weed search.test',
    'application Chromium search.test',
  ])
})

test('the texts of one page belong to one visit, and the hour is the PC s own', () => {
  const seen = sightingsOf({ ...window, page }, saturday)
  expect(new Set(seen.slice(0, 3).map(({ visit }) => visit)).size).toBe(1)
  expect(seen[0]?.sighting.localTime).toEqual({ day: 6, minutes: 23 * 60 + 5 })
})

test('[BC4] nothing is seen of a page on the privacy list', () => {
  const withheld = { ...page, url: 'https://www.childline.org.uk/', title: '', withheld: true }
  expect(sightingsOf({ ...window, title: 'www.childline.org.uk', page: withheld }, saturday)).toEqual([])
})
