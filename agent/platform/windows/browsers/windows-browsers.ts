import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import type { Applications, BrowserPlace, BrowserProcess, Browsers, HostConnection, HostRefusal, RunningProgram } from '../../platform'
import type { DesktopEvent } from '../desktop-events'
import type { DesktopPart } from '../desktop-part'
import { type DesktopLine, unlessGone } from '../desktop-program'
import { browserKindOf, forbiddenSwitch, isPart } from './browser-kind'
import { splitCommandLine } from './command-line'
import { WindowsHostDoor } from './host-door'

const answerWithinMs = 20_000

const keyOf = ({ pid, startTicks }: Pick<RunningProgram, 'pid' | 'startTicks'>): string => `${pid}-${startTicks}`

/** The browsers of the session in front. */
export class WindowsBrowsers implements Browsers, DesktopPart {
  readonly #applications: Pick<Applications, 'list' | 'stop'>
  readonly #desktopProgram: readonly [string, ...string[]]
  readonly #kindOf: typeof browserKindOf
  readonly #door: WindowsHostDoor
  /** Every process that was looked at; null for what is no browser. On Windows no process becomes another program. */
  #known = new Map<string, BrowserProcess | null>()
  #line: DesktopLine | null = null

  constructor(applications: Pick<Applications, 'list' | 'stop'>, desktopProgram: readonly [string, ...string[]], kindOf = browserKindOf) {
    this.#applications = applications
    this.#desktopProgram = desktopProgram
    this.#kindOf = kindOf
    this.#door = new WindowsHostDoor(kindOf)
  }

  attach(line: DesktopLine): void {
    this.#line = line
    this.#door.attach(line)
  }

  detach(): void {
    this.#line = null
    this.#known.clear()
    this.#door.detach()
  }

  heed(event: DesktopEvent): void {
    this.#door.heed(event)
  }

  async listen(
    place: BrowserPlace,
    onHost: (host: HostConnection) => void,
    onRefused: (why: HostRefusal) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return
    this.#door.open({ place, onHost, onRefused })
    await once(signal, 'abort')
    this.#door.close()
  }

  /** Each process is looked at once: asking every few seconds costs the list of processes alone. */
  async list(): Promise<readonly BrowserProcess[]> {
    const [line, programs] = [this.#line, await this.#applications.list()]
    if (line === null || !programs.ok) return []
    const next = new Map<string, BrowserProcess | null>()
    for (const program of programs.value) {
      const key = keyOf(program)
      const known = this.#known.get(key)
      next.set(key, known === undefined ? await this.#look(line, program) : known)
    }
    this.#known = next
    return [...next.values()].filter((browser) => browser !== null)
  }

  forbiddenSwitch({ args }: BrowserProcess): string | null {
    return forbiddenSwitch(args)
  }

  end(pid: number, how: 'ask' | 'force'): void {
    for (const browser of this.#known.values())
      if (browser?.pid === pid) this.#applications.stop(browser, how === 'ask' ? 'close' : 'force')
  }

  /** [BR6] What cannot be linked is left alone: closing every Chrome of a PC that nobody manages would leave it without a browser. */
  async takeForced(): Promise<boolean> {
    const [program, ...args] = this.#desktopProgram
    return promisify(execFile)(program, [...args, 'managed'], { timeout: answerWithinMs, windowsHide: true }).then(
      () => true,
      () => false,
    )
  }

  async #look(line: DesktopLine, { pid, startTicks, executable }: RunningProgram): Promise<BrowserProcess | null> {
    const kind = await this.#kindOf(executable)
    if (kind === null) return null
    const answer = await unlessGone(line.ask('command-line', [pid, startTicks]), null)
    // One that cannot be read hides nothing else: it is a browser all the same.
    const args = answer?.words[0] === 'read' ? splitCommandLine(answer.body.toString('utf8')) : []
    return isPart(args) ? null : { pid, kind, executable, args, startTicks }
  }
}
