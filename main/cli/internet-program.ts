import type { Command } from 'commander'
import { longestPupilLeaseDays } from '#shared/model/internet'
import { defaultLeaseMinutes, longestLeaseMinutes } from '#shared/model/lease'
import { followSceneForPupil, liftForPupil, listForPupils, orderForPupil } from './commands/internet'
import { followScene, lift, restrict } from './commands/restrictions'
import { showInternet } from './commands/scenes'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

interface ClassOptions {
  readonly minutes: number
  readonly reason: string
  readonly except: string[]
  readonly wait: number
  readonly takeOver?: boolean
}

interface PupilOptions {
  readonly days: number
  readonly lesson?: string
  readonly reason: string
  readonly except: string[]
}

const collect = (value: string, before: string[]): string[] => [...before, value]

/** What a class and what single pupils may reach of the internet. */
export function addInternet(program: Command, settle: Settle): void {
  const internet = program.command('internet').description('what a class or a pupil may reach of the internet')
  const wait = ['--wait <seconds>', "how long to wait for the PCs' own word", between(1, 120), 10] as const
  internet
    .command('off <room> [pcs...]')
    .description('no internet; every PC of the room unless some are named (teacher)')
    .option('--except <site>', 'a site that stays open; may be given again', collect, [])
    .option('--minutes <n>', 'until it ends by itself', between(1, longestLeaseMinutes), defaultLeaseMinutes)
    .option('--reason <text>', 'why; pupils read it', '')
    .option('--take-over', "end another teacher's lesson or internet rule that stands in the way")
    .option(...wait)
    .action((room: string, devices: string[], own: ClassOptions) =>
      settle((context) =>
        restrict(context, {
          kind: 'internet',
          room,
          devices,
          reason: own.reason,
          text: '',
          minutes: own.minutes,
          internet: { access: 'removed', exceptions: own.except },
          application: null,
          takeOver: own.takeOver === true,
          waitMs: own.wait * 1_000,
        }),
      ),
    )
  internet
    .command('on <room> [pcs...]')
    .description('end the internet rule of the class; rules of single pupils stay')
    .option(...wait)
    .action((room: string, devices: string[], own: { wait: number }) =>
      settle((context) => lift(context, { room, devices, kinds: ['internet'], waitMs: own.wait * 1_000 })),
    )
  internet
    .command('follow <scene> <room> [pcs...]')
    .description('put a saved scene in force; every PC of the room unless some are named (teacher)')
    .option('--minutes <n>', 'until it ends by itself', between(1, longestLeaseMinutes), defaultLeaseMinutes)
    .option('--reason <text>', "why; pupils read it (default: the scene's own)", '')
    .option('--take-over', "end another teacher's lesson or internet rule that stands in the way")
    .option(...wait)
    .action((scene: string, room: string, devices: string[], own: Omit<ClassOptions, 'except'>) =>
      settle((context) =>
        followScene(context, scene, { ...own, room, devices, takeOver: own.takeOver === true, waitMs: own.wait * 1_000 }),
      ),
    )
  internet
    .command('follow-pupil <scene> <pupil>')
    .description('put a saved scene in force for one pupil, wherever the pupil signs in (e-safety officer; a teacher with --lesson)')
    .option('--days <n>', 'until it ends by itself', between(1, longestPupilLeaseDays), 1)
    .option('--lesson <room>', "until the end of the teacher's own lesson in this room")
    .requiredOption('--reason <text>', 'why; the pupil reads it')
    .action((scene: string, pupil: string, own: Omit<PupilOptions, 'except'>) =>
      settle((context) =>
        followSceneForPupil(context, scene, {
          pupil,
          reason: own.reason,
          minutes: own.lesson === undefined ? own.days * 24 * 60 : longestLeaseMinutes,
          room: own.lesson ?? null,
        }),
      ),
    )
  internet
    .command('now <room> [pcs...]')
    .description('what applies to the pupil at each PC now, by whose word, and what waits behind it')
    .action((room: string, devices: string[]) => settle((context) => showInternet(context, { room, devices })))
  for (const [name, access, what] of [
    ['remove', 'removed', 'take the internet from one pupil, wherever the pupil signs in'],
    ['grant', 'granted', 'let one pupil use the internet while it is off for the class'],
  ] as const) {
    internet
      .command(`${name} <pupil>`)
      .description(`${what} (e-safety officer; a teacher with --lesson)`)
      .option('--days <n>', 'until it ends by itself', between(1, longestPupilLeaseDays), 1)
      .option('--lesson <room>', "until the end of the teacher's own lesson in this room")
      .option(
        '--except <site>',
        access === 'removed' ? 'a site that stays open; may be given again' : 'a site that stays closed',
        collect,
        [],
      )
      .requiredOption('--reason <text>', 'why; the pupil reads it')
      .action((pupil: string, own: PupilOptions) =>
        settle((context) =>
          orderForPupil(context, {
            pupil,
            internet: { access, exceptions: own.except },
            reason: own.reason,
            minutes: own.lesson === undefined ? own.days * 24 * 60 : longestLeaseMinutes,
            room: own.lesson ?? null,
          }),
        ),
      )
  }
  internet
    .command('give-back <pupil>')
    .description("end this pupil's removal or grant")
    .action((pupil: string) => settle((context) => liftForPupil(context, pupil)))
  internet
    .command('pupils')
    .description('the removals and grants that run now')
    .action(() => settle(listForPupils))
}
