import { type AgreementEntry, type AgreementSet, type AgreementStanding, keyStageOf, schoolYearOf } from '#shared/model/agreement'
import type { PupilRecord } from '#shared/model/pupil-record'
import type { Records } from '../../store/store'

export interface RegisterFilter {
  readonly yearGroup: number | null
  readonly standing: AgreementStanding | null
  readonly text: string
}

/** [AU8] Who has agreed in this school year: the roster, and whoever else answered, by user name. */
export const readRegister = async (
  { pupils, agreements }: Pick<Records, 'pupils' | 'agreements'>,
  set: AgreementSet,
  { yearGroup, standing, text }: RegisterFilter,
  now: number,
): Promise<{ readonly schoolYear: number; readonly entries: AgreementEntry[] }> => {
  const schoolYear = schoolYearOf(now)
  const answers = await agreements.newest()
  const byUser = new Map(answers.map((answer) => [answer.user.toLowerCase(), answer]))
  const parents = await agreements.parents(schoolYear)
  const roster = await pupils.list()
  const known = new Set(roster.map(({ userName }) => userName.toLowerCase()))
  const strangers = answers
    .filter(({ user }) => !known.has(user.toLowerCase()))
    .map(({ user }): Omit<PupilRecord, 'groups'> => ({ userName: user, displayName: '', yearGroup: null }))
  const wanted = text.trim().toLowerCase()
  const entries = [...roster, ...strangers]
    .map((pupil): AgreementEntry => {
      const { userName, displayName } = pupil
      const keyStage = keyStageOf(pupil.yearGroup)
      const asked = set.texts.find((one) => one.keyStage === keyStage)
      const answer = byUser.get(userName.toLowerCase()) ?? null
      const holds = answer !== null && answer.versionId === asked?.versionId && answer.schoolYear === schoolYear
      return {
        ...{ userName, displayName, keyStage, yearGroup: pupil.yearGroup },
        standing: asked === undefined ? 'none' : holds ? answer.answer : 'waiting',
        at: answer?.at ?? null,
        version: answer?.version ?? null,
        parent: parents.get(userName.toLowerCase()) ?? null,
      }
    })
    .filter(
      (entry) =>
        (yearGroup === null || entry.yearGroup === yearGroup) &&
        (standing === null || entry.standing === standing) &&
        `${entry.userName}\n${entry.displayName}`.toLowerCase().includes(wanted),
    )
  return { schoolYear, entries }
}
