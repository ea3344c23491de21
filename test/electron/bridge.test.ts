import { describe, expect, it } from 'vitest'
import { defaultConsoleSettings } from '#shared/bridge'
import { ok } from '#shared/outcome'
import { bindBridge, type BridgeHandlers } from '../../main/electron/bridge'

type Sender = 'own' | 'foreign'

function setUp(overrides: Partial<BridgeHandlers> = {}) {
  const calls: unknown[] = []
  const refused: [string, string, number][] = []
  const faults: unknown[] = []
  let listen: (sender: Sender, event: unknown, payload: unknown) => Promise<unknown> = () => expect.fail('nothing is bound')
  const handlers: BridgeHandlers = {
    'settings:read': () => ok(defaultConsoleSettings),
    'settings:write': (patch) => {
      calls.push(patch)
      return ok(defaultConsoleSettings)
    },
    'hub:place': () => ok({ state: 'starting', mode: 'embedded' }),
    'hub:retry': () => ok(null),
    'hub:find': () => ok([]),
    'restore:begin': () => ok(null),
    'restore:choose': () => ok(null),
    'restore:run': () => ok(null),
    'restore:end': () => ok(null),
    'update:read': () => ok({ running: '0.1.0', askedAt: null, standing: { state: 'current' } }),
    'update:check': () => ok(null),
    'update:restart': () => ok(null),
    'notice:show': () => ok(null),
    ...overrides,
  }
  bindBridge<Sender>({ handle: (_channel, listener) => (listen = listener) }, handlers, {
    isOwn: (sender) => sender === 'own',
    onRefused: (event, { code }, count) => refused.push([event, code, count]),
    onFault: (_event, error) => faults.push(error),
  })
  return { ask: (sender: Sender, event: unknown, payload: unknown) => listen(sender, event, payload), calls, refused, faults }
}

describe('the bridge', () => {
  it('answers the console’s own pages', async () => {
    const { ask, calls } = setUp()
    expect(await ask('own', 'settings:read', {})).toEqual(ok(defaultConsoleSettings))
    await ask('own', 'settings:write', { theme: 'dark', surplus: 1 })
    expect(calls).toEqual([{ theme: 'dark' }])
  })

  it('refuses and counts foreign senders, whatever they ask', async () => {
    const { ask, refused, calls } = setUp()
    expect(await ask('foreign', 'settings:write', { theme: 'dark' })).toMatchObject({ ok: false, code: 'foreign-sender' })
    expect(await ask('foreign', 'nonsense', null)).toMatchObject({ ok: false, code: 'foreign-sender' })
    expect(calls).toEqual([])
    expect(refused).toEqual([
      ['settings:write', 'foreign-sender', 1],
      ['nonsense', 'foreign-sender', 2],
    ])
  })

  it.each([
    ['toString', {}, 'unknown-message'],
    ['__proto__', {}, 'unknown-message'],
    [{}, {}, 'unknown-message'],
    ['settings:write', { theme: 'pink' }, 'malformed'],
    ['settings:write', { hub: { mode: 'remote', address: 'hub:7443 wss://evil', authorityFingerprint: 'ab'.repeat(32) } }, 'malformed'],
    ['settings:write', undefined, 'malformed'],
    ['notice:show', { title: '', body: '', urgent: false }, 'malformed'],
  ])('refuses %o with %o as %s', async (event, payload, code) => {
    const { ask, calls } = setUp()
    expect(await ask('own', event, payload)).toMatchObject({ ok: false, code })
    expect(calls).toEqual([])
  })

  it('answers a fault of its own as internal, and goes on', async () => {
    const { ask, faults } = setUp({
      'hub:place': () => {
        throw new Error('a bug')
      },
    })
    expect(await ask('own', 'hub:place', {})).toMatchObject({ ok: false, code: 'internal' })
    expect(faults).toHaveLength(1)
    expect(await ask('own', 'hub:retry', {})).toEqual(ok(null))
  })
})
