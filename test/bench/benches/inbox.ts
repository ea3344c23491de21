import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { type BreachFilter, breachFilterSchema } from '#shared/model/breach-review'
import { type IncidentFilter, incidentFilterSchema } from '#shared/model/incident'
import { categories } from '#shared/policy/categories'
import { connect } from '../../../main/store/connection'
import { breachFact } from '../../support/breaches'
import type { Closers } from '../../support/classroom/closers'
import type { ConsoleClient } from '../../support/console-client'
import { startTestHub, type TestHub } from '../../support/hub'
import { tell } from '../measure/progress'
import { spread, type Spread } from '../measure/statistics'

export interface InboxFigures {
  readonly incidents: number
  /** A page of a hundred incidents, narrowed in each of the ways the page offers, from the ask to the answer at the console. */
  readonly listMs: Spread
  /** The same by a search over title, person, notes and the words of the concerns. */
  readonly searchMs: Spread
  /** One incident with everything its page shows. */
  readonly openMs: Spread
  /** A page of as many concerns, narrowed and searched in the same ways. */
  readonly concernsMs: Spread
}

const people = 1_200
const states = ['new', 'under-review', 'false-positive', 'resolved', 'escalated'] as const
const dayMs = 86_400_000

/** What pupils type: common words, and one that is in one incident in a thousand. */
const wordsOf = (index: number): string =>
  [
    `how do i`,
    `find${index % 97}`,
    index % 3 === 0 ? 'tomorrow at school' : 'for my friend',
    index % 1_000 === 7 ? 'zeppelin' : 'today',
  ].join(' ')

/** Writes them as the hub would, without their links in the chain: no list, search or opening looks at those. */
const seed = (hub: TestHub, deviceIds: readonly string[], count: number, now: number): void => {
  const connection = connect(path.join(hub.dataFolder, 'hub.db'), hub.key)
  const run = (source: string, parameters: readonly unknown[] = []): void => void connection.prepare(source).run([...parameters])
  try {
    run('begin')
    for (let index = 0; index < people; index += 1) {
      run(`insert into pupils values (?, ?, ?, '[]', 1)`, [`pupil${index}`, `Pupil Number ${index}`, index % 14])
    }
    for (let index = 1; index <= count; index += 1) {
      const [breachId, incidentId, person] = [randomUUID(), randomUUID(), `pupil${(index * 7) % people}`]
      const [category, grade, state] = [categories[index % categories.length] ?? 'games', (index % 5) + 1, states[index % 5] ?? 'new']
      const takenAt = now - ((count - index) * (365 * dayMs)) / count
      const [at, text] = [Math.round(takenAt), wordsOf(index)]
      const fact = breachFact({ breachId, takenAt: at, category, grade, user: person, match: { before: '', text, after: '' } })
      const deviceId = deviceIds[index % deviceIds.length]
      run(
        `insert into breaches ("breachId","deviceId","takenAt","receivedAt","lastAt","count","category","grade","state","words","factJson","user")
          values (?,?,?,?,?,1,?,?,?,?,?,?)`,
        [breachId, deviceId, at, at, at, category, grade, state, text, JSON.stringify(fact), person],
      )
      run(`insert into "breachWords" (rowid, "words") values (?, ?)`, [index, `${text} ${person}`])
      run(
        `insert into incidents ("incidentId","title","state","person","personKind","openedAt","openedBy","changedAt","grade","categoriesJson","deviceIdsJson",
          "concerns","earliestAt","latestAt","quarantined","actionsOpen") values (?,?,?,?,'pupil',?,'Officer',?,?,?,?,1,?,?,0,0)`,
        [incidentId, `Searches of ${person}`, state, person, at, at, grade, JSON.stringify([category]), JSON.stringify([deviceId]), at, at],
      )
      run(`insert into "incidentWords" (rowid, "words") values (?, ?)`, [index, `Searches of ${person} ${text}`])
      run(`insert into "incidentBreaches" values (?, ?, 'new', ?)`, [breachId, incidentId, at])
    }
    run('commit')
  } finally {
    connection.close()
  }
}

/** An officer's inbox after years of a large school. */
export async function measureInbox(
  closers: Closers,
  { incidents, rounds }: { readonly incidents: number; readonly rounds: number },
): Promise<InboxFigures> {
  // It asks faster than the hub takes from one console, where answers are quick.
  const bounds = { consoleMessagesPerSecond: 10_000, messageBurst: 10_000 }
  const hub = closers.add(await startTestHub({ bounds }), (one) => one.stop())
  const deviceIds: string[] = []
  for (let index = 0; index < 30; index += 1) deviceIds.push((await hub.enrol(`PC-${index}`)).deviceId)
  const now = Date.now()
  await hub.restart(() => {
    seed(hub, deviceIds, incidents, now)
    return Promise.resolve()
  })
  tell(`${incidents} incidents are in the store`)
  const officer: ConsoleClient = await hub.signIn('officer')
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const from = performance.now()
    await work()
    return performance.now() - from
  }
  const page = { before: null, limit: 100 }
  const { roomId } = hub.room
  const lists = (round: number): (Partial<IncidentFilter> & Partial<BreachFilter>)[] => [
    {},
    { states: ['new', 'under-review'] },
    { states: ['escalated'], grades: [5] },
    { categories: [categories[round % categories.length] ?? 'games'] },
    { years: [round % 14] },
    { person: `pupil${round}` },
    { roomId },
    { from: now - 30 * dayMs },
  ]
  const searches = (round: number): string[] => [
    'zeppelin',
    'tomorrow school',
    `find${round}`,
    'frie',
    `pupil${round * 3}`,
    'nothing-like-this',
  ]
  const [listMs, searchMs, openMs, concernsMs]: [number[], number[], number[], number[]] = [[], [], [], []]
  const list = (filter: Partial<IncidentFilter>) => officer.must('incident:list', { ...incidentFilterSchema.parse(filter), ...page })
  const concerns = (filter: Partial<BreachFilter>) => officer.must('breach:list', { ...breachFilterSchema.parse(filter), ...page })
  // The first ask finds the store's pages on the disk.
  await list({})
  for (let round = 0; round < rounds; round += 1) {
    for (const filter of lists(round)) {
      listMs.push(await timed(() => list(filter)))
      concernsMs.push(await timed(() => concerns(filter)))
    }
    for (const text of searches(round)) {
      searchMs.push(await timed(() => list({ text })))
      concernsMs.push(await timed(() => concerns({ text })))
    }
    const [first] = (await list({ person: `pupil${round}` })).incidents
    if (first !== undefined) openMs.push(await timed(() => officer.must('incident:get', { incidentId: first.incidentId })))
  }
  return { incidents, listMs: spread(listMs), searchMs: spread(searchMs), openMs: spread(openMs), concernsMs: spread(concernsMs) }
}
