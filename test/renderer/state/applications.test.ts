import { describe, expect, it } from 'vitest'
import type { Application } from '#shared/model/application'
import type { Activity } from '#shared/model/activity'
import { applicationBadge, openApplications, typedApplications } from '../../../renderer/state/applications'
import { nameOfOrder } from '../../../renderer/state/orders'
import { tileStateOf } from '../../../renderer/state/tile-state'
import { device, restriction } from '../device-views'

const rule = (applications: Application[], state: Parameters<typeof restriction>[1] = 'applied', from = 0) => {
  const plain = restriction('application', state)
  return { ...plain, lease: { ...plain.lease, from, application: { access: 'only' as const, applications } } }
}
const front = (name: string, path: string | null): Activity => ({
  title: 'Something',
  application: 'Something',
  process: { pid: 7, name, path },
  since: 0,
  page: null,
})

describe("the tile's word on applications", () => {
  it('[AP7] is the PC’s own word, of the newest rule, in few words', () => {
    const older = rule([{ by: 'name', name: 'gimp' }], 'applied', 1)
    const newer = rule(
      [
        { by: 'path', path: '/opt/maths/geogebra' },
        { by: 'name', name: 'thonny' },
      ],
      'asked',
      2,
    )
    expect(applicationBadge(device('pc', { restrictions: [newer, older] }))).toMatchObject({ state: 'asked', first: 'geogebra', count: 2 })
    const onWindows = rule([{ by: 'path', path: 'C:\\Games\\Block Game' }])
    expect(applicationBadge(device('pc', { restrictions: [onWindows] }))).toMatchObject({ first: 'Block Game' })
    const hashed = rule([{ by: 'hash', sha256: 'ab'.repeat(32) }], 'failed')
    expect(applicationBadge(device('pc', { restrictions: [hashed] }))).toMatchObject({ state: 'failed', first: 'abababab…', count: 1 })
    expect(applicationBadge(device('pc', { restrictions: [restriction('lock')] }))).toBeNull()
  })

  it('covers no screen, so that the tile itself stays calm', () => {
    const seen = device('pc', { restrictions: [rule([{ by: 'name', name: 'gimp' }], 'failed')] })
    const ask = { orderId: 'o', verb: 'application', kinds: ['application'], knownLeaseIds: new Set<string>(), failure: null } as const
    expect(tileStateOf(seen, ask).kind).toBe('live')
    expect(nameOfOrder({ verb: 'lift', kinds: ['application'] })).toBe('applicationsOn')
    expect(nameOfOrder({ verb: 'lift', kinds: ['application', 'lock'] })).toBe('lift')
  })
})

it('what is open in the class is suggested by the names rules know, what most have first, and never a part of the desktop', () => {
  const devices = [
    device('a', { foreground: front('soffice.bin', '/usr/lib/libreoffice/program/soffice.bin') }),
    device('b', { foreground: front('thonny', null) }),
    device('c', { foreground: front('thonny', '/usr/bin/Thonny') }),
    device('d', { foreground: front('xfce4-panel', '/usr/bin/xfce4-panel') }),
    device('e', { foreground: null }),
    device('f', { foreground: front('thonny.exe', 'C:\\Program Files\\Thonny\\Thonny.exe') }),
    device('g', { foreground: front('explorer.exe', 'C:\\Windows\\explorer.exe') }),
  ]
  expect(openApplications(devices)).toEqual([
    { name: 'thonny', count: 3 },
    { name: 'soffice', count: 1 },
  ])
})

it('applications typed one on each line', () => {
  expect(typedApplications(' Thonny \n\n /opt/My Maths\n')).toEqual(['Thonny', '/opt/My Maths'])
})
