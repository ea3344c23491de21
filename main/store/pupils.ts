import { type Kysely, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import { groupSchema, mostPupils, type PupilRecord } from '#shared/model/pupil-record'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Tables } from './tables'

const groupsSchema = z.array(groupSchema)

const toPupil = ({ userName, displayName, yearGroup, groupsJson }: Selectable<Tables['pupils']>): PupilRecord => ({
  userName,
  displayName,
  yearGroup,
  groups: groupsSchema.parse(JSON.parse(groupsJson)),
})

/** What the school has told of its pupils; user names are the same whatever their case. */
export const pupilRecords = (db: Kysely<Tables>) => ({
  /** By user name. */
  list: async (): Promise<PupilRecord[]> => (await db.selectFrom('pupils').selectAll().orderBy('userName').execute()).map(toPupil),

  find: async (userName: string): Promise<PupilRecord | null> => {
    const row = await db.selectFrom('pupils').selectAll().where('userName', '=', userName).executeTakeFirst()
    return row === undefined ? null : toPupil(row)
  },

  /** Adds them, or puts them in place of those of the same user name. */
  put: async (pupils: readonly PupilRecord[], at: number): Promise<Outcome<null, 'policy-full'>> => {
    const rows = pupils.map(({ userName, displayName, yearGroup, groups }) => [userName, displayName, yearGroup, JSON.stringify(groups)])
    await sql`insert into pupils ("userName", "displayName", "yearGroup", "groupsJson", "changedAt")
      select value ->> 0, value ->> 1, value ->> 2, value ->> 3, ${at} from json_each(${JSON.stringify(rows)}) where true
      on conflict ("userName") do update set "userName" = excluded."userName", "displayName" = excluded."displayName",
        "yearGroup" = excluded."yearGroup", "groupsJson" = excluded."groupsJson", "changedAt" = excluded."changedAt"`.execute(db)
    const { pupils: count } = await db
      .selectFrom('pupils')
      .select((eb) => eb.fn.countAll<number>().as('pupils'))
      .executeTakeFirstOrThrow()
    return count > mostPupils ? fail('policy-full', `A hub holds ${mostPupils} pupils at most. Remove those who have left.`) : ok(null)
  },

  /** Answers how many there were. */
  remove: async (userNames: readonly string[]): Promise<number> => {
    const { numDeletedRows } = await db
      .deleteFrom('pupils')
      .where('userName', 'in', sql<string>`(select value from json_each(${JSON.stringify(userNames)}))`)
      .executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  },
})
