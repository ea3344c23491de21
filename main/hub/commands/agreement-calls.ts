import { schoolYearOf, schoolYearWords } from '#shared/model/agreement'
import { fail, ok } from '#shared/outcome'
import { readRegister } from '../agreements/register'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

type AgreementCall = 'agreement:read' | 'agreement:publish' | 'agreement:withdraw' | 'agreement:register' | 'agreement:parent'

const mostVersions = 200

/** What pupils agree to at log-on, and the register of it. */
export const agreementCalls = ({ store, clock, agreements: desk }: CommandParts): CallsNamed<AgreementCall> => {
  return {
    'agreement:read': () =>
      store.transact(async ({ agreements }) => ok({ set: await agreements.current(), versions: await agreements.versions(mostVersions) })),

    'agreement:publish': async (draft, { actor }) => {
      const published = await store.transact(async ({ agreements, audit }) => {
        const at = clock.now()
        const text = await agreements.publish(draft, actor.displayName, at)
        const subject = `${text.keyStage}, version ${text.version}`
        await audit.append({ at, action: 'agreement:publish', staff: actor, subject, detail: text.title, address: actor.address })
        return ok({ text, set: await agreements.current() })
      })
      if (!published.ok) return published
      desk.put(published.value.set)
      return ok(published.value.text)
    },

    'agreement:withdraw': async ({ keyStage }, { actor }) => {
      const withdrawn = await store.transact(async ({ agreements, audit }) => {
        const at = clock.now()
        if (!(await agreements.withdraw(keyStage, at))) return fail('not-found', 'These pupils are asked nothing already.')
        await audit.append({ at, action: 'agreement:withdraw', staff: actor, subject: keyStage, detail: '', address: actor.address })
        return ok({ set: await agreements.current() })
      })
      if (!withdrawn.ok) return withdrawn
      desk.put(withdrawn.value.set)
      return ok(null)
    },

    'agreement:register': ({ export: exported, ...filter }, { actor }) =>
      store.transact(async (records) => {
        const at = clock.now()
        const register = await readRegister(records, desk.current(), filter, at)
        const subject = `register ${schoolYearWords(register.schoolYear)}`
        const detail = `${register.entries.length} ${exported ? 'exported' : 'listed'}`
        const entry = { at, action: 'agreement:register' as const, staff: actor, subject, detail, address: actor.address }
        await records.audit.append(entry)
        return ok(register)
      }),

    'agreement:parent': ({ userName, note }, { actor }) =>
      store.transact(async ({ agreements, audit }) => {
        const at = clock.now()
        const schoolYear = schoolYearOf(at)
        if (note === null) await agreements.removeParent(userName, schoolYear)
        else await agreements.keepParent(userName, { schoolYear, note, recordedBy: actor.displayName, at })
        const detail = note === null ? 'record taken back' : `signed for ${schoolYearWords(schoolYear)}: ${note}`
        await audit.append({ at, action: 'agreement:parent', staff: actor, subject: userName, detail, address: actor.address })
        return ok(null)
      }),
  }
}
