import { type ConsoleSettings, consoleSettingsSchema, defaultConsoleSettings, type HubSettings } from '#shared/bridge'

/** What the fields of the choice hold. */
export interface HubWish {
  readonly mode: HubSettings['mode']
  readonly address: string
  readonly fingerprint: string
}

type HubWishFault = 'address' | 'fingerprint'

export const wishOf = (hub: HubSettings): HubWish => ({
  mode: hub.mode,
  address: hub.mode === 'remote' ? hub.address : '',
  fingerprint: hub.mode === 'remote' ? hub.authorityFingerprint : '',
})

/** A fingerprint as people write it down: in capitals, with colons or in groups. */
const plainFingerprint = (typed: string): string => typed.replace(/[\s:]/gu, '').toLowerCase()

/** The settings a wish means, or which field is in the way. A hub in this console keeps the ports it had. */
export const hubOfWish = (
  { mode, address, fingerprint }: HubWish,
  present: ConsoleSettings['hub'],
): { readonly hub: HubSettings; readonly fault: null } | { readonly hub: null; readonly fault: HubWishFault } => {
  if (mode === 'embedded') return { hub: present.mode === 'embedded' ? present : defaultConsoleSettings.hub, fault: null }
  const parsed = consoleSettingsSchema.shape.hub.safeParse({
    mode,
    address: address.trim(),
    authorityFingerprint: plainFingerprint(fingerprint),
  })
  if (parsed.success) return { hub: parsed.data, fault: null }
  const wrong = parsed.error.issues.some(({ path }) => path.includes('address'))
  return { hub: null, fault: wrong ? 'address' : 'fingerprint' }
}

export const sameHub = (left: HubSettings, right: HubSettings): boolean =>
  left.mode === 'remote' && right.mode === 'remote'
    ? left.address === right.address && left.authorityFingerprint === right.authorityFingerprint
    : left.mode === right.mode
