import { describe, expect, it } from 'vitest'
import { readEdid } from '../../../agent/platform/edid'
import { countUpdates, parsePackages } from '../../../agent/platform/linux/linux-inventory'

describe('what Debian tells', () => {
  it('of packages: those installed, each once, in order', () => {
    const output = 'ii \tzip\t3.0-13\nrc \tremoved\t1\nhi \theld\t2\nii \tlibc6\t2.36\nii \tlibc6\t2.36\nhalf a line\n\nii \t\t1\n'
    expect(parsePackages(output)).toEqual([
      { name: 'held', version: '2' },
      { name: 'libc6', version: '2.36' },
      { name: 'zip', version: '3.0-13' },
    ])
    expect(parsePackages('')).toEqual([])
  })

  it('of updates: those of what is installed, and which are of the security archive', () => {
    const output = [
      'Inst zip [3.0-11] (3.0-13 Debian-Security:12/oldstable-security [amd64])',
      'Inst tzdata [2024a] (2024b Debian:12.15/oldstable [all]) []',
      'Inst linux-image-6.1 (6.1.1 Debian-Security:12/oldstable-security [amd64])',
      'Conf zip (3.0-13 Debian-Security:12/oldstable-security [amd64])',
    ]
    expect(countUpdates(output.join('\n'))).toEqual({ pending: 2, security: 1 })
    expect(countUpdates('')).toEqual({ pending: 0, security: 0 })
  })
})

describe('the EDID of a monitor', () => {
  const edid = (): Uint8Array => {
    const bytes = new Uint8Array(128)
    bytes.set([0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0x10, 0xac, 0x01, 0x00, 0x4c, 0x33, 0x32, 0x30])
    bytes.set([0, 0, 0, 0xfc, 0, ...new TextEncoder().encode('DELL P2422H\n ')], 54)
    bytes.set([0, 0, 0, 0xff, 0, ...new TextEncoder().encode('CN0ABC12\n    ')], 72)
    return bytes
  }

  it('names maker, model and serial number', () => {
    expect(readEdid(edid())).toEqual({ model: 'DEL DELL P2422H', serial: 'CN0ABC12' })
    const numbered = edid()
    numbered.fill(0, 72, 90)
    expect(readEdid(numbered)).toEqual({ model: 'DEL DELL P2422H', serial: String(0x3032334c) })
  })

  it('that is none, or cut short, is no monitor', () => {
    expect(readEdid(new Uint8Array())).toBeNull()
    expect(readEdid(edid().subarray(0, 100))).toBeNull()
    expect(readEdid(new Uint8Array(128).fill(7))).toBeNull()
  })
})
