import { execFile } from 'node:child_process'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { PowerAction } from '#shared/model/power'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Power, PowerFailure } from '../platform'
import { closeWindows } from './close-windows'
import { readProcesses } from './process-table'
import { memberOf, membersOf, type GraphicalSession, type ProcessFacts } from './session'
import { DisplayLost, type XConnection } from './x-connection'

/** The session reached now. */
interface Joined {
  readonly x: XConnection
  readonly session: GraphicalSession
}

interface PowerTimes {
  /** A program of the system that says nothing for this long is given up. */
  readonly answerWithinMs: number
  /** Programs told to end have this long before force. */
  readonly endWithinMs: number
}

const usualTimes: PowerTimes = { answerWithinMs: 15_000, endWithinMs: 5_000 }
const lookEveryMs = 100
const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** By systemd; `shutdown` is there with every other init. */
const goingDown = {
  restart: [
    ['systemctl', 'reboot'],
    ['shutdown', '-r', 'now'],
  ],
  'shut-down': [
    ['systemctl', 'poweroff'],
    ['shutdown', '-P', 'now'],
  ],
} as const

export class LinuxPower implements Power {
  readonly #programs: string | null
  readonly #joined: () => Joined | null
  readonly #times: PowerTimes

  /** `programs`: see `PlatformOptions.powerPrograms`. */
  constructor(programs: string | null, joined: () => Joined | null, times = usualTimes) {
    this.#programs = programs
    this.#joined = joined
    this.#times = times
  }

  async act(action: PowerAction, closeWithinMs: number): Promise<Outcome<null, PowerFailure>> {
    const joined = this.#joined()
    if (action === 'log-off') return joined === null ? nobody() : this.#logOff(joined, closeWithinMs)
    if (joined !== null) await ask(joined.x, closeWithinMs)
    return this.#goDown(action)
  }

  async #goDown(action: keyof typeof goingDown): Promise<Outcome<null, PowerFailure>> {
    const [bySystemd, byAnyInit] = goingDown[action]
    const taken = await this.#run(bySystemd)
    // One that said nothing may still be at it.
    return taken.ok || taken.code === 'no-answer' ? taken : this.#run(byAnyInit)
  }

  async #logOff({ x, session }: Joined, closeWithinMs: number): Promise<Outcome<null, PowerFailure>> {
    if (session.login !== null && session.login.class !== 'user') return nobody()
    const owner = session.login?.uid ?? memberOf(session, await readProcesses(), process.pid)?.uid
    if (owner === undefined) return nobody()
    if (owner === 0) return fail('session-of-root', 'This session is the administrator’s own; it is not ended.')
    const members = async (): Promise<readonly ProcessFacts[]> =>
      membersOf(session, owner, await readProcesses(), [process.pid, process.ppid])

    await ask(x, closeWithinMs)
    const { login } = session
    const ended = login === null ? null : await this.#run(['loginctl', 'terminate-session', login.id])
    if (ended?.ok !== true) tell(await members(), 'SIGTERM')
    const { endWithinMs } = this.#times
    if (await allGone(members, endWithinMs)) return ok(null)
    if (login !== null && ended?.ok === true) await this.#run(['loginctl', 'kill-session', '--signal=KILL', login.id])
    tell(await members(), 'SIGKILL')
    return (await allGone(members, endWithinMs)) ? ok(null) : fail('not-ended', 'Programs of the session are still running.')
  }

  #run([name, ...args]: readonly [string, ...string[]]): Promise<Outcome<null, 'no-program' | 'refused' | 'no-answer'>> {
    const program = this.#programs === null ? name : path.join(this.#programs, name)
    const { answerWithinMs } = this.#times
    return new Promise((resolve) => {
      execFile(program, args, { timeout: answerWithinMs, env: { PATH: searchPath } }, (error) => {
        if (error === null) resolve(ok(null))
        else if (error.killed === true) resolve(fail('no-answer', `${name} did not answer within ${answerWithinMs / 1_000} s.`))
        else if (typeof error.code === 'string') resolve(fail('no-program', `${name} cannot be run on this PC.`))
        else resolve(fail('refused', `${name} ended with ${String(error.code)}.`))
      })
    })
  }
}

const nobody = (): Outcome<never, 'no-session'> => fail('no-session', 'Nobody is signed in.')

/** A display that goes away meanwhile has closed its windows. */
async function ask(x: XConnection, withinMs: number): Promise<void> {
  try {
    await closeWindows(x, withinMs)
  } catch (error) {
    if (!(error instanceof DisplayLost)) throw error
  }
}

function tell(processes: readonly ProcessFacts[], signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal)
    } catch {
      // Ended meanwhile, or not ours to end: looking again tells which.
    }
  }
}

async function allGone(members: () => Promise<readonly ProcessFacts[]>, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs
  while ((await members()).length > 0) {
    if (performance.now() > until) return false
    await delay(lookEveryMs)
  }
  return true
}
