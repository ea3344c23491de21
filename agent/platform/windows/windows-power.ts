import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { SignedInUser } from '#shared/model/activity'
import type { PowerAction } from '#shared/model/power'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Observed, Power, PowerFailure } from '../platform'
import type { DesktopPart } from './desktop-part'
import { DesktopGone, type DesktopLine, unlessGone } from './desktop-program'

const answerWithinMs = 15_000
const goneWithinMs = 30_000
const lookEveryMs = 100

export class WindowsPower implements Power, DesktopPart {
  readonly #user: Observed<SignedInUser | null>
  readonly #standIn: string | null
  #line: DesktopLine | null = null

  /** @param programs folder with a program that takes the order in place of Windows, where nothing may send this machine down; null for Windows itself */
  constructor(user: Observed<SignedInUser | null>, programs: string | null) {
    this.#user = user
    this.#standIn = programs === null ? null : path.join(programs, 'power.exe')
  }

  attach(line: DesktopLine): void {
    this.#line = line
  }

  detach(): void {
    this.#line = null
  }

  async act(action: PowerAction, closeWithinMs: number): Promise<Outcome<null, PowerFailure>> {
    const line = this.#line
    const signedIn = this.#user.value !== null
    if (line === null || (action === 'log-off' && !signedIn)) return fail('no-session', 'Nobody is signed in.')
    if (this.#standIn !== null && !existsSync(this.#standIn)) return fail('no-program', 'This agent may not send its PC down.')
    await unlessGone(line.ask('close-windows', [closeWithinMs], closeWithinMs + answerWithinMs), null)
    if (this.#standIn !== null) {
      await promisify(execFile)(this.#standIn, [action])
      return ok(null)
    }
    try {
      const { words } = await line.ask('power', [action], answerWithinMs)
      if (words[0] !== 'done') return fail('refused', `Windows refused (error ${words[1] ?? ''}).`)
    } catch (error) {
      // A session that ends takes the program on its desktop along.
      if (!(error instanceof DesktopGone)) throw error
      if (action !== 'log-off') return fail('no-answer', 'The desktop went before it answered.')
    }
    return action !== 'log-off' || (await this.#isOver(line)) ? ok(null) : fail('not-ended', 'Programs of the session are still running.')
  }

  async #isOver(line: DesktopLine): Promise<boolean> {
    const until = performance.now() + goneWithinMs
    while (this.#line === line && this.#user.value !== null) {
      if (performance.now() > until) return false
      await delay(lookEveryMs)
    }
    return true
  }
}
