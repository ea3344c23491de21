import { describe, expect, it } from 'vitest'
import { splitCommandLine } from '../../../../../agent/platform/windows/browsers/command-line'

// Of learn.microsoft.com, "Parsing C++ command-line arguments", and of what Windows' own programs do.
describe('a command line of Windows', () => {
  it.each([
    ['', ['']],
    ['chrome.exe', ['chrome.exe']],
    ['"C:\\Program Files\\a b.exe" --one  --two', ['C:\\Program Files\\a b.exe', '--one', '--two']],
    ['"C:\\a\\" --one', ['C:\\a\\', '--one']],
    ['a.exe "abc" d e', ['a.exe', 'abc', 'd', 'e']],
    ['a.exe a\\\\b d"e f"g h', ['a.exe', 'a\\\\b', 'de fg', 'h']],
    ['a.exe a\\\\\\"b c d', ['a.exe', 'a\\"b', 'c', 'd']],
    ['a.exe a\\\\\\\\"b c" d e', ['a.exe', 'a\\\\b c', 'd', 'e']],
    ['a.exe "a ""b"" c" d', ['a.exe', 'a "b" c', 'd']],
    ['a.exe ""', ['a.exe', '']],
    ['a.exe --user-data-dir="C:\\my data\\" -x', ['a.exe', '--user-data-dir=C:\\my data" -x']],
    ['a.exe "never closed -x', ['a.exe', 'never closed -x']],
    ['a.exe\t-a\t-b ', ['a.exe', '-a', '-b']],
  ])('%s', (line, words) => {
    expect(splitCommandLine(line)).toEqual(words)
  })

  it('takes no long time over one of the greatest length', () => {
    const words = splitCommandLine(`a.exe ${'\\"'.repeat(16_000)}`)
    expect(words.at(1)).toHaveLength(16_000)
  })
})
