import { describe, expect, it } from 'vitest'
import { internetBadge, typedSites } from '../../../renderer/state/internet-badge'
import { device, pupil, restriction, teacher } from '../device-views'

const off = { access: 'removed', exceptions: [] } as const
const internet = (more: Partial<ReturnType<typeof restriction>['lease']>, state: Parameters<typeof restriction>[1] = 'applied') => {
  const plain = restriction('internet', state)
  return { ...plain, lease: { ...plain.lease, internet: { ...off, exceptions: [] }, ...more } }
}

describe("the tile's word on the internet", () => {
  it('[LE16] is the PC’s own word: asked, in force, or not enforced', () => {
    for (const state of ['asked', 'applied', 'failed'] as const) {
      expect(internetBadge(device('pc', { restrictions: [internet({}, state)] }))).toMatchObject({ access: 'removed', state })
    }
    expect(internetBadge(device('pc', { restrictions: [restriction('lock')] }))).toBeNull()
  })

  it('[LE15] is that of the rule that decides for the pupil there, even one that began after this clock', () => {
    const ofClass = internet({ owner: teacher })
    const grant = internet({ pupil: 'USER', internet: { access: 'granted', exceptions: [] }, from: Date.now() + 60_000 })
    const seen = device('pc', { user: pupil('Aisha'), restrictions: [ofClass, grant] })
    expect(internetBadge(seen)).toMatchObject({ access: 'granted' })
    expect(internetBadge({ ...seen, user: null })).toMatchObject({ access: 'removed' })
  })
})

it('sites typed one on each line or by commas', () => {
  expect(typedSites(' bbc.co.uk \n\n gov.uk,  a.test ,')).toEqual(['bbc.co.uk', 'gov.uk', 'a.test'])
})
