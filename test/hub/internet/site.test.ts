import { describe, expect, it } from 'vitest'
import { describeRule, ruleOf } from '../../../main/hub/internet/rule'
import { parseSite } from '../../../main/hub/internet/site'

describe('words that name a site', () => {
  it.each([
    ['bbc.co.uk', 'bbc.co.uk'],
    ['  BBC.co.uk. ', 'bbc.co.uk'],
    ['www.bbc.co.uk', 'bbc.co.uk'],
    ['*.bbc.co.uk', 'bbc.co.uk'],
    ['.bbc.co.uk', 'bbc.co.uk'],
    ['https://www.bbc.co.uk/', 'bbc.co.uk'],
    ['http://user:pass@bbc.co.uk:8080', 'bbc.co.uk'],
    ['https://bbc.co.uk?x=1#top', 'bbc.co.uk'],
    ['https://www.bbc.co.uk/bitesize/subjects?q=a b#top', 'bbc.co.uk/bitesize/subjects?q=a%20b'],
    ['bücher.example/straße', 'xn--bcher-kva.example/stra%C3%9Fe'],
    ['例え.テスト.jp', 'xn--r8jz45g.xn--zckzah.jp'],
    ['github.io', 'github.io'],
    ['school.test', 'school.test'],
    ['www.uk.com', 'uk.com'],
    ['https://www.gov.uk', 'www.gov.uk'],
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.1/page', '10.0.0.1/page'],
    ['2001:DB8:0::1', '[2001:db8::1]'],
    ['[2001:db8::1]:8443', '[2001:db8::1]'],
    ['localhost:3000', 'localhost'],
    ['my_host.example.org', 'my_host.example.org'],
  ])('“%s” is %s', (words, site) => {
    expect(parseSite(words)).toEqual({ ok: true, value: site })
  })

  it.each([
    ['', 'empty'],
    ['https://', 'empty'],
    ['co.uk', 'suffix'],
    ['uk', 'suffix'],
    ['facebook', 'short'],
    ['10.0.0.0/8', 'range'],
    ['bbc.*.uk', 'wildcard'],
    ['*', 'wildcard'],
    ['bbc .co.uk', 'not-a-site'],
    ['bbc..co.uk', 'not-a-site'],
    ['999.1.1.1', 'not-a-site'],
    ['2130706433', 'not-a-site'],
    [`${'a'.repeat(64)}.org`, 'not-a-site'],
    [`bbc.co.uk/${'a'.repeat(400)}`, 'not-a-site'],
    ['<script>.org', 'not-a-site'],
    ["'; drop table leases; --", 'not-a-site'],
    ['[::g]', 'not-a-site'],
  ])('“%s” is refused as %s', (words, code) => {
    expect(parseSite(words)).toMatchObject({ ok: false, code })
  })
})

describe('a rule as staff type it', () => {
  it('holds each site once, and passes over empty lines', () => {
    expect(ruleOf({ access: 'removed', exceptions: ['BBC.co.uk', '', ' www.bbc.co.uk '] })).toEqual({
      ok: true,
      value: { access: 'removed', exceptions: ['bbc.co.uk'] },
    })
  })

  it('says which words it does not understand, and why', () => {
    expect(ruleOf({ access: 'granted', exceptions: ['bbc.co.uk', 'facebook'] })).toEqual({
      ok: false,
      code: 'site-unclear',
      detail: '“facebook”: the ending is missing, such as .org.',
    })
  })

  it('is short in the audit log', () => {
    expect(describeRule({ access: 'removed', exceptions: [] })).toBe('internet removed')
    expect(describeRule({ access: 'removed', exceptions: ['bbc.co.uk'] })).toBe('internet removed but bbc.co.uk')
  })
})
