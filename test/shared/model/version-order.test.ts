import { expect, it } from 'vitest'
import { compareVersions, versionPattern } from '#shared/model/version-order'

const ascending = [
  '0.9.10',
  '1.0.0-2',
  '1.0.0-10',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.2',
  '1.0.10',
  '1.2.0',
  '10.0.0',
]

it('[UP4] versions go by semantic versioning, each after all before it', () => {
  for (const version of ascending) expect(version).toMatch(versionPattern)
  expect(ascending.toReversed().toSorted(compareVersions)).toEqual(ascending)
  expect(compareVersions('1.2.3', '1.2.3')).toBe(0)
})

it('[UP3] what could name a place on the disk is no version', () => {
  for (const text of ['..', '1.2', '1.2.3/..', '1.2.3-', '01.2.3', '1.2.3 ', '1.2.3-a/b', '', 'current', '1.2.3\n'])
    expect(text).not.toMatch(versionPattern)
})
