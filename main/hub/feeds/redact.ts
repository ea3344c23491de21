import type { DeviceView } from '#shared/model/device'
import type { Flag } from '#shared/model/outbox'
import type { Role } from '#shared/model/staff'
import { screenViewers } from '#shared/protocol/console-hub'

/** Who may see what pupils do (RM3). */
export const seesScreens = (role: Role): boolean => screenViewers.some((viewer) => viewer === role)

/** What a role outside `screenViewers` gets of a device: the PC, not the person. */
export const withoutPerson = (device: DeviceView): DeviceView => ({
  ...device,
  user: null,
  staff: false,
  idle: null,
  foreground: null,
  tabs: [],
  // What follows a pupil names the pupil.
  restrictions: device.restrictions.filter(({ lease }) => lease.pupil === null),
})

/** The one place that decides how much of a device a role sees. */
export const redactDevice = (device: DeviceView, role: Role): DeviceView => (seesScreens(role) ? device : withoutPerson(device))

/** A flag as a role sees it: what happened to the PC is for all who may have flags, who sat there is not. */
export const redactFlag = (flag: Flag, screens: boolean): Flag => (screens ? flag : { ...flag, user: null })
