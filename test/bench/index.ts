import { Command, InvalidArgumentError } from 'commander'
import { measureAgent } from './benches/agent'
import { measureBreach } from './benches/breach'
import { measureConsole } from './benches/console'
import { measureFanout } from './benches/fanout'
import { measureFreshness } from './benches/freshness'
import { measureInbox } from './benches/inbox'
import { measureLock } from './benches/lock'
import { measureRelock } from './benches/relock'
import { measureReplay } from './benches/replay'
import { measureUrl } from './benches/url'
import { measureWeblist } from './benches/weblist'
import { measureOutbox } from './benches/outbox'
import { measurePolicy } from './benches/policy'
import { collectClosers, type Closers } from '../support/classroom/closers'
import { tell } from './measure/progress'

const count = (value: string): number => {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 1_000) throw new InvalidArgumentError('a whole number from 1 to 1000')
  return number
}

const countOrNone = (value: string): number => (value === '0' ? 0 : count(value))

const milliseconds = (value: string): number => {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0 || number > 60_000) throw new InvalidArgumentError('a whole number from 0 to 60000')
  return number
}

const domains = (value: string): number => {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 10 || number > 100_000) throw new InvalidArgumentError('a whole number from 10 to 100000')
  return number
}

const incidents = (value: string): number => {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 100 || number > 500_000) throw new InvalidArgumentError('a whole number from 100 to 500000')
  return number
}

const texts = (value: string): number => {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 100 || number > 50_000) throw new InvalidArgumentError('a whole number from 100 to 50000')
  return number
}

const program = new Command('npm run bench --')
  .description(
    'Measures the real parts on this machine. The last line of standard output is one JSON object; times are in ms, memory in MB (10^6).',
  )
  .showHelpAfterError()

/** Runs one bench, ends what it started whatever happens, and prints its figures. */
async function run<Figures extends object>(name: string, measure: (closers: Closers) => Promise<Figures>): Promise<void> {
  const closers = collectClosers()
  const interrupted = (): void => {
    void closers.closeAll().finally(() => process.exit(130))
  }
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    const figures = await measure(closers)
    await closers.closeAll()
    process.stdout.write(`${JSON.stringify({ bench: name, ...figures })}\n`)
  } catch (error) {
    tell(`bench ${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    await closers.closeAll()
    process.exitCode = 1
  }
}

program
  .command('lock')
  .description("from a click on the console's Lock button to the last pixel of the last desktop covered")
  .option('--desktops <n>', 'pupil desktops: 1, 4 or 8', count, 1)
  .option('--rounds <n>', 'locks and unlocks', count, 30)
  .action((own: { desktops: number; rounds: number }) => run('lock', (closers) => measureLock(closers, own)))
program
  .command('agent')
  .description('memory, processor time and bytes of one agent while the console watches: still, clock, scroll, video')
  .option('--seconds <n>', 'how long each scene is measured', count, 30)
  .action((own: { seconds: number }) => run('agent', (closers) => measureAgent(closers, own)))
program
  .command('freshness')
  .description("from a change on a pupil's screen to the pixel of its tile on the console's screen, still and scrolling")
  .option('--rounds <n>', 'changes of each kind', count, 40)
  .action((own: { rounds: number }) => run('freshness', (closers) => measureFreshness(closers, own)))
program
  .command('console')
  .description('memory of the whole console with 0, 8 and 60 tiles of moving pictures')
  .action(() => run('console', measureConsole))
program
  .command('fanout')
  .description(
    'one hub under the load of many simulated agents over TLS, a console watching each room: connecting all, processor time, memory, and an order to all until each has acknowledged',
  )
  .option('--agents <n>', 'how many', count, 200)
  .option('--rounds <n>', 'locks and unlocks of all', count, 20)
  .option('--seconds <n>', 'how long the load is measured', count, 20)
  .option('--window-every <ms>', 'from one window change of each agent to the next; 0 for none', milliseconds, 2_000)
  .option('--pictures <n>', 'agents that send a picture a second; 0 for none', countOrNone, 100)
  .action((own: { agents: number; rounds: number; seconds: number; windowEvery: number; pictures: number }) =>
    run('fanout', (closers) => measureFanout(closers, own)),
  )
program
  .command('relock')
  .description('from kill -9 of the agent of a locked PC to the lock of the next one, under runit')
  .option('--rounds <n>', 'kills', count, 30)
  .action((own: { rounds: number }) => run('relock', (closers) => measureRelock(closers, own)))

program
  .command('outbox')
  .description('facts queued on a PC without a hub and delivered later, its program killed while it writes and while it delivers')
  .option('--facts <n>', 'how many', count, 1_000)
  .option('--rounds <n>', 'kills of each kind', count, 10)
  .action((own: { facts: number; rounds: number }) => run('outbox', (closers) => measureOutbox(closers, own)))

program
  .command('policy')
  .description('precision and recall of the shipped packs on the labelled corpus, and what matching one event costs')
  .option('--rounds <n>', 'times that every line is matched', count, 20)
  .action((own: { rounds: number }) => run('policy', () => measurePolicy(own)))

program
  .command('breach')
  .description("from a flagged search in a pupil's browser to the concern, and to its picture, at an officer's console")
  .option('--rounds <n>', 'searches', count, 20)
  .action((own: { rounds: number }) => run('breach', (closers) => measureBreach(closers, own)))

program
  .command('inbox')
  .description('lists, searches and openings of incidents by an officer’s console, with many of them in the store')
  .option('--incidents <n>', 'how many', incidents, 50_000)
  .option('--rounds <n>', 'asks of each kind', count, 10)
  .action((own: { incidents: number; rounds: number }) => run('inbox', (closers) => measureInbox(closers, own)))

program
  .command('replay')
  .description('a change of the policies tried on what the hub has kept, and how late the hub and a lock come meanwhile')
  .option('--texts <n>', 'different texts in the history', texts, 50_000)
  .action((own: { texts: number }) => run('replay', (closers) => measureReplay(closers, own)))

program
  .command('url')
  .description(
    "from a pupil's request of a page, and from the key that changes tabs, to the page at the console; the memory of the native host",
  )
  .option('--rounds <n>', 'pages and tabs', count, 60)
  .action((own: { rounds: number }) => run('url', (closers) => measureUrl(closers, own)))

program
  .command('weblist')
  .description(
    'from the order of a scene that closes a long list of sites to the last page of it that a real browser gets; open tabs swept',
  )
  .option('--domains <n>', 'names in the list', domains, 100_000)
  .option('--tabs <n>', 'open tabs that the list closes', count, 20)
  .action((own: { domains: number; tabs: number }) => run('weblist', (closers) => measureWeblist(closers, own)))

await program.parseAsync()
