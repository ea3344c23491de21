import { describe, expect, it } from 'vitest'
import type { Hardware } from '#shared/model/inventory'
import { diskWords, hardwareChanges, memoryWords, missingHardware, softwareChanges } from '#shared/model/inventory-changes'

const disk = (serial: string, sizeMb = 500_107) => ({ model: 'SSD 870', serial, kind: 'SSD', sizeMb })
const pc = (parts: Partial<Hardware> = {}): Hardware => ({
  ...{ maker: 'Dell', model: 'X', serial: '1', processor: 'i5', memoryMb: 16_384, firmware: '1.0' },
  ...{ modules: [], disks: [disk('A')], network: [], monitors: [] },
  ...parts,
})

describe('[IV3] changes of hardware', () => {
  it('are none between readings alike, whatever their order, and where a kernel takes a little more memory', () => {
    expect(hardwareChanges(pc({ disks: [disk('A'), disk('B')] }), pc({ disks: [disk('B'), disk('A')] }))).toEqual([])
    expect(hardwareChanges(pc({ memoryMb: 7_953 }), pc({ memoryMb: 7_700 }))).toEqual([])
  })

  it('name what was there and what is', () => {
    expect(hardwareChanges(pc(), pc({ memoryMb: 8_192, firmware: '1.1', disks: [disk('B', 1_000_205)] }))).toEqual([
      { what: 'memory', name: '', before: '16 GB', after: '8 GB' },
      { what: 'disk', name: 'SSD 870 A', before: '500.1 GB', after: null },
      { what: 'disk', name: 'SSD 870 B', before: null, after: '1 TB' },
      { what: 'firmware', name: '', before: '1.0', after: '1.1' },
    ])
  })
})

describe('[IV4] hardware that is missing', () => {
  it('is less memory or a disk less, and nothing else', () => {
    expect(missingHardware(pc(), pc({ memoryMb: 8_192 }))).toBe('memory 16 GB before, 8 GB now')
    expect(missingHardware(pc(), pc({ disks: [] }))).toBe('disk SSD 870 A (500.1 GB) gone')
    expect(missingHardware(pc(), pc({ memoryMb: 32_768, disks: [disk('A'), disk('B')], monitors: [], firmware: '2' }))).toBeNull()
  })
})

describe('[IV3] changes of software', () => {
  it('pair the versions of a name, and name what came and went', () => {
    const gone = [
      { name: 'zip', version: '1' },
      { name: 'linux-image', version: '6.1.1' },
      { name: 'linux-image', version: '6.1.2' },
    ]
    const added = [
      { name: 'linux-image', version: '6.1.3' },
      { name: 'steam', version: '1' },
    ]
    expect(softwareChanges(gone, added)).toEqual([
      { what: 'software', name: 'zip', before: '1', after: null },
      { what: 'software', name: 'linux-image', before: '6.1.2', after: null },
      { what: 'software', name: 'linux-image', before: '6.1.1', after: '6.1.3' },
      { what: 'software', name: 'steam', before: null, after: '1' },
    ])
  })
})

it('sizes are told as people say them', () => {
  expect([memoryWords(512), memoryWords(8_192), memoryWords(7_953), diskWords(240_057), diskWords(2_000_398)]).toEqual([
    ...['512 MB', '8 GB', '7.8 GB'],
    ...['240.1 GB', '2 TB'],
  ])
})
