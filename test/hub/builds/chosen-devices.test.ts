import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { chosenDevices } from '../../../main/hub/builds/chosen-devices'

const build = 'a'.repeat(64)
const pcs = Array.from({ length: 30 }, () => randomUUID())

describe('the PCs that get a build', () => {
  it('[UP5] are as many as the percentage says, rounded up', () => {
    for (const [percent, count] of [
      [1, 1],
      [10, 3],
      [34, 11],
      [100, 30],
    ] as const)
      expect(chosenDevices(build, pcs, percent)).toHaveLength(count)
    expect(chosenDevices(build, [], 50)).toEqual([])
  })

  it('[UP5] stay chosen when the percentage rises, in whatever order they are named', () => {
    const few = chosenDevices(build, pcs, 20)
    expect(chosenDevices(build, pcs.toReversed(), 60)).toEqual(expect.arrayContaining([...few]))
  })

  it('[UP5] are others for another build', () => {
    expect(chosenDevices(build, pcs, 40)).not.toEqual(chosenDevices('b'.repeat(64), pcs, 40))
  })
})
