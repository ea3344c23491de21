import { describe, expect, it } from 'vitest'
import { indexSites } from '#shared/web/site-index'

const textOf = (...sites: string[]): string => sites.sort().join('\n')

describe('a list made ready for looking up', () => {
  const index = indexSites(textOf('bbc.co.uk', 'a.test', '10.0.0.1', '[2001:db8::1]', 'v.test/watch?v=abc', 'v.test/Unit-1', 'zz.test'))

  it.each(['bbc.co.uk', 'www.bbc.co.uk', 'a.test', '10.0.0.1', '[2001:db8::1]', 'zz.test', 'x.y.zz.test'])('names %s', (host) => {
    expect(index.has(host, '/')).toBe(true)
  })
  it.each(['co.uk', 'notbbc.co.uk', 'b.test', '0.0.1', 'test', 'v.test', 'aa.test', 'zzz.test'])('does not name %s', (host) => {
    expect(index.has(host, '/')).toBe(false)
  })
  it('[BR3] names a page, what lies below it, and not its neighbours', () => {
    expect(index.has('v.test', '/watch?v=abc')).toBe(true)
    expect(index.has('www.v.test', '/watch?v=abc&t=4')).toBe(true)
    expect(index.has('v.test', '/watch?v=abcd')).toBe(false)
    expect(index.has('v.test', '/unit-1/two')).toBe(true)
    expect(index.has('v.test', '/unit-10')).toBe(false)
  })
  it('tells its sites again', () => {
    expect(index.sites()).toEqual({
      domains: ['10.0.0.1', '[2001:db8::1]', 'a.test', 'bbc.co.uk', 'zz.test'],
      pages: ['v.test/Unit-1', 'v.test/watch?v=abc'],
    })
  })
  it('names nothing when it is empty', () => {
    expect(indexSites('').has('a.test', '/')).toBe(false)
    expect(indexSites('').sites()).toEqual({ domains: [], pages: [] })
  })
  it('[SC2] finds each of a hundred thousand and none beside them', () => {
    const names = Array.from({ length: 100_000 }, (_value, at) => `site${at}.list.test`)
    const large = indexSites(textOf(...names))
    const some = names.filter((_name, at) => at % 97 === 0)
    expect(some.filter((name) => !large.has(`www.${name}`, '/'))).toEqual([])
    expect(some.filter((name) => large.has(`x${name}`, '/'))).toEqual([])
  })
})
