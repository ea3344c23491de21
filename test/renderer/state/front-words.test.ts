import { describe, expect, it } from 'vitest'
import type { Page } from '#shared/model/page'
import { frontWords } from '../../../renderer/state/front-words'
import { noon } from '../device-views'

const page = (site: string, title: string): Page => ({ url: '', title, site, withheld: false, since: noon })
const words = (title: string, of: Page | null): string =>
  frontWords({ application: 'Chromium', title, process: null, since: noon, page: of })

describe('what is in front, in a few words', () => {
  it('is the site and title of a web page', () => {
    expect(words('Algebra', page('bbc.co.uk', 'Algebra'))).toBe('bbc.co.uk · Algebra')
  })
  it('is the site alone of a page whose title is withheld', () => {
    expect(words('childline.org.uk', page('childline.org.uk', ''))).toBe('childline.org.uk')
  })
  it('is the title of what is no site, and else the program', () => {
    expect([words('New tab', page('', 'New tab')), words('Essay', null), words('', null)]).toEqual(['New tab', 'Essay', 'Chromium'])
  })
})
