import type { ProgramFolders } from '#shared/model/application'
import type { SchoolSettings } from '#shared/model/school-settings'
import { ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const describeFolders = ({ stopElsewhere, folders }: ProgramFolders): string =>
  `programs outside approved folders ${stopElsewhere ? 'stopped' : 'left alone'}${folders.length === 0 ? '' : `, approved too: ${folders.join(' ').slice(0, 150)}`}`

const describe = (settings: SchoolSettings): readonly string[] => [
  `longest lease ${settings.longestLeaseMinutes} min`,
  `history ${settings.usageDays} days`,
  `flags ${settings.flagDays} days`,
  `concerns ${settings.breachDays} days`,
  `false positives ${settings.falsePositiveDays} days`,
  `pictures ${settings.pictureDays} days`,
  `incidents ${settings.incidentDays} days`,
  `second factor ${settings.secondFactorRequired ? 'required of' : 'left to'} officers and heads`,
  `${settings.announced ? 'announced' : 'not announced'} on the network`,
  describeFolders(settings.programFolders),
]

/** [PS2] What changed, each with what it was before. */
const describeChange = (before: readonly string[], after: readonly string[]): string => {
  const changes = after.flatMap((words, index) => (words === before[index] ? [] : [`${words} (before: ${before[index] ?? ''})`]))
  return changes.length === 0 ? 'nothing changed' : changes.join(', ')
}

/** What the school sets for itself. */
export const settingCalls = ({
  store,
  clock,
  timeouts,
  schoolNotice,
  announce,
}: CommandParts): CallsNamed<'setting:read' | 'setting:write'> => ({
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
        announced: named.announced ?? before.announced,
        programFolders: named.programFolders ?? before.programFolders,
      }
      await records.settings.keepSchool(settings, at)
      const detail = describeChange(describe(before), describe(settings))
      await records.audit.append({ at, action: 'setting:write', staff: actor, subject: 'school', detail, address: actor.address })
      return ok(settings)
    })
    if (!written.ok) return written
    timeouts.putLongestLease(written.value.longestLeaseMinutes)
    schoolNotice.put(written.value)
    announce(written.value.announced)
    return ok(null)
  },
})
