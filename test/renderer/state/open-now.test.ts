import { describe, expect, it } from 'vitest'
import type { DeviceView } from '#shared/model/device'
import { openNow } from '../../../renderer/state/open-now'
import { app, device, noon, silent } from '../device-views'

const page = (site: string, title = '') => ({ url: `https://${site}/`, title, site, withheld: false, since: noon })
const tab = (site: string, title = ''): DeviceView['tabs'][number] => ({
  ...page(site, title),
  tabId: '1.1',
  browser: 'chromium',
  active: true,
  incognito: false,
})
const inBrowser = (site: string, title = ''): DeviceView['foreground'] => {
  const window = app('Chromium')
  return window === null ? null : { ...window, page: page(site, title) }
}

describe('what is open now', () => {
  it('groups by site, and by program where no site is in front; what most have in front comes first', () => {
    const aisha = device('a', { foreground: inBrowser('bbc.co.uk', 'Bitesize'), tabs: [tab('bbc.co.uk'), tab('game.test', 'Play')] })
    const ben = device('b', { foreground: inBrowser('bbc.co.uk', 'News'), tabs: [tab('bbc.co.uk')] })
    const cai = device('c', { foreground: app('Scratch', 'cat'), tabs: [tab('game.test', 'Play')] })
    const groups = openNow([aisha, ben, cai])
    expect(groups.map(({ kind, name, front, places }) => [kind, name, front, places.length])).toEqual([
      ['site', 'bbc.co.uk', 2, 2],
      ['program', 'Scratch', 1, 1],
      ['site', 'game.test', 0, 2],
    ])
    expect(groups[0]?.places.map(({ title }) => title)).toEqual(['Bitesize', 'News'])
  })

  it('leaves out PCs that are silent, and tabs that show no site', () => {
    expect(openNow([device('a', { presence: silent(), foreground: app('Scratch') })])).toEqual([])
    expect(openNow([device('a', { tabs: [tab('')] })])).toEqual([])
  })
})
