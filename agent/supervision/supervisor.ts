import { spawn } from 'node:child_process'
import type { AgentClock } from '../clock'
import type { Log } from '../log'

/** What systemd puts into the environment of a service that reports to it: sd_notify(3), sd_watchdog_enabled(3). */
export interface SupervisorEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined
  readonly WATCHDOG_USEC?: string | undefined
}

/** How often to report: three times within the time the watchdog allows, in ms; null where nobody watches. */
export function watchdogPaceMs({ NOTIFY_SOCKET, WATCHDOG_USEC }: SupervisorEnvironment): number | null {
  const allowedMs = Number(WATCHDOG_USEC) / 1_000
  return NOTIFY_SOCKET !== undefined && allowedMs > 0 ? allowedMs / 3 : null
}

/**
 * Tells systemd that the agent is at work, then that it still is, until `signal` aborts. An agent that hangs falls silent and is started anew.
 * Node has no datagram sockets of the Unix domain, so systemd's own command tells; without a supervisor that listens nothing is started.
 */
export async function reportToSupervisor(
  environment: SupervisorEnvironment,
  clock: AgentClock,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const socket = environment.NOTIFY_SOCKET
  if (socket === undefined) return
  await notify(socket, 'READY=1', log)
  const paceMs = watchdogPaceMs(environment)
  if (paceMs === null) return
  for (let stopped = signal.aborted; !stopped; stopped = signal.aborted) {
    await notify(socket, 'WATCHDOG=1', log)
    await clock.sleep(paceMs, signal)
  }
}

function notify(socket: string, word: string, log: Log): Promise<void> {
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
