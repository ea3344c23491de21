import { ok } from '#shared/outcome'
import { good } from '../doctor/check'
import { inOrder } from '../doctor/examine-folder'
import { checkAddress, checkClock, checkDisk } from '../doctor/place-checks'
import { checkRecords, keptAuthority } from '../doctor/record-checks'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** [HD2] The running hub looks at itself. Its chain is looked at by `classwarden-hub doctor`, while it is stopped. */
export const doctorCalls = (parts: CommandParts): CallsNamed<'hub:examine'> => ({
  'hub:examine': async () => {
    const { store, clock, dataFolder } = parts
    const found = await store.transact(async (records) =>
      ok({ checks: await checkRecords(records, clock.now()), authorityPem: await keptAuthority(records) }),
    )
    if (!found.ok) return found
    const { checks, authorityPem } = found.value
    const around = await Promise.all([
      checkDisk(dataFolder),
      checkClock(),
      ...parts.consoleAddresses().map((address) => checkAddress(address, authorityPem ?? '')),
    ])
    return ok(inOrder([good('database', 'open, and found whole when the hub started'), ...checks, ...around]))
  },
})
