import type { ProgramFolders } from '#shared/model/application'
import type { SchoolSettings } from '#shared/model/school-settings'
import { ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const describeFolders = ({ stopElsewhere, folders }: ProgramFolders): string =>
  `programs outside approved folders ${stopElsewhere ? 'stopped' : 'left alone'}${folders.length === 0 ? '' : `, approved too: ${folders.join(' ').slice(0, 150)}`}`

/** What the school sets for itself. */
export const settingCalls = ({ store, clock, timeouts, schoolNotice }: CommandParts): CallsNamed<'setting:read' | 'setting:write'> => ({
  'setting:read': () => store.transact(async (records) => ok(await records.settings.school())),

  'setting:write': async (named, { actor }) => {
    const written = await store.transact(async (records) => {
      const at = clock.now()
      const before = await records.settings.school()
      const settings: SchoolSettings = {
        longestLeaseMinutes: named.longestLeaseMinutes ?? before.longestLeaseMinutes,
        usageDays: named.usageDays ?? before.usageDays,
        flagDays: named.flagDays ?? before.flagDays,
        breachDays: named.breachDays ?? before.breachDays,
        falsePositiveDays: named.falsePositiveDays ?? before.falsePositiveDays,
        pictureDays: named.pictureDays ?? before.pictureDays,
        incidentDays: named.incidentDays ?? before.incidentDays,
        secondFactorRequired: named.secondFactorRequired ?? before.secondFactorRequired,
        programFolders: named.programFolders ?? before.programFolders,
      }
      await records.settings.keepSchool(settings, at)
      const { longestLeaseMinutes, usageDays, flagDays, breachDays, falsePositiveDays, pictureDays, incidentDays } = settings
      const detail = [
        `longest lease ${longestLeaseMinutes} min, history ${usageDays} days, flags ${flagDays} days`,
        `concerns ${breachDays} days, false positives ${falsePositiveDays}, pictures ${pictureDays}, incidents ${incidentDays}`,
        `second factor ${settings.secondFactorRequired ? 'required of' : 'left to'} officers and heads`,
        describeFolders(settings.programFolders),
      ].join(', ')
      await records.audit.append({ at, action: 'setting:write', staff: actor, subject: 'school', detail, address: actor.address })
      return ok(settings)
    })
    if (!written.ok) return written
    timeouts.putLongestLease(written.value.longestLeaseMinutes)
    schoolNotice.put(written.value)
    return ok(null)
  },
})
