import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { ConsoleSwitching, PlatformOptions } from '../platform'
import { Observable } from '../observable'

/** ioctl numbers of linux/vt.h; both need CAP_SYS_TTY_CONFIG. */
const requests = { hold: 0x56_0b, release: 0x56_0c } as const
export type ConsoleOrder = keyof typeof requests

/** The cover comes first: a class locked at once shall not wait for helper processes. */
const afterCoverMs = 200

/**
 * Whether Ctrl+Alt+Fn may leave the covered screen for a text console (VT_LOCKSWITCH). The kernel's lock belongs to no process and would outlive
 * a killed agent, so each start sets it to what is wanted. The call itself runs in a process that ends, which keeps its library out of the agent.
 */
export class ConsoleHold {
  readonly state = new Observable<ConsoleSwitching>('free')
  readonly #program: PlatformOptions['holdConsoles']
  #wanted: ConsoleOrder | null = null
  #done: ConsoleOrder | null = null
  #isWorking = false

  constructor(program: PlatformOptions['holdConsoles']) {
    this.#program = program
  }

  /** Orders may come faster than they can be carried out: the last one counts. */
  want(order: ConsoleOrder): void {
    this.#wanted = order
    if (!this.#isWorking) void this.#work()
  }

  /** Releases what is held, before the agent ends in an orderly way: nothing is covered any more. */
  async letGo(): Promise<void> {
    if (this.state.value === 'held') await runConsoleOrder(this.#program, 'release')
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    while (this.#wanted !== null && this.#wanted !== this.#done) {
      if (this.#wanted === 'hold') await delay(afterCoverMs)
      const order: ConsoleOrder = this.#wanted
      const carriedOut = await runConsoleOrder(this.#program, order)
      this.#done = order
      if (order === 'release') this.state.set('free')
      else this.state.set(carriedOut ? 'held' : 'unavailable')
    }
    this.#isWorking = false
  }
}

function runConsoleOrder([program, ...args]: PlatformOptions['holdConsoles'], order: ConsoleOrder): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args, order], { stdio: 'ignore', timeout: 10_000 })
    child.once('error', () => {
      resolve(false)
    })
    child.once('exit', (code) => {
      resolve(code === 0)
    })
  })
}

/** The hidden command: makes the call on the console in front. Throws where there is none, or without the right to. */
export async function consoleSwitchingCommand(order: ConsoleOrder): Promise<void> {
  const { default: koffi } = await import('koffi')
  const ioctl: (fd: number, request: number, argument: number) => number = koffi
    .load('libc.so.6')
    .func('int ioctl(int fd, unsigned long request, unsigned long argument)')
  const terminal = await open('/dev/tty0', 'r+')
  try {
    if (ioctl(terminal.fd, requests[order], 1) !== 0) throw new Error(`The kernel refused to ${order} console switching.`)
  } finally {
    await terminal.close()
  }
}
