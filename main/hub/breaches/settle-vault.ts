import { ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { Vault } from '../../store/vault'
import type { Log } from '../log'

interface KnownPictures {
  readonly pictures: readonly string[]
  readonly quarantined: readonly string[]
}

/** Brings the vault to what the rows say, before anything is kept in it: a crash may have come between a row and its file. */
export const settleVault = async (
  vault: Vault,
  { pictures, quarantined }: KnownPictures,
  log: Log,
): Promise<Outcome<null, StoreFaultCode>> => {
  const stray = await vault.removeAllBut(pictures)
  if (stray > 0) log.warn('vault-strays-removed', { files: stray })
  const apart = await vault.sealAway(quarantined)
  return apart.ok ? ok(null) : apart
}
