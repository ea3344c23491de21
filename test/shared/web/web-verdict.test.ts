import { describe, expect, it } from 'vitest'
import { mostDomains, mostPages, type WebList, type WebPolicy, webPolicySchema } from '#shared/web/web-policy'
import { embedJudgeOf, judgeOf } from '#shared/web/web-verdict'

const list = (kind: WebList['kind'], domains: string[] = [], pages: string[] = []): WebList => ({
  kind,
  domains,
  pages,
  title: `${kind} list`,
  owner: 'Ms Patel',
  reason: '',
  until: null,
  lists: [],
  waits: false,
})
const policy = (lists: WebList[], change: Partial<WebPolicy> = {}): WebPolicy =>
  webPolicySchema.parse({ lists, exceptions: { domains: [], pages: [] }, always: ['childline.org.uk'], ...change })

/** The list that closes an address, or `open`. */
const verdicts = (judged: WebPolicy, addresses: readonly string[]): string[] => {
  const judge = judgeOf(judged)
  return addresses.map((address) => {
    const verdict = judge(new URL(address))
    return verdict.open ? 'open' : verdict.list.title
  })
}

describe('[BR3] what of the web is open', () => {
  it('is everything without a list', () => {
    expect(verdicts(policy([]), ['https://a.test/', 'http://127.0.0.1:8080/'])).toEqual(['open', 'open'])
  })
  it('is what an allow-list names, with subdomains, and not what only ends alike', () => {
    const addresses = ['https://bbc.co.uk/', 'https://www.bbc.co.uk/x', 'https://notbbc.co.uk/', 'https://co.uk/', 'wss://www.bbc.co.uk/']
    expect(verdicts(policy([list('allow', ['bbc.co.uk'])]), addresses)).toEqual(['open', 'open', 'allow list', 'allow list', 'open'])
  })
  it('is all but what a block-list names', () => {
    expect(verdicts(policy([list('block', ['games.test'])]), ['https://games.test./', 'https://x.games.test/', 'https://a.test/'])).toEqual(
      ['block list', 'block list', 'open'],
    )
  })
  it('leaves a single page open, with what lies below it, and not its neighbours', () => {
    const judged = policy([list('allow', [], ['a.test/lesson', 'v.test/watch?v=abc'])])
    const addresses = [
      'https://a.test/lesson',
      'https://a.test/Lesson/2#top',
      'https://a.test/lesson?x=1',
      'https://a.test/lessons',
      'https://a.test/',
      'https://www.v.test/watch?v=abc&t=4',
      'https://v.test/watch?v=abcd',
    ]
    expect(verdicts(judged, addresses)).toEqual(['open', 'open', 'open', 'allow list', 'allow list', 'open', 'allow list'])
  })
  it('is closed by whichever list closes it first', () => {
    const judged = policy([list('allow', ['bbc.co.uk']), list('block', ['games.bbc.co.uk'])])
    expect(verdicts(judged, ['https://bbc.co.uk/', 'https://games.bbc.co.uk/', 'https://a.test/'])).toEqual([
      'open',
      'block list',
      'allow list',
    ])
  })
  it('keeps exceptions and helplines open in every mode', () => {
    const judged = policy([list('off'), list('block', ['childline.org.uk'])], {
      exceptions: { domains: ['exam.test'], pages: ['w.test/essay'] },
    })
    const addresses = [
      'https://www.childline.org.uk/chat',
      'https://exam.test/1',
      'https://w.test/essay',
      'https://w.test/',
      'https://a.test/',
    ]
    expect(verdicts(judged, addresses)).toEqual(['open', 'open', 'open', 'off list', 'off list'])
  })
  it("leaves the browser's own pages and files alone", () => {
    expect(verdicts(policy([list('off')]), ['about:blank', 'chrome://newtab/', 'file:///home/a/x.html'])).toEqual(['open', 'open', 'open'])
  })
  it('takes as many entries as the bounds say, and no more', () => {
    const takes = (domains: number, pages: number): boolean =>
      webPolicySchema.safeParse(policyWith(Array<string>(domains).fill('a.test'), Array<string>(pages).fill('a.test/x'))).success
    expect([takes(mostDomains, mostPages), takes(mostDomains + 1, 0), takes(0, mostPages + 1)]).toEqual([true, false, false])
  })
  it('takes no entry that is no domain or page', () => {
    for (const wrong of ['BBC.co.uk', 'a b.test', 'a.test/x', 'bücher.test', '']) {
      expect([wrong, webPolicySchema.safeParse(policyWith([wrong], [])).success]).toEqual([wrong, false])
    }
    for (const wrong of ['a.test', 'https://a.test/x', 'a.test/ü']) {
      expect([wrong, webPolicySchema.safeParse(policyWith([], [wrong])).success]).toEqual([wrong, false])
    }
  })
})

const policyWith = (domains: string[], pages: string[]): unknown => ({
  lists: [list('allow', domains, pages)],
  exceptions: { domains: [], pages: [] },
  always: [],
})

describe('[BR3] what a page is made of', () => {
  const closed = (judged: WebPolicy, address: string, from: string | null): boolean =>
    embedJudgeOf(judged)(new URL(address), from === null ? null : new URL(from))

  it('comes from anywhere while only some sites are open, and from no site that is closed', () => {
    const judged = policy([list('allow', ['a.test']), list('block', ['ads.test'])])
    expect(closed(judged, 'https://fonts.test/x.woff', 'https://a.test/')).toBe(false)
    expect(closed(judged, 'https://www.ads.test/x.png', 'https://a.test/')).toBe(true)
    expect(closed(judged, 'https://www.ads.test/x.png', null)).toBe(true)
  })
  it('is nothing with the internet off, but for pages that are open in spite of it', () => {
    const judged = policy([list('off'), list('block', ['ads.test'])], { exceptions: { domains: ['work.test'], pages: [] } })
    expect(closed(judged, 'https://fonts.test/x.woff', 'https://a.test/')).toBe(true)
    expect(closed(judged, 'https://fonts.test/x.woff', null)).toBe(true)
    expect(closed(judged, 'https://fonts.test/x.woff', 'https://www.work.test/')).toBe(false)
    expect(closed(judged, 'https://childline.org.uk/x.png', 'https://a.test/')).toBe(false)
    expect(closed(judged, 'https://ads.test/x.png', 'https://work.test/')).toBe(true)
  })
})
