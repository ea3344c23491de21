import { Command, CommanderError } from 'commander'
import { defaultLeaseMinutes, longestLeaseMinutes, type RestrictionKind } from '#shared/model/lease'
import { longestLessonMinutes } from '#shared/model/lesson'
import { addAgreements } from './agreements-program'
import { addBackups } from './backup-program'
import { addBreaches } from './breach-program'
import { addBuilds } from './builds-program'
import { createStaff, issueBundle, readAudit } from './commands/administration'
import { examineHub } from './commands/doctor'
import { endLesson, extendLesson, startLesson } from './commands/lessons'
import { lift, restrict } from './commands/restrictions'
import { createRoom, list, renameDevice, watch } from './commands/rooms'
import { createFirstAccount, endSession, startSession } from './commands/session'
import { inheritTimeouts, renewSessions, type RuleOptions, setTimeouts, showTimeouts } from './commands/timeouts'
import { type Context, globalOptionsSchema } from './context'
import { type CliOutcome, type ExitCode, exitCodeFor, exitCodes, failureLine } from './failure'
import { addCoverage } from './coverage-program'
import { addHistory } from './history-program'
import { addIncidents } from './incident-program'
import { addInventory } from './inventory-program'
import { addLetters } from './letter-program'
import { addPolicies } from './policy-program'
import { addPower } from './power-program'
import { addPrivacy } from './privacy-program'
import { addDevices } from './devices-program'
import { addEvidence } from './evidence-program'
import { addReports } from './report-program'
import { addSelfTests } from './self-test-program'
import { addRetention } from './retention-program'
import { addStaffGate } from './staff-gate-program'
import { addTabs } from './tab-program'
import { addApplications } from './applications-program'
import { addInternet } from './internet-program'
import { addScenes } from './scenes-program'
import { between } from './whole-number'

export interface CommandLine {
  readonly print: (line: string) => void
  readonly printError: (line: string) => void
  readonly settingsFile: string
  /** Ends a command that would go on for ever. */
  readonly signal: AbortSignal
}

/** Parses the arguments (without node and script), runs one command, and answers with the exit code. */
export async function runCommandLine(args: readonly string[], line: CommandLine): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done
  const program = buildProgram(line, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander throws for help and for wrong arguments, and has printed either.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    throw error
  }
}

function buildProgram(line: CommandLine, finish: (code: ExitCode) => void): Command {
  const program = new Command('classwarden')
    .description('Sees and commands a classroom from the command line, as staff, by way of the hub.')
    .option('--hub <address>', 'host:port of the hub (default: as sign-in left it, else 127.0.0.1:7443)')
    .option('--authority <fingerprint>', "SHA-256 of the hub's authority, as the hub prints it")
    .option('--user <name>', 'sign in for this one command')
    .option('--password-file <file>', 'read the password from a file only you can read, or - for standard input')
    .option('--json', 'print JSON for scripts')
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 not every PC did it, 2 wrong arguments, 3 not signed in, 4 not allowed, 5 no hub or not the pinned one, 6 refused.

First steps:
  classwarden sign-in --hub HOST:7443 --authority FINGERPRINT --user NAME
  classwarden list "Lab 2"
  classwarden lock "Lab 2" --text "Eyes on the board, please"`,
    )
    .configureOutput({ writeOut: (text) => line.print(text.trimEnd()), writeErr: (text) => line.printError(text.trimEnd()) })
    .exitOverride()

  /** Runs an action and turns its outcome into one line and an exit code. */
  const settle = async (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>): Promise<void> => {
    const options = globalOptionsSchema.parse(program.opts())
    const outcome = await run({ options, settingsFile: line.settingsFile, print: line.print })
    if (!outcome.ok) line.printError(failureLine(outcome))
    finish(outcome.ok ? (outcome.value ?? exitCodes.done) : exitCodeFor(outcome.code))
  }

  program
    .command('sign-in')
    .description('sign in as --user and remember hub, authority and session in a file only you can read')
    .action(() => settle(startSession))
  program
    .command('sign-out')
    .description('end the remembered session and forget it')
    .action(() => settle(endSession))
  program
    .command('first-run <sign-in-name> <display-name>')
    .description("make the hub's first account, a technician, with the one-time code the hub printed")
    .option('--code-file <file>', 'read the code from a file only you can read, or - for standard input')
    .action((signInName: string, displayName: string, own: { codeFile?: string }) =>
      settle((context) => createFirstAccount(context, { signInName, displayName, codeFile: own.codeFile })),
    )
  program
    .command('list [room]')
    .description('the rooms, or the PCs of one room')
    .action((room: string | undefined) => settle((context) => list(context, room)))
  program
    .command('watch <room>')
    .description('a line for each change in a room, until Ctrl+C')
    .action((room: string) => settle((context) => watch(context, room, line.signal)))

  addRestrictions(program, settle)
  addInternet(program, settle)
  addApplications(program, settle)
  addScenes(program, settle)
  addTabs(program, settle)
  addPrivacy(program, settle)
  addLessons(program, settle)
  addTimeouts(program, settle)
  addPower(program, settle)
  addPolicies(program, settle)
  addBreaches(program, settle)
  addReports(program, settle)
  addCoverage(program, settle)
  addSelfTests(program, settle)
  addHistory(program, settle)
  addIncidents(program, settle)
  addLetters(program, settle)
  addAgreements(program, settle)
  addInventory(program, settle)
  addRetention(program, settle)
  addEvidence(program, settle)
  addStaffGate(program, settle)
  addBackups(program, settle)
  addDevices(program, settle)
  addBuilds(program, settle)
  addAdministration(program, settle)
  return program
}

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

interface RestrictionOptions {
  readonly minutes: number
  readonly reason: string
  readonly text: string
  readonly wait: number
  readonly takeOver?: boolean
}

function addRestrictions(program: Command, settle: Settle): void {
  const wait = ['--wait <seconds>', "how long to wait for the PCs' own word", between(1, 120), 10] as const
  const kinds: readonly (readonly [RestrictionKind, string])[] = [
    ['lock', 'cover the screens and hold keyboard and mouse'],
    ['blank', 'like lock, but black'],
    ['message', 'show a message that takes no keys'],
  ]
  for (const [kind, what] of kinds) {
    const command = program
      .command(`${kind} <room> [pcs...]`)
      .description(`${what}; every PC of the room unless some are named`)
      .option('--minutes <n>', 'until it ends by itself', between(1, longestLeaseMinutes), defaultLeaseMinutes)
      .option('--reason <text>', 'why, for the record', '')
      .option('--take-over', "end another teacher's lesson or locks that stand in the way")
      .option(...wait)
    if (kind === 'message') command.requiredOption('--text <text>', 'what pupils read')
    else command.option('--text <text>', 'what pupils read', '')
    command.action((room: string, devices: string[], own: RestrictionOptions) =>
      settle((context) =>
        restrict(context, {
          kind,
          room,
          devices,
          reason: own.reason,
          text: own.text,
          minutes: own.minutes,
          internet: null,
          application: null,
          takeOver: own.takeOver === true,
          waitMs: own.wait * 1_000,
        }),
      ),
    )
  }
  program
    .command('unlock <room> [pcs...]')
    .description('end lock and blank; every PC of the room unless some are named')
    .option('--messages', 'take messages away too')
    .option(...wait)
    .action((room: string, devices: string[], own: { messages?: boolean; wait: number }) =>
      settle((context) =>
        lift(context, {
          room,
          devices,
          kinds: own.messages === true ? ['lock', 'blank', 'message'] : ['lock', 'blank'],
          waitMs: own.wait * 1_000,
        }),
      ),
    )
}

function addLessons(program: Command, settle: Settle): void {
  const lesson = program.command('lesson').description('lessons: what is ordered in one ends with it (teacher)')
  lesson
    .command('start <room>')
    .description('start a lesson')
    .requiredOption('--minutes <n>', 'how long it lasts', between(1, longestLessonMinutes))
    .option('--title <text>', 'the class, such as 9B Computing', '')
    .option('--take-over', "end another teacher's lesson and locks in this room")
    .action((room: string, own: { minutes: number; title: string; takeOver?: boolean }) =>
      settle((context) => startLesson(context, { room, title: own.title, minutes: own.minutes, takeOver: own.takeOver === true })),
    )
  lesson
    .command('extend <room>')
    .description('move the end of the lesson')
    .option('--minutes <n>', 'by how much', between(1, 60), 5)
    .action((room: string, own: { minutes: number }) => settle((context) => extendLesson(context, { room, minutes: own.minutes })))
  lesson
    .command('end <room>')
    .description('end the lesson and everything ordered in it (teacher, head)')
    .action((room: string) => settle((context) => endLesson(context, room)))
}

const gather = (value: string, all: string[]): string[] => [...all, value]

function addTimeouts(program: Command, settle: Settle): void {
  const timeouts = program.command('timeouts').description('session times: when sessions on pupil PCs end by themselves')
  timeouts
    .command('show')
    .description('the times of the school and of each room')
    .action(() => settle(showTimeouts))
  timeouts
    .command('set [room]')
    .description('set the times of a room, or of the school (technician, head; teachers for their rooms if the school lets them)')
    .option('--idle <minutes>', 'end a session nobody uses', between(1, 240))
    .option('--longest <minutes>', 'end every session', between(1, 24 * 60))
    .option('--hours <hours>', 'allow sessions at these hours only, such as "1-5 08:00-17:00"; may be repeated', gather, [])
    .option('--then <action>', 'lock or log-off', 'lock')
    .option('--warn <minutes>', 'when pupils are warned before the end', '5,1')
    .action((room: string | undefined, own: RuleOptions) => settle((context) => setTimeouts(context, room, own)))
  timeouts
    .command('inherit <room>')
    .description('let a room go by the times of the school again')
    .action((room: string) => settle((context) => inheritTimeouts(context, room)))
  timeouts
    .command('renew <room> [pcs...]')
    .description('begin a new session; every PC of the room unless some are named')
    .action((room: string, devices: string[]) => settle((context) => renewSessions(context, { room, devices })))
}

interface StaffOptions {
  readonly role: string
  readonly room: string[]
  readonly days?: number
  readonly newPasswordFile?: string
}

function addAdministration(program: Command, settle: Settle): void {
  const room = program.command('room').description('rooms (technician)')
  room
    .command('create <name>')
    .description('make a room')
    .action((name: string) => settle((context) => createRoom(context, name)))
  program
    .command('rename <room> <pc> <new-name>')
    .description('give a PC another name (technician)')
    .action((name: string, device: string, newName: string) => settle((context) => renameDevice(context, { room: name, device, newName })))
  program
    .command('enrol-bundle <room>')
    .description('write a file that enrols PCs into a room (technician)')
    .option('--uses <n>', 'how many PCs it enrols', between(1, 1_000), 1)
    .option('--hours <n>', 'how long it works', between(1, 24 * 365), 24)
    .option('--installer <msi>', "the agent's installer for Windows: the new file is a copy of it that joins the room by itself")
    .requiredOption('--out <file>', 'the new file')
    .action((name: string, own: { uses: number; hours: number; out: string; installer?: string }) =>
      settle((context) => issueBundle(context, { room: name, ...own })),
    )
  program
    .command('doctor')
    .description('the running hub looks at itself: certificate, addresses, disk, clock, backup, mail, PCs (technician, head)')
    .action(() => settle(examineHub))
  const staff = program.command('staff').description('accounts (technician)')
  staff
    .command('create <sign-in-name> <display-name>')
    .description('make an account')
    .requiredOption('--role <role>', 'teacher, technician, officer or head')
    .option('--room <room>', 'limit a teacher to this room; may be repeated', gather, [])
    .option('--days <n>', 'the account ends after so many days', between(1, 3_650))
    .option('--new-password-file <file>', 'read the new password from a file only you can read, or - for standard input')
    .action((signInName: string, displayName: string, own: StaffOptions) =>
      settle((context) =>
        createStaff(context, {
          signInName,
          displayName,
          role: own.role,
          rooms: own.room,
          days: own.days ?? null,
          newPasswordFile: own.newPasswordFile,
        }),
      ),
    )
  program
    .command('audit')
    .description('the newest entries of the audit log (head, e-safety officer)')
    .option('--limit <n>', 'how many', between(1, 200), 40)
    .action((own: { limit: number }) => settle((context) => readAudit(context, own.limit)))
}
