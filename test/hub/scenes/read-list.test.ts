import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { mostFaultsTold, mostListedPages, mostListedSites } from '#shared/model/site-list'
import { readList } from '../../../main/hub/scenes/read-list'

describe('[SC1] a typed list', () => {
  it('is its sites, each once, sorted, and known by their hash', async () => {
    const { text, hash, check } = await readList('https://www.BBC.co.uk/\r\nbücher.example\n\n  192.0.2.7 \nbbc.co.uk\nbbc.co.uk/bitesize')
    expect(text).toBe('192.0.2.7\nbbc.co.uk\nbbc.co.uk/bitesize\nxn--bcher-kva.example')
    expect(hash).toBe(createHash('sha256').update(text).digest('hex'))
    expect(check).toEqual({ domains: 3, pages: 1, repeated: 1, faults: [], faulty: 0 })
  })
  it('may have comments, several sites on a line, and the forms of hosts files and filter lists', async () => {
    const { text } = await readList(
      '# Games\na.test # the worst\n! filter\n0.0.0.0 b.test c.test\n||d.test^\ne.test, f.test;\n127.0.0.1\nlocalhost.test/#top',
    )
    expect(text.split('\n')).toEqual(['127.0.0.1', 'a.test', 'b.test', 'c.test', 'd.test', 'e.test', 'f.test', 'localhost.test'])
  })
  it('tells each faulty line by its number, and leaves it out', async () => {
    const { check, text } = await readList('ok.test\nfacebook\nco.uk\n\n-_-.test/x not!a\n10.0.0.0/8\na*.test\nhttp://')
    expect(check.faults).toEqual([
      { line: 2, words: 'facebook', fault: 'short' },
      { line: 3, words: 'co.uk', fault: 'suffix' },
      { line: 5, words: '-_-.test/x', fault: 'not-a-site' },
      { line: 5, words: 'not!a', fault: 'not-a-site' },
      { line: 6, words: '10.0.0.0/8', fault: 'range' },
      { line: 7, words: 'a*.test', fault: 'wildcard' },
      { line: 8, words: 'http://', fault: 'empty' },
    ])
    expect(check.faulty).toBe(7)
    expect(text).toBe('ok.test')
  })
  it('[SC2] takes no more than its bounds, and tells no more faults than anybody reads', async () => {
    const sites = Array.from({ length: mostListedSites + 300 }, (_value, at) => `s${at}.test`)
    const many = (await readList(sites.join('\n'))).check
    expect(many).toMatchObject({ domains: mostListedSites, faulty: 300 })
    expect(many.faults).toHaveLength(mostFaultsTold)
    expect(many.faults[0]).toEqual({ line: mostListedSites + 1, words: `s${mostListedSites}.test`, fault: 'too-many' })
    const pages = Array.from({ length: mostListedPages + 1 }, (_value, at) => `a.test/${at}`)
    expect((await readList(pages.join('\n'))).check).toMatchObject({ pages: mostListedPages, faulty: 1 })
  })
  it('lets others work while it reads', async () => {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 0)
    await readList(Array.from({ length: 20_000 }, (_value, at) => `s${at}.test`).join('\n'))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })
})
