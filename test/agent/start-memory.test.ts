import { expect, test } from 'vitest'
import { untouchedFileMappings } from '../../agent/start-memory'

const entry = (head: string, anonymousKb: number): string =>
  `${head}\nSize: 4 kB\nRss: 4 kB\nAnonymous:      ${anonymousKb} kB\nVmFlags: rd mr\n`

test('only read-only file mappings without pages of their own are given back', () => {
  const smaps = [
    entry('00400000-00b6f000 r--p 00000000 08:01 131 /usr/bin/node', 0),
    entry('00b6f000-025fb000 r-xp 0076f000 08:01 131 /usr/bin/node', 0),
    entry('05600000-05605000 r--p 05200000 08:01 131 /usr/bin/node', 20),
    entry('05605000-05620000 rw-p 05205000 08:01 131 /usr/bin/node', 0),
    entry('05a00000-06100000 rw-p 00000000 00:00 0 [heap]', 7000),
    entry('7f0000000000-7f0000001000 r--p 00000000 00:00 0 ', 0),
    entry('7f0000002000-7f0000003000 r--s 00000000 00:01 9 /dev/shm/x', 0),
    entry('7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0 [vdso]', 0),
  ].join('')
  expect(untouchedFileMappings(smaps)).toEqual([
    { start: 0x400000, end: 0xb6f000 },
    { start: 0xb6f000, end: 0x25fb000 },
  ])
})
