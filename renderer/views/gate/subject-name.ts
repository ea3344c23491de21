import type { StaffAuthorisationView } from '#shared/model/staff-gate'

/** Whom or what an authorisation is about: the account, or the PC by its name. */
export const subjectName = ({ subject, deviceName }: StaffAuthorisationView): string =>
  subject.kind === 'user' ? subject.userName : (deviceName ?? '')
