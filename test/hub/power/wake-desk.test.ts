import { beforeEach, describe, expect, it } from 'vitest'
import type { Network } from '#shared/model/wake'
import { createWakeDesk, type WakeDesk } from '../../../main/hub/power/wake-desk'
import { newDevice } from '../../../main/hub/presence/live-device'
import { createRoster, type Roster } from '../../../main/hub/presence/roster'
import { handClock } from '../../support/clock'

const owner = { staffId: 'b8b0e0c4-6a52-4f5e-9a3c-0d3f1f1f0001', displayName: 'Kim' }
const card = (host: number): Network => ({ mac: `02:00:00:00:00:0${host}`, address: `10.9.0.${host}`, prefix: 24 })

let roster: Roster
let asked: (readonly Network[])[]
let answer: number | null
let desk: WakeDesk

beforeEach(() => {
  roster = createRoster()
  asked = []
  const wakeFromHub = (cards: readonly Network[]): Promise<number | null> => {
    asked.push(cards)
    return Promise.resolve(answer)
  }
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
  desk = createWakeDesk({ roster, links: { all: () => [] }, wakeFromHub, clock: handClock(), log: silent })
  for (const host of [1, 2]) {
    const facts = {
      hostname: '',
      operatingSystem: '',
      model: '',
      processor: '',
      memoryMb: 1,
      agentVersion: '',
      bootId: '',
      networks: [card(host)],
    }
    roster.add(newDevice({ deviceId: `pc-${host}`, roomId: 'room', name: `PC ${host}`, lastSeenAt: null, facts }))
  }
})

describe('[WL4] where no PC is awake on a network', () => {
  it('the hub sends by its own card, once for each PC', async () => {
    answer = 2
    expect(await desk.wake(['pc-1', 'pc-2'], owner)).toEqual([
      { deviceId: 'pc-1', state: 'sent', why: null, by: 'the hub' },
      { deviceId: 'pc-2', state: 'sent', why: null, by: 'the hub' },
    ])
    await desk.wake(['pc-1', 'pc-2'], owner)
    expect(asked).toEqual([[card(1), card(2)]])
    expect(roster.get('pc-1')?.wake).toMatchObject({ state: 'sent', by: 'the hub' })
  })

  it('it says of which PCs nothing left', async () => {
    answer = 1
    expect(await desk.wake(['pc-1', 'pc-2'], owner)).toMatchObject([{ state: 'sent' }, { state: 'failed', why: 'not-sent', by: null }])
  })

  it('and the hub is not on it either, nobody is', async () => {
    answer = null
    expect(await desk.wake(['pc-1'], owner)).toMatchObject([{ state: 'failed', why: 'no-peer', by: null }])
  })
})
