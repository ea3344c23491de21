import { spawn } from 'node:child_process'
import { write } from 'node:fs'
import { promisify } from 'node:util'
import type { AgentClock } from '../clock'
import type { Log } from '../log'

/** What a supervisor puts into the environment of a service that reports to it: systemd as in sd_notify(3) and sd_watchdog_enabled(3). */
export interface SupervisorEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined
  readonly WATCHDOG_USEC?: string | undefined
  /** Of the service on Windows: whatever is written there says that the agent is at work. */
  readonly CLASSWARDEN_ALIVE_FD?: string | undefined
}

/** How often to report: three times within the time the watchdog allows, in ms; null where nobody watches. */
export function watchdogPaceMs({ NOTIFY_SOCKET, WATCHDOG_USEC, CLASSWARDEN_ALIVE_FD }: SupervisorEnvironment): number | null {
  const allowedMs = Number(WATCHDOG_USEC) / 1_000
  return (NOTIFY_SOCKET !== undefined || CLASSWARDEN_ALIVE_FD !== undefined) && allowedMs > 0 ? allowedMs / 3 : null
}

type Notify = (word: 'READY=1' | 'WATCHDOG=1') => Promise<void>

/**
 * Tells the supervisor that the agent is at work, then that it still is, until `signal` aborts. An agent that hangs falls silent and is started anew.
 * Without a supervisor that listens nothing is done.
 */
export async function reportToSupervisor(
  environment: SupervisorEnvironment,
  clock: AgentClock,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const notify = notifierOf(environment, log)
  if (notify === null) return
  await notify('READY=1')
  const paceMs = watchdogPaceMs(environment)
  if (paceMs === null) return
  for (let stopped = signal.aborted; !stopped; stopped = signal.aborted) {
    await notify('WATCHDOG=1')
    await clock.sleep(paceMs, signal)
  }
}

function notifierOf({ NOTIFY_SOCKET: socket, CLASSWARDEN_ALIVE_FD: fd }: SupervisorEnvironment, log: Log): Notify | null {
  if (socket !== undefined) return (word) => notifySystemd(socket, word, log)
  return fd === undefined ? null : (word) => notifyService(Number(fd), word, log)
}

/** Node has no datagram sockets of the Unix domain, so systemd's own command tells. */
function notifySystemd(socket: string, word: string, log: Log): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn('systemd-notify', [word], {
      env: { PATH: process.env['PATH'], NOTIFY_SOCKET: socket },
      stdio: 'ignore',
      timeout: 5_000,
    })
    child.once('error', (error) => {
      log(`The supervisor could not be told ${word}: ${error.message}`)
      resolve()
    })
    child.once('exit', () => {
      resolve()
    })
  })
}

async function notifyService(fd: number, word: string, log: Log): Promise<void> {
  try {
    await promisify(write)(fd, `${word}\n`)
  } catch (error) {
    log(`The supervisor could not be told ${word}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
