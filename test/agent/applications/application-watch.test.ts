import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ApplicationRule, ProgramFolders } from '#shared/model/application'
import type { Tamper } from '#shared/model/outbox'
import { fail, ok } from '#shared/outcome'
import { ApplicationWatch } from '../../../agent/applications/application-watch'
import { StopTally } from '../../../agent/applications/stop-tally'
import { Observable } from '../../../agent/platform/observable'
import type { Platform, RunningProgram } from '../../../agent/platform/platform'
import { handAgentClock, type HandAgentClock, settle } from '../../support/agent-clock'
import { FakeScreen } from '../../support/fake-platform'
import { leaseWith } from '../../support/leases'
import { runningProgram } from '../../support/running-program'

let clock: HandAgentClock
let screen: FakeScreen
let running: RunningProgram[]
/** What was done to which process. */
let done: string[]
/** What a program does when it is told to; by default it ends. */
let obeys: (how: 'close' | 'end' | 'force') => boolean
let tellsWindows: boolean
let looks: number
let facts: Tamper[]
let folders: Observable<ProgramFolders>
let isPupil: boolean
let watch: ApplicationWatch
let foreground: Observable<Platform['foreground']['value']>
let stop: () => Promise<void>

beforeEach(() => {
  clock = handAgentClock()
  screen = new FakeScreen()
  running = []
  done = []
  obeys = () => true
  tellsWindows = true
  looks = 0
  facts = []
  isPupil = true
  folders = new Observable<ProgramFolders>({ stopElsewhere: false, folders: [] })
  foreground = new Observable<Platform['foreground']['value']>(null)
  const applications: Platform['applications'] = {
    list: () => {
      looks += 1
      return Promise.resolve(tellsWindows ? ok([...running]) : fail('no-windows', 'no X-Resource'))
    },
    hashOf: () => Promise.resolve(null),
    stop: ({ pid }, how) => {
      done.push(`${how} ${pid}`)
      if (obeys(how)) running = running.filter((one) => one.pid !== pid)
    },
  }
  const platform = { applications, foreground, display: screen.display, showBanner: screen.showBanner.bind(screen) }
  watch = new ApplicationWatch({ platform, clock, log: () => undefined })
  const stopping = new AbortController()
  const tally = new StopTally({ clock, hubNow: () => clock.now(), add: (fact) => facts.push(fact) }, stopping.signal)
  const working = Promise.all([watch.run(stopping.signal), watch.attach({ tally, folders, isPupil: () => isPupil }, stopping.signal)])
  stop = async () => {
    stopping.abort()
    await working
  }
})
afterEach(() => stop())

const game = (pid = 7): RunningProgram => runningProgram({ pid, executable: '/usr/games/minetest', windows: ['minetest'] })
const closing = (rule: Partial<ApplicationRule> = {}) =>
  leaseWith({ kind: 'application', application: { access: 'all-but', applications: [{ by: 'name', name: 'minetest' }], ...rule } })
const shown = (): string[] => screen.banners.map(({ banner }) => banner.text)

test('[AP5] what ran before the rule is asked to save, told to end after 20 s, and forced 5 s later', async () => {
  running = [game()]
  obeys = (how) => how === 'force'
  watch.follow(closing())
  await settle()
  expect(done).toEqual(['close 7'])
  expect(watch.state.value).toBe('asked')
  expect(shown()[0]).toMatch(/^minetest is being closed: save your work now\..* Ms Price said so\.$/u)
  await clock.pass(19_000)
  expect(done).toEqual(['close 7'])
  await clock.pass(2_000)
  expect(done).toEqual(['close 7', 'end 7'])
  await clock.pass(6_000)
  expect(done).toEqual(['close 7', 'end 7', 'force 7'])
  await clock.pass(1_000)
  expect(watch.state.value).toBe('held')
})

test('[AP5] what is started under the rule ends at once; tries of one program in five minutes are one more fact', async () => {
  watch.follow(closing())
  await settle()
  expect(watch.state.value).toBe('held')
  for (let pid = 10; pid < 14; pid += 1) {
    running = [game(pid)]
    await clock.pass(1_000)
  }
  expect(done).toEqual(['end 10', 'end 11', 'end 12', 'end 13'])
  await clock.pass(300_000)
  expect(facts.map(({ tamper, detail }) => `${tamper}: ${detail}`)).toEqual([
    'application-stopped: minetest was closed: minetest may not run (Ms Price).',
    'application-stopped: minetest was started again, and closed 3 more times.',
  ])
})

test('[AP5] a window that comes to the front is looked at without waiting for the next look', async () => {
  watch.follow(closing())
  await settle()
  running = [game()]
  foreground.set({ title: 'Minetest', application: 'minetest', process: { pid: 7, name: 'minetest', path: null }, since: 0 })
  await settle()
  expect(done).toEqual(['end 7'])
})

test('[AP7] what outlives force is told as such, and tried again until it ends', async () => {
  watch.follow(closing())
  await settle()
  obeys = () => false
  running = [game()]
  await clock.pass(13_000)
  expect(watch.state.value).toBe('leaking')
  obeys = () => true
  await clock.pass(2_000)
  expect(watch.state.value).toBe('held')
})

test('[AP7] a display that does not tell whose windows there are cannot be held', async () => {
  tellsWindows = false
  watch.follow(closing({ access: 'only' }))
  await settle()
  expect(watch.state.value).toBe('unable')
  tellsWindows = true
  await clock.pass(1_000)
  expect(watch.state.value).toBe('held')
})

test('[AP3] a rule that ends lets go at once of what was on its way out', async () => {
  running = [game()]
  obeys = () => false
  watch.follow(closing())
  await settle()
  watch.follow(null)
  await clock.pass(60_000)
  expect(done).toEqual(['close 7'])
  expect(watch.state.value).toBe('held')
})

test('the same rule ordered again gives no second grace', async () => {
  running = [game()]
  obeys = () => false
  watch.follow(closing())
  await clock.pass(15_000)
  watch.follow(closing())
  await clock.pass(6_000)
  expect(done).toEqual(['close 7', 'end 7'])
})

test('[AP6] [AP7] programs elsewhere are stopped while the school says so, and not those of staff', async () => {
  const brought = (pid: number) => runningProgram({ pid, executable: '/home/cai/game', origin: 'own', windows: ['game'] })
  running = [brought(3)]
  await clock.pass(5_000)
  expect(done).toEqual([])
  folders.set({ stopElsewhere: true, folders: [] })
  await settle()
  expect(done).toEqual(['close 3'])
  expect(facts.map(({ tamper, detail }) => `${tamper}: ${detail}`)).toEqual(['program-elsewhere: game was closed: it lies in /home/cai.'])
  expect(shown()[0]).toContain('only from places it has approved')
  isPupil = false
  running = [brought(4), game()]
  await clock.pass(5_000)
  expect(done).toEqual(['close 3'])
  watch.follow(closing())
  await settle()
  expect(done).toEqual(['close 3', 'close 7'])
  expect(facts).toHaveLength(1)
})

test('without a rule nothing is looked at', async () => {
  await clock.pass(60_000)
  expect(looks).toBe(0)
  watch.follow(closing())
  await clock.pass(10_000)
  expect(looks).toBeGreaterThan(5)
})
