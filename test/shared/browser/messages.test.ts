import { describe, expect, it } from 'vitest'
import { agentMessageSchema, chunkCharacters, extensionMessageSchema, mostFrameBytesDown } from '#shared/browser/messages'

describe('[BR4] what extension and agent say', () => {
  it('is one of a closed set', () => {
    expect(extensionMessageSchema.safeParse({ type: 'tab:closed', tab: 4 }).success).toBe(true)
    for (const wrong of [{}, null, 'ping', { type: 'tab:open' }, { type: 'tab:closed', tab: -1 }, { type: 'tab:closed', tab: '4' }]) {
      expect([wrong, extensionMessageSchema.safeParse(wrong).success]).toEqual([wrong, false])
    }
  })
  it('opens web addresses and no others', () => {
    const opens = (url: string): boolean => agentMessageSchema.safeParse({ type: 'tab:open', order: 1, url }).success
    expect(['https://a.test/x', 'http://a.test'].map(opens)).toEqual([true, true])
    expect(['javascript:alert(1)', 'file:///etc/passwd', 'chrome://settings', 'a.test', 'ftp://a.test/'].map(opens)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })
  it('keeps a chunk of the costliest text below what a browser takes', () => {
    for (const costly of ['\u20ac', '"', '\\']) {
      const text = costly.repeat(chunkCharacters)
      const frame = JSON.stringify({ type: 'web:policy', policy: 1, part: 0, parts: 1, text })
      expect([costly, new TextEncoder().encode(frame).length < mostFrameBytesDown]).toEqual([costly, true])
    }
  })
})
