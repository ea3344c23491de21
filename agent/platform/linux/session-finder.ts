import { watch } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { PlatformOptions } from '../platform'
import { readProcesses } from './process-table'
import { guessDisplays, locateDisplay, parseLoginSession, pickLoginSession, type GraphicalSession, type LoginSession } from './session'

const loginSessions = '/run/systemd/sessions'
const displaySockets = '/tmp/.X11-unix'

/**
 * The sessions worth trying now, best first: the configured one alone; else the active one of logind; without logind the one of this process's
 * environment, or whatever X servers there are.
 */
export async function findSessions(
  configured: PlatformOptions['display'],
): Promise<Outcome<readonly GraphicalSession[], 'no-session' | 'no-server' | 'unsupported'>> {
  if (configured !== undefined) return ok([{ display: configured.name, xauthority: configured.xauthority, login: null }])
  const logins = await readLoginSessions()
  if (logins !== null) {
    const picked = pickLoginSession(logins)
    if (!picked.ok) return picked
    const located = locateDisplay(picked.value, await readProcesses())
    return located === null ? fail('no-server', `session ${picked.value.id} has no X server yet`) : ok([located])
  }
  const { DISPLAY, XAUTHORITY } = process.env
  if (DISPLAY !== undefined && DISPLAY !== '') return ok([{ display: DISPLAY, xauthority: XAUTHORITY ?? null, login: null }])
  const guesses = guessDisplays(await readdir(displaySockets).catch(() => []), await readProcesses())
  return guesses.length === 0 ? fail('no-server', 'no X server runs on this PC') : ok(guesses)
}

/** Calls back, a moment after the last of a burst, when sessions or X servers come or go. */
export function watchSessions(onChange: () => void, signal: AbortSignal): void {
  const settleMs = 50
  let timer: NodeJS.Timeout | undefined
  for (const directory of [loginSessions, displaySockets]) {
    try {
      const watcher = watch(directory, { signal }, () => {
        clearTimeout(timer)
        timer = setTimeout(onChange, settleMs)
      })
      watcher.on('error', () => undefined)
    } catch {
      // Absent here: without logind, or before the first X server. The retry of the session loop covers it.
    }
  }
  signal.addEventListener('abort', () => clearTimeout(timer))
}

/** Null when logind does not run here, or knows of nobody, as where X is started by hand. */
async function readLoginSessions(): Promise<readonly LoginSession[] | null> {
  const names = await readdir(loginSessions).catch(() => [])
  if (names.length === 0) return null
  const sessions = await Promise.all(
    names
      .filter((name) => !name.endsWith('.ref'))
      .map(async (id) => parseLoginSession(id, await readFile(`${loginSessions}/${id}`, 'utf8').catch(() => ''))),
  )
  return sessions.filter((session) => session !== null)
}
