import { createHash } from 'node:crypto'

/** A PC's place in the row of those that get a build: another for each build, so that it is not always the same PCs that try first. */
const placeOf = (buildId: string, deviceId: string): string => createHash('sha256').update(`${buildId} ${deviceId}`).digest('hex')

/**
 * [UP5] The first `percent` of these PCs in the row of this build, rounded up. Whoever is chosen stays chosen when the percentage rises; a PC that is
 * new finds its place among the others.
 */
export function chosenDevices(buildId: string, deviceIds: readonly string[], percent: number): readonly string[] {
  const row = deviceIds.map((deviceId) => ({ deviceId, place: placeOf(buildId, deviceId) }))
  row.sort((a, b) => (a.place < b.place ? -1 : 1))
  return row.slice(0, Math.ceil((deviceIds.length * percent) / 100)).map(({ deviceId }) => deviceId)
}
