import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { until } from './desktop'

/** What a desktop has for notices: a session bus, and the program that shows what is sent over it (dunst). */
export interface NoticeDaemon {
  /** For `DBUS_SESSION_BUS_ADDRESS`. */
  readonly address: string
  /** All notices shown so far, as dunst prints them. */
  shown(): string
  stop(): Promise<void>
}

export async function startNoticeDaemon(display: string): Promise<NoticeDaemon> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], { stdio: ['ignore', 'pipe', 'ignore'] })
  let address = ''
  createInterface({ input: bus.stdout }).once('line', (line) => {
    address = line
  })
  await until('a session bus', () => address !== '')
  const env = { ...process.env, DISPLAY: display, DBUS_SESSION_BUS_ADDRESS: address }
  const dunst = spawn('dunst', ['-print'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  let printed = ''
  dunst.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  const owned = async (): Promise<boolean> => {
    const asked = spawn('dunstctl', ['is-paused'], { env, stdio: 'ignore' })
    await once(asked, 'exit')
    return asked.exitCode === 0
  }
  await until('dunst on the bus', owned)
  return {
    address,
    shown: () => printed,
    stop: async () => {
      for (const child of [dunst, bus]) {
        if (child.exitCode !== null) continue
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        await ended
      }
    },
  }
}
