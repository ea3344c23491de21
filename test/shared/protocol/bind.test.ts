import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { bind, type BindOptions } from '#shared/protocol/bind'
import { call } from '#shared/protocol/call'
import { refuse } from '#shared/protocol/refusal'
import { message } from '#shared/protocol/table'
import { wirePair } from '../../support/wire-pair'

const up = {
  'sum:ask': message(z.object({ left: z.number(), right: z.number() }), z.number()),
  'sum:break': message(z.object({}), z.null()),
} as const
const down = { 'sum:tell': message(z.number(), z.null()) } as const

const link = (options: Partial<BindOptions> = {}) => {
  const [near, far] = wirePair()
  const onRefused = vi.fn()
  const onFault = vi.fn()
  const heard = vi.fn()
  const unbind = bind(
    far,
    up,
    {
      'sum:ask': ({ left, right }) => {
        heard(left, right)
        return left < 0 ? refuse('not-found', 'No sums below zero.') : { ok: true, value: left + right }
      },
      'sum:break': () => {
        throw new Error('a bug')
      },
    },
    { otherDirection: down, onRefused, onFault, ...options },
  )
  return { near, far, onRefused, onFault, heard, unbind }
}

const ask = (near: ReturnType<typeof link>['near'], event: string, payload: unknown) => near.timeout(500).emitWithAck(event, payload)

describe('bind and call', () => {
  it('[PR1] answers a good message with its value', async () => {
    const { near } = link()
    await expect(call(near, up, 'sum:ask', { left: 2, right: 3 }, 500)).resolves.toEqual({ ok: true, value: 5 })
  })

  it('[PR2] refuses what does not fit, naming the field, without running the handler', async () => {
    const { near, heard, onRefused } = link()
    const answer = await ask(near, 'sum:ask', { left: 'two', right: 3 })
    expect(answer).toMatchObject({ ok: false, code: 'malformed', detail: expect.stringContaining('left') as string })
    expect(heard).not.toHaveBeenCalled()
    expect(onRefused).toHaveBeenCalledOnce()
  })

  it.each([[undefined], [null], [[]], ['sum'], [new Uint8Array(8)], [{ left: Number.NaN, right: 1 }]])(
    '[PR2] refuses %o',
    async (payload) => {
      const { near } = link()
      await expect(ask(near, 'sum:ask', payload)).resolves.toMatchObject({ ok: false, code: 'malformed' })
    },
  )

  it('[PR3] tells a wrong direction from an unknown message', async () => {
    const { near } = link()
    await expect(ask(near, 'sum:tell', 1)).resolves.toMatchObject({ code: 'wrong-direction' })
    await expect(ask(near, 'sum:other', 1)).resolves.toMatchObject({ code: 'unknown-message' })
    await expect(ask(near, 'toString', 1)).resolves.toMatchObject({ code: 'unknown-message' })
  })

  it('[PR6] counts a refusal of the handler too', async () => {
    const { near, onRefused } = link()
    await expect(call(near, up, 'sum:ask', { left: -1, right: 0 }, 500)).resolves.toMatchObject({ ok: false, code: 'not-found' })
    expect(onRefused).toHaveBeenCalledWith('sum:ask', expect.objectContaining({ code: 'not-found' }))
  })

  it('[PR9] answers a bug as internal and goes on', async () => {
    const { near, onFault } = link()
    await expect(call(near, up, 'sum:break', {}, 500)).resolves.toMatchObject({ ok: false, code: 'internal' })
    expect(onFault).toHaveBeenCalledOnce()
    await expect(call(near, up, 'sum:ask', { left: 1, right: 1 }, 500)).resolves.toMatchObject({ ok: true })
  })

  it('hears a message that wants no answer', async () => {
    const { near, heard } = link()
    near.emit('sum:ask', { left: 4, right: 4 })
    await vi.waitFor(() => {
      expect(heard).toHaveBeenCalledWith(4, 4)
    })
  })

  it('lets admission stop a message before its handler', async () => {
    const { near, heard } = link({ admit: () => refuse('hello-first', 'Say hello first.') })
    await expect(call(near, up, 'sum:ask', { left: 1, right: 1 }, 500)).resolves.toMatchObject({ code: 'hello-first' })
    expect(heard).not.toHaveBeenCalled()
  })

  it('[PR9] tells a silent other side from a lost link', async () => {
    const { near, unbind } = link()
    unbind()
    await expect(call(near, up, 'sum:ask', { left: 1, right: 1 }, 20)).resolves.toMatchObject({ code: 'no-answer' })
    const lost = call(near, up, 'sum:ask', { left: 1, right: 1 }, 5_000)
    near.cut()
    await expect(lost).resolves.toMatchObject({ code: 'link-lost' })
    await expect(call(near, up, 'sum:ask', { left: 1, right: 1 }, 20)).resolves.toMatchObject({ code: 'link-lost' })
  })

  it('[PR2] parses the answer too', async () => {
    const [near, far] = wirePair()
    far.onAny((_event, ...args) => {
      const acknowledge = args.at(-1) as (reply: unknown) => void
      acknowledge({ ok: true, value: 'five' })
    })
    await expect(call(near, up, 'sum:ask', { left: 2, right: 3 }, 500)).resolves.toMatchObject({ ok: false, code: 'bad-reply' })
  })
})
