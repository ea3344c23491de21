import type { PictureDesk } from '../feeds/picture-desk'
import type { AgentLinks } from '../presence/agent-links'
import type { DeviceDirectory } from '../presence/device-directory'
import type { Roster } from '../presence/roster'

interface FarewellParts {
  readonly directory: DeviceDirectory
  readonly links: AgentLinks
  readonly roster: Roster
  readonly pictures: PictureDesk
}

/** The store holds that this PC is revoked: it is told why, cut off, and seen no more. */
export const sayFarewell = ({ directory, links, roster, pictures }: FarewellParts, deviceId: string, at: number): void => {
  const record = directory.get(deviceId)
  if (record !== null) directory.put({ ...record, revokedAt: record.revokedAt ?? at })
  links.get(deviceId)?.cut('certificate-revoked', 'A technician revoked the certificate of this PC. Enrol it again to use it.')
  roster.remove(deviceId)
  pictures.forget(deviceId)
}
