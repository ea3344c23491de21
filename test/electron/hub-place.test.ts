import { describe, expect, it } from 'vitest'
import type { HubPlace, HubSettings } from '#shared/bridge'
import { takeHubSeat } from '../../main/electron/hub-place'

const remote: HubSettings = { mode: 'remote', address: '[fd00::5]:7443', authorityFingerprint: 'ab'.repeat(32) }
const embedded: HubSettings = { mode: 'embedded', bindAddress: '127.0.0.1', consolePort: 0, agentPort: 0 }

function setUp(settings: HubSettings) {
  const places: HubPlace[] = []
  let tell: (place: HubPlace) => void = () => expect.fail('no hub is hosted')
  const retries: string[] = []
  const seat = takeHubSeat(
    settings,
    (_hub, onPlace) => {
      tell = onPlace
      const standAside = () => Promise.resolve(() => void retries.push('resumed'))
      return { retry: () => void retries.push('hub'), stop: () => Promise.resolve(), standAside }
    },
    (place) => places.push(place),
  )
  return { seat, places, retries, tell: (place: HubPlace) => tell(place) }
}

describe('where the hub is', () => {
  it('[BK9] stands aside only while nobody could miss it', async () => {
    const far = setUp(remote)
    far.seat.start()
    expect(await far.seat.standAside()).toBeNull()
    const { seat, tell, places, retries } = setUp(embedded)
    seat.start()
    expect(await seat.standAside()).toBeNull()
    const ready = {
      ...{ state: 'ready' as const, mode: 'embedded' as const, address: '127.0.0.1:50001' },
      ...{ authorityFingerprint: 'ab'.repeat(32), firstRunCode: null, keyKept: 'file' as const },
    }
    tell(ready)
    expect(await seat.standAside()).toBeNull()
    const failed = { state: 'failed' as const, mode: 'embedded' as const, detail: '', retryAt: null }
    tell({ ...failed, why: 'port-taken' })
    expect(await seat.standAside()).toBeNull()
    tell({ ...failed, why: 'store-unavailable' })
    expect(await seat.standAside()).not.toBeNull()
    tell({ ...ready, firstRunCode: 'K7Q2-M4TX' })
    const standIn = await seat.standAside()
    standIn?.tell({ state: 'restoring', mode: 'embedded', step: 'asking', fileName: null, failure: null, outcome: [] })
    expect(places.at(-1)?.state).toBe('restoring')
    standIn?.resume()
    expect(retries).toEqual(['resumed'])
  })

  it('is what the settings say of a remote hub', () => {
    const { seat, places } = setUp(remote)
    expect(places).toEqual([])
    seat.start()
    expect(places).toMatchObject([{ state: 'ready', mode: 'remote', address: '[fd00::5]:7443', firstRunCode: null, keyKept: null }])
    expect(seat.pin()).toEqual({ host: 'fd00::5', authorityFingerprint: 'ab'.repeat(32) })
    expect(seat.address()).toBe('[fd00::5]:7443')
  })

  it('is unknown for an embedded hub on a free port until it tells, and known at once on a fixed one', () => {
    const free = setUp(embedded)
    free.seat.start()
    expect([free.seat.address(), free.seat.pin()]).toEqual([null, null])
    free.tell({
      state: 'ready',
      mode: 'embedded',
      address: '127.0.0.1:50001',
      authorityFingerprint: 'cd'.repeat(32),
      firstRunCode: null,
      keyKept: 'file',
    })
    expect(free.seat.address()).toBe('127.0.0.1:50001')
    expect(setUp({ ...embedded, consolePort: 7_443 }).seat.address()).toBe('127.0.0.1:7443')
  })

  it('[LK4] turns to failed when another hub answers there, and back at the person’s word or a good certificate', () => {
    const { seat, places, retries } = setUp(remote)
    seat.start()
    seat.noteCertificate('other-host')
    expect(places).toHaveLength(1)
    seat.noteCertificate('other-authority')
    expect(places.at(-1)).toMatchObject({ state: 'failed', why: 'certificate-refused', retryAt: null })
    seat.noteCertificate('other-authority')
    expect(places).toHaveLength(2)
    seat.retry()
    expect(places.at(-1)).toMatchObject({ state: 'ready' })
    seat.noteCertificate('out-of-date')
    seat.noteCertificate(null)
    expect(places.at(-1)).toMatchObject({ state: 'ready' })
    expect(retries).toEqual([])
  })

  it('passes a retry on to the hosted hub', () => {
    const { seat, retries } = setUp(embedded)
    seat.start()
    seat.retry()
    expect(retries).toEqual(['hub'])
  })
})
