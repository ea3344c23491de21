import type { Kysely } from 'kysely'
import { type AgentBuild, agentBuildSchema, type BuildWord, buildWordSchema, type RollOut, rollOutSchema } from '#shared/model/agent-build'
import type { Tables } from './tables'

/** What a PC last said of a build, and when the hub heard it. */
export interface HeardWord {
  readonly deviceId: string
  readonly word: BuildWord
  readonly at: number
}

export interface KeptBuilds {
  /** Newest first. */
  readonly builds: readonly AgentBuild[]
  readonly rollOuts: readonly RollOut[]
  readonly words: readonly HeardWord[]
}

export const agentBuildRecords = (db: Kysely<Tables>) => ({
  all: async (): Promise<KeptBuilds> => {
    const builds = await db.selectFrom('agentBuilds').selectAll().orderBy('addedAt', 'desc').orderBy('buildId').execute()
    const rollOuts = await db.selectFrom('rollOuts').selectAll().execute()
    const words = await db.selectFrom('buildWords').selectAll().execute()
    return {
      builds: builds.map(({ recordJson }) => agentBuildSchema.parse(JSON.parse(recordJson))),
      rollOuts: rollOuts.map(({ planJson }) => rollOutSchema.parse(JSON.parse(planJson))),
      words: words.map(({ deviceId, at, wordJson }) => ({ deviceId, at, word: buildWordSchema.parse(JSON.parse(wordJson)) })),
    }
  },

  add: async (build: AgentBuild): Promise<void> => {
    await db
      .insertInto('agentBuilds')
      .values({ buildId: build.buildId, addedAt: build.addedAt, recordJson: JSON.stringify(build) })
      .execute()
  },

  /** With its roll-out and what PCs said of it. */
  remove: async (buildId: string): Promise<void> => {
    await db.deleteFrom('buildWords').where('buildId', '=', buildId).execute()
    await db.deleteFrom('rollOuts').where('buildId', '=', buildId).execute()
    await db.deleteFrom('agentBuilds').where('buildId', '=', buildId).execute()
  },

  keepRollOut: async (rollOut: RollOut): Promise<void> => {
    const planJson = JSON.stringify(rollOut)
    await db
      .insertInto('rollOuts')
      .values({ buildId: rollOut.buildId, planJson })
      .onConflict((conflict) => conflict.column('buildId').doUpdateSet({ planJson }))
      .execute()
  },

  keepWord: async ({ deviceId, word, at }: HeardWord): Promise<void> => {
    const wordJson = JSON.stringify(word)
    await db
      .insertInto('buildWords')
      .values({ buildId: word.buildId, deviceId, at, wordJson })
      .onConflict((conflict) => conflict.columns(['buildId', 'deviceId']).doUpdateSet({ at, wordJson }))
      .execute()
  },
})
