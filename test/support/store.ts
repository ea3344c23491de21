import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ok } from '#shared/outcome'
import { type Store, openStore } from '../../main/store/store'
import { must } from './outcome'

/** A folder of its own for one test, and the way to be rid of it. */
export const temporaryFolder = async (): Promise<AsyncDisposable & { readonly folder: string }> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-store-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

export interface TemporaryStore extends AsyncDisposable {
  readonly store: Store
  readonly folder: string
  readonly key: Uint8Array
}

/** A real encrypted database in a temporary folder. */
export const temporaryStore = async (): Promise<TemporaryStore> => {
  const { folder, [Symbol.asyncDispose]: remove } = await temporaryFolder()
  const key = new Uint8Array(randomBytes(32))
  const store = must(await openStore({ folder, key }))
  return {
    store,
    folder,
    key,
    [Symbol.asyncDispose]: async () => {
      await store.close()
      await remove()
    },
  }
}

/** Enrols so many PCs in a new room, straight in the store. */
export const addDevices = async (
  store: Store,
  count: number,
  at: number,
): Promise<{ readonly roomId: string; readonly deviceIds: string[] }> =>
  must(
    await store.transact(async ({ rooms, devices }) => {
      const { roomId } = must(await rooms.create(`Room ${randomUUID()}`, at))
      const deviceIds: string[] = []
      for (let number = 1; number <= count; number += 1) {
        const deviceId = randomUUID()
        deviceIds.push(deviceId)
        await devices.add({
          deviceId,
          roomId,
          name: `pc-${number}`,
          certificateSerial: randomBytes(16).toString('hex'),
          certificateFingerprint: randomBytes(32).toString('hex'),
          certificateExpiresAt: at + 1,
          enrolledAt: at,
        })
      }
      return ok({ roomId, deviceIds })
    }),
  )
