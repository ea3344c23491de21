import { describe, expect, it } from 'vitest'
import { cleanTitle } from '../../../../agent/platform/clean-text'
import { applicationOf, decodeCompoundText } from '../../../../agent/platform/linux/window-text'

describe('compound text', () => {
  it.each([
    ['plain Latin-1', Buffer.from('caf\xe9', 'latin1'), 'café'],
    ['a Latin-8 run, as Welsh has it', Buffer.from('t\x1b-_\xfe d\xf0r', 'latin1'), 'tŷ dŵr'],
    ['embedded UTF-8', Buffer.concat([Buffer.from('a\x1b%G'), Buffer.from('ŷ✓'), Buffer.from('\x1b%@b')]), 'aŷ✓b'],
    ['a set it does not know', Buffer.from('a\x1b$(B\x30\x21', 'latin1'), 'a\uFFFD\uFFFD'],
    ['a sequence cut short', Buffer.from('a\x1b', 'latin1'), 'a'],
  ])('reads %s', (_name, bytes, text) => expect(decodeCompoundText(bytes)).toBe(text))
})

describe('titles', () => {
  it('lose control characters and end within the contract’s length', () => {
    expect(cleanTitle('a\u0007b\tc\n')).toBe('a b c')
    const long = cleanTitle('😀'.repeat(600))
    expect(long.length).toBeLessThanOrEqual(512)
    expect(Buffer.from(long).toString()).toBe(long)
    expect(long).toMatch(/…$/)
  })

  it('have their application in the class, or the instance where there is none', () => {
    expect(applicationOf(Buffer.from('xterm\0XTerm\0'))).toBe('XTerm')
    expect(applicationOf(Buffer.from('lonely\0\0'))).toBe('lonely')
  })
})
