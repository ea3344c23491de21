import type { HubPlace, HubSettings } from '#shared/bridge'
import { type HubHost, localAddress } from './hub-host'
import type { CertificateFault, HubPin } from './hub-trust'

export type EmbeddedHub = Extract<HubSettings, { mode: 'embedded' }>

/** The hub these settings name: where it is, whom to trust there, and how to end it. */
export interface HubSeat {
  /** Starts an embedded hub, or says where the remote one is. */
  start(): void
  place(): HubPlace
  /** Where the pages may connect, null while only the hub knows (it takes a free port). */
  address(): string | null
  pin(): HubPin | null
  retry(): void
  /** Ends an embedded hub that nobody could miss, for as long as something else is put in its place; null where there is none, or it has accounts. */
  standAside(): Promise<StandIn | null>
  /** What the check of a certificate shown for the hub's host found: null is a good one. */
  noteCertificate(fault: CertificateFault | null): void
  stop(): Promise<void>
}

/** Whoever works in the hub's place meanwhile. */
export interface StandIn {
  readonly tell: (place: HubPlace) => void
  /** Starts the hub again. */
  readonly resume: () => void
}

const faultTexts: Readonly<Record<Exclude<CertificateFault, 'other-host'>, string>> = {
  unreadable: 'it cannot be read',
  'other-authority': 'it belongs to another authority than the one set here',
  'not-signed': 'the authority set here did not sign it',
  'not-a-server': 'it was not made for a hub',
  'other-name': 'it was made for another address',
  'out-of-date': 'it has expired or is not valid yet; check the clocks of both computers',
}

/** `host` starts the hub inside this console, for settings that say so. */
export const takeHubSeat = (
  settings: HubSettings,
  host: (hub: EmbeddedHub, onPlace: (place: HubPlace) => void) => HubHost,
  onPlace: (place: HubPlace) => void,
): HubSeat => {
  let place: HubPlace = { state: 'starting', mode: settings.mode }
  let ready: Extract<HubPlace, { state: 'ready' }> | null = null

  const move = (next: HubPlace): void => {
    place = next
    if (next.state === 'ready') ready = next
    onPlace(next)
  }

  let hosted: HubHost | null = null

  const address = (): string | null => {
    if (ready !== null) return ready.address
    if (settings.mode === 'remote') return settings.address
    return settings.consolePort === 0 ? null : localAddress(settings.bindAddress, settings.consolePort)
  }

  return {
    start: () => {
      if (settings.mode === 'embedded') {
        hosted = host(settings, move)
        return
      }
      const { address, authorityFingerprint } = settings
      move({ state: 'ready', mode: 'remote', address, authorityFingerprint, firstRunCode: null, keyKept: null })
    },
    place: () => place,
    address,
    pin: () => (ready === null ? null : { host: hostOf(ready.address), authorityFingerprint: ready.authorityFingerprint }),
    retry: () => {
      // A refused certificate leaves the hub where it was: trying again is for the pages to do.
      if (ready !== null && place.state === 'failed' && place.why === 'certificate-refused') move(ready)
      else hosted?.retry()
    },
    standAside: async () => {
      const isNobodys =
        place.state === 'ready' ? place.firstRunCode !== null : place.state === 'failed' && place.why === 'store-unavailable'
      if (hosted === null || !isNobodys) return null
      const resume = await hosted.standAside()
      return { tell: move, resume }
    },
    noteCertificate: (fault) => {
      if (fault === 'other-host' || ready === null) return
      if (fault === null) {
        if (place.state === 'failed' && place.why === 'certificate-refused') move(ready)
        return
      }
      if (place.state !== 'ready') return
      const detail = `The computer at ${ready.address} is not the hub this console trusts, so nothing was sent to it: ${faultTexts[fault]}. Ask your technician to compare the authority’s fingerprint.`
      move({ state: 'failed', mode: settings.mode, why: 'certificate-refused', detail, retryAt: null })
    },
    stop: async () => hosted?.stop(),
  }
}

/** The host of `host:port`, without the brackets of an IPv6 address. */
const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/gu, '')
