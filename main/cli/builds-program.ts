import type { Command } from 'commander'
import { reportWithinMinutes } from '#shared/model/agent-build'
import { addBuild, listBuilds, type RollOutOptions, removeBuild, rollOutBuild, setRollOut, showProgress } from './commands/builds'
import { addConsoleBuild, listConsoleBuilds, removeConsoleBuild } from './commands/console-builds'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

const gather = (value: string, all: string[]): string[] => [...all, value]

/** Newer consoles, which those of the school fetch from their hub. */
function addConsoleBuilds(program: Command, settle: Settle): void {
  const builds = program.command('console-builds').description('newer consoles for staff PCs (technician)')
  builds
    .command('list')
    .description('what the hub holds, last added first')
    .action(() => settle(listConsoleBuilds))
  builds
    .command('add <files...>')
    .description('hand the hub a signed build: latest.yml, latest.yml.sig, the installer and its blockmap')
    .option('--older', 'though the hub holds a newer version')
    .action((files: string[], { older }: { readonly older?: boolean }) =>
      settle((context) => addConsoleBuild(context, files, older === true)),
    )
  builds
    .command('remove <build>')
    .description('take it from the hub; its version, or the beginning of its id')
    .action((build: string) => settle((context) => removeConsoleBuild(context, build)))
}

/** Builds of the agent, and their way onto the PCs; builds of the console. */
export function addBuilds(program: Command, settle: Settle): void {
  addConsoleBuilds(program, settle)
  const builds = program.command('agent-builds').description('newer agents for the PCs (technician)')
  const which = ['<build>', 'its version, or the beginning of its id'] as const
  builds
    .command('list')
    .description('what the hub holds, newest first')
    .action(() => settle(listBuilds))
  builds
    .command('add <file>')
    .description('hand the hub a signed update archive (.cwbuild)')
    .action((file: string) => settle((context) => addBuild(context, file)))
  builds
    .command('roll-out')
    .argument(...which)
    .description('begin or change its way onto the PCs')
    .option('--room <room>', 'only there; may be repeated', gather, [])
    .option('--percent <n>', 'of the PCs of these rooms; raise it later', between(1, 100), 100)
    .option('--in-use', 'during lessons and on restricted PCs too')
    .option(
      '--within <minutes>',
      'a PC whose new agent has not reported by then goes back',
      between(reportWithinMinutes.least, reportWithinMinutes.most),
      reportWithinMinutes.usual,
    )
    .action((build: string, own: RollOutOptions) => settle((context) => rollOutBuild(context, build, own)))
  for (const [name, state, what] of [
    ['pause', 'paused', 'hold its roll-out'],
    ['resume', 'running', 'go on with its roll-out'],
    ['stop', 'stopped', 'end its roll-out; PCs that have it keep it'],
  ] as const)
    builds
      .command(name)
      .argument(...which)
      .description(what)
      .action((build: string) => settle((context) => setRollOut(context, build, state)))
  builds
    .command('progress')
    .argument(...which)
    .description('how it stands on each PC; exit code 1 while any went back or refused it')
    .action((build: string) => settle((context) => showProgress(context, build)))
  builds
    .command('remove')
    .argument(...which)
    .description('take it from the hub')
    .action((build: string) => settle((context) => removeBuild(context, build)))
}
