import type { Command } from 'commander'
import { deleteScene, deleteSites, listScenes, listSites, saveScene, saveSites } from './commands/scenes'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

interface SceneOptions {
  readonly allBut?: boolean
  readonly site: string[]
  readonly list: string[]
  readonly reason: string
  readonly shared?: boolean
  readonly why: string
}

const whyOption = ['--why <text>', 'why something shared changes; a second person reads it where the school asks for one', ''] as const

const collect = (value: string, before: string[]): string[] => [...before, value]

/** Saved scenes, and the lists of sites they join. */
export function addScenes(program: Command, settle: Settle): void {
  const scene = program.command('scene').description('saved scenes: only some sites, or all but some')
  scene
    .command('list')
    .description('the scenes this account may use')
    .action(() => settle(listScenes))
  scene
    .command('save <name>')
    .description('save a scene that leaves only these sites open; your own of that name is replaced')
    .option('--all-but', 'close these sites instead, and leave the rest open')
    .option('--site <site>', 'a site, or a single page; may be given again', collect, [])
    .option('--list <name>', 'a saved list of sites; may be given again', collect, [])
    .option('--reason <text>', 'why; pupils read it', '')
    .option('--shared', 'colleagues may use it')
    .option(...whyOption)
    .action((name: string, own: SceneOptions) =>
      settle((context) =>
        saveScene(context, {
          name,
          access: own.allBut === true ? 'all-but' : 'only',
          sites: own.site,
          lists: own.list,
          reason: own.reason,
          shared: own.shared === true,
          why: own.why,
        }),
      ),
    )
  scene
    .command('delete <scene>')
    .description('delete a scene; what is in force of it goes on until its end')
    .option(...whyOption)
    .action((wanted: string, own: { why: string }) => settle((context) => deleteScene(context, wanted, own.why)))

  const sites = program.command('sites').description('saved lists of sites')
  sites
    .command('list')
    .description('the lists this account may use')
    .action(() => settle(listSites))
  sites
    .command('save <name> <file>')
    .description('save a list from a file (- for standard input), one site on each line; your own of that name is replaced')
    .option('--shared', 'colleagues may use it')
    .option(...whyOption)
    .option('--leave-faulty-out', 'save without the lines that name no site')
    .action((name: string, file: string, own: { shared?: boolean; leaveFaultyOut?: boolean; why: string }) =>
      settle((context) =>
        saveSites(context, { name, file, shared: own.shared === true, leaveFaultyOut: own.leaveFaultyOut === true, why: own.why }),
      ),
    )
  sites
    .command('delete <list>')
    .description('delete a list that no scene joins')
    .option(...whyOption)
    .action((wanted: string, own: { why: string }) => settle((context) => deleteSites(context, wanted, own.why)))
}
