import { fail, ok, type Outcome } from '#shared/outcome'

/** What `/run/systemd/sessions/*` says of one log-in session (systemd's own state files; sd-login(3) reads the same). */
export interface LoginSession {
  readonly id: string
  readonly uid: number
  readonly userName: string
  readonly active: boolean
  readonly remote: boolean
  readonly type: string
  /** `user`, or `greeter` for a log-in screen. */
  readonly class: string
  readonly leaderPid: number | null
  readonly startedAt: number | null
  readonly display: string | null
  /** Number of the virtual console it is on. */
  readonly console: number | null
}

/** A running process that belongs to a graphical session, or serves one. */
export interface ProcessFacts {
  readonly pid: number
  readonly uid: number
  readonly startedAt: number
  /** Program and arguments. */
  readonly command: readonly string[]
  readonly display: string | null
  readonly xauthority: string | null
  readonly sessionId: string | null
}

/** Where to connect, and for whom. */
export interface GraphicalSession {
  readonly display: string
  readonly xauthority: string | null
  readonly login: LoginSession | null
}

/** Reads one state file: `KEY=value` lines. Null when it is not one of a graphical session's kind. */
export function parseLoginSession(id: string, text: string): LoginSession | null {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const at = line.indexOf('=')
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1))
  }
  const uid = Number(fields.get('UID'))
  if (!fields.has('UID') || !Number.isInteger(uid)) return null
  const leader = Number(fields.get('LEADER'))
  const startedUs = Number(fields.get('REALTIME'))
  return {
    id,
    uid,
    userName: fields.get('USER') ?? String(uid),
    active: fields.get('ACTIVE') === '1',
    remote: fields.get('REMOTE') === '1',
    type: fields.get('TYPE') ?? 'unspecified',
    class: fields.get('CLASS') ?? 'user',
    leaderPid: leader > 0 ? leader : null,
    startedAt: startedUs > 0 ? Math.floor(startedUs / 1_000) : null,
    display: fields.get('DISPLAY') ?? null,
    console: Number(fields.get('VTNR')) > 0 ? Number(fields.get('VTNR')) : null,
  }
}

/** The session on the seat's screen: the active local one, a pupil's before a log-in screen's, the newest when several say so. */
export function pickLoginSession(sessions: readonly LoginSession[]): Outcome<LoginSession, 'no-session' | 'unsupported'> {
  const graphical = sessions.filter((session) => session.active && !session.remote && ['x11', 'wayland', 'mir'].includes(session.type))
  const [picked] = graphical.toSorted(
    (a, b) => Number(b.class === 'user') - Number(a.class === 'user') || (b.startedAt ?? 0) - (a.startedAt ?? 0),
  )
  if (picked === undefined) return fail('no-session', 'nobody has a graphical session in front')
  if (picked.type !== 'x11') return fail('unsupported', `session ${picked.id} is of type ${picked.type}; only X11 sessions can be joined`)
  return ok(picked)
}

/**
 * Display and authority file of a log-in session: by its own word, by the environment of a process in it, else by the X server's own command
 * line (as root the server's authority file serves as well as the user's).
 */
export function locateDisplay(session: LoginSession, processes: readonly ProcessFacts[]): GraphicalSession | null {
  const member = processes.find((process) => process.sessionId === session.id && process.display !== null)
  const sameUser = processes.find((process) => process.uid === session.uid && process.display !== null)
  const display = session.display ?? (member ?? sameUser)?.display ?? null
  if (display === null) return null
  const shown = processes.find((process) => process.uid === session.uid && process.display === display && process.xauthority !== null)
  return { display: bareDisplay(display), xauthority: shown?.xauthority ?? serverAuthority(display, processes), login: session }
}

/** Displays with a socket but no word from logind, lowest number first. */
export function guessDisplays(socketNames: readonly string[], processes: readonly ProcessFacts[]): readonly GraphicalSession[] {
  return socketNames
    .flatMap((name) => /^X(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)
    .map((number) => {
      const display = `:${number}`
      const member = processes.find(
        (process) => process.display !== null && bareDisplay(process.display) === display && process.xauthority !== null,
      )
      return { display, xauthority: member?.xauthority ?? serverAuthority(display, processes), login: null }
    })
}

/** The `-auth` file of the X server that serves a display; a server started with `-displayfd` names no display and fits any. */
function serverAuthority(display: string, processes: readonly ProcessFacts[]): string | null {
  const servers = processes.filter(({ command }) => /(^|\/)(X|Xorg|Xvfb|Xephyr)(\.bin)?$/.test(command[0] ?? ''))
  const named = servers.find(({ command }) => command.includes(bareDisplay(display)))
  const unnamed = servers.find(({ command }) => !command.some((word) => /^:\d+$/.test(word)))
  const command = (named ?? unnamed)?.command ?? []
  const at = command.indexOf('-auth')
  return at < 0 ? null : (command[at + 1] ?? null)
}

/** `:0.0` names a screen of `:0`. */
function bareDisplay(display: string): string {
  return display.replace(/^(:\d+)\.\d+$/, '$1')
}

export interface Account {
  readonly name: string
  readonly groupId: number
  readonly displayName: string
  readonly home: string
}

/** One line as in passwd(5); the first comma-separated part of the comment field is the person's name. */
export function parseAccount(line: string): Account | null {
  const [name, , , groupId, comment, home] = line.trim().split(':')
  if (name === undefined || name === '' || comment === undefined || home === undefined) return null
  return { name, groupId: Number(groupId), displayName: comment.split(',')[0] ?? '', home }
}

/** The oldest program that shows itself on a display other than process `self`. */
export function ownerOf(display: string, processes: readonly ProcessFacts[], self: number): ProcessFacts | null {
  const shown = processes.filter(
    (process) => process.pid !== self && process.display !== null && bareDisplay(process.display) === bareDisplay(display),
  )
  const [oldest] = shown.toSorted((a, b) => a.startedAt - b.startedAt || a.pid - b.pid)
  return oldest ?? null
}

/** The oldest program of the session's user on its display, other than process `self`. */
export function memberOf({ login, display }: GraphicalSession, processes: readonly ProcessFacts[], self: number): ProcessFacts | null {
  return ownerOf(display, login === null ? processes : processes.filter(({ uid }) => uid === login.uid), self)
}

/**
 * Every program of user `uid` that belongs to a session: shown on its display, or started in its log-in. Never root's, never those `spared`. Without
 * logind a program that denies both in its environment is not found.
 */
export function membersOf(
  { login, display }: GraphicalSession,
  uid: number,
  processes: readonly ProcessFacts[],
  spared: readonly number[],
): readonly ProcessFacts[] {
  if (uid === 0) return []
  return processes.filter(
    (process) =>
      process.uid === uid &&
      process.pid > 1 &&
      !spared.includes(process.pid) &&
      ((process.display !== null && bareDisplay(process.display) === bareDisplay(display)) ||
        (login !== null && process.sessionId === login.id)),
  )
}
