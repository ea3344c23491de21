import { describe, expect, it } from 'vitest'
import { helplines, pageOf } from '../../../agent/browser/privacy-list'

const page = (url: string, title = 'A title') => pageOf({ url, title, since: 1 })

describe('[BR2] what is told of a page', () => {
  it('is its address, title and site', () => {
    expect(page('https://www.bbc.co.uk/bitesize?x=1#y')).toEqual({
      url: 'https://www.bbc.co.uk/bitesize?x=1#y',
      title: 'A title',
      site: 'bbc.co.uk',
      withheld: false,
      since: 1,
    })
  })
  it('is nothing but the name of a site on the privacy list', () => {
    for (const url of [
      'https://www.childline.org.uk/get-support/1-2-1?topic=home',
      'https://childline.org.uk./x',
      'http://a:b@www.NHS.uk:8080/conditions',
    ]) {
      const told = page(url)
      expect([url, told.withheld, told.title, new URL(told.url).pathname, JSON.stringify(told).includes('topic')]).toEqual([
        url,
        true,
        '',
        '/',
        false,
      ])
    }
    expect(page('http://a:b@nhs.uk/x').url).toBe('http://nhs.uk/')
  })
  it('takes no name for another that only ends or begins alike', () => {
    expect(page('https://notchildline.org.uk/').withheld).toBe(false)
    expect(page('https://childline.org.uk.evil.test/').withheld).toBe(false)
  })
  it('never holds a password', () => {
    expect(page('https://aisha:secret@a.test/x').url).toBe('https://a.test/x')
  })
  it('has no site where there is none', () => {
    expect([page('about:blank').site, page('file:///home/a/x.html').site, page('').site]).toEqual(['', '', ''])
  })
  it('is cut to its bounds, between characters', () => {
    const told = page(`https://a.test/${'x'.repeat(3_000)}`, `${'a'.repeat(299)}😀`)
    expect([told.url.length, told.title]).toEqual([1_000, 'a'.repeat(299)])
  })
  it('names the helplines of the lock screen', () => {
    expect(helplines).toContain('childline.org.uk')
  })
})
