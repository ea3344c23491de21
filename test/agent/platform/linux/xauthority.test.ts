import { describe, expect, it } from 'vitest'
import { findCookie } from '../../../../agent/platform/linux/xauthority'

const entry = (family: number, address: string, display: string, name: string, data: string): Buffer =>
  Buffer.concat([
    Buffer.from([family >> 8, family & 0xff]),
    ...[address, display, name, data].map((field) => Buffer.concat([Buffer.from([0, field.length]), Buffer.from(field, 'latin1')])),
  ])

const cookie = 'MIT-MAGIC-COOKIE-1'

describe('a cookie', () => {
  const file = Buffer.concat([
    entry(256, 'elsewhere', '0', cookie, 'not this'),
    entry(256, 'here', '1', cookie, 'display one'),
    entry(256, 'here', '0', 'XDM-AUTHORIZATION-1', 'other kind'),
    entry(65_535, '', '', cookie, 'anywhere'),
  ])

  it('is found by host and display, or where it fits any', () => {
    expect(findCookie(file, '1', 'here')?.toString()).toBe('display one')
    expect(findCookie(file, '0', 'here')?.toString()).toBe('anywhere')
  })

  it('is missing from an empty, foreign or truncated file', () => {
    expect(findCookie(Buffer.alloc(0), '0', 'here')).toBeNull()
    expect(findCookie(entry(256, 'elsewhere', '0', cookie, 'x'), '0', 'here')).toBeNull()
    expect(findCookie(entry(256, 'here', '0', cookie, 'secret').subarray(0, -2), '0', 'here')).toBeNull()
  })
})
