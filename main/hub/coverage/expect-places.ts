import { ok } from '#shared/outcome'
import type { Store } from '../../store/store'
import type { CoverageDesk } from './coverage-desk'

/** Tells the desk which PCs the register expects now. While the store cannot be read, it goes by what it was told before. */
export const expectPlaces = async (store: Store, desk: Pick<CoverageDesk, 'expect'>): Promise<void> => {
  const places = await store.transact(async ({ register }) => ok(await register.expectedPlaces()))
  if (places.ok) desk.expect(places.value)
}
