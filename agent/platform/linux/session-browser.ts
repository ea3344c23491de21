import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fail, ok, type Outcome } from '#shared/outcome'
import { ordinaryNiceness, setNiceness } from '../../niceness'
import { readEnvironment, readProcesses } from './process-table'
import { memberOf, type GraphicalSession } from './session'
import { readAccount } from './user'

/** After this long the opener has found a browser, whether it waits for that browser's end or not. */
const openedAfterMs = 5_000
const searchPath = '/usr/local/bin:/usr/bin:/bin'
/** What a desktop program of the session needs to know of it. Nothing a loader or a shell heeds: the pupil chose the values. */
const sessionVariables = [
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_RUNTIME_DIR',
  'XDG_CURRENT_DESKTOP',
  'XDG_SESSION_ID',
  'DESKTOP_SESSION',
  'LANG',
]

/** systemd's own way to start a program, where it runs this PC; `programs`: see `PlatformOptions.powerPrograms`. Null where it does not. */
export function findStarter(programs: string | null): string | null {
  if (programs === null) return existsSync('/run/systemd/system') ? 'systemd-run' : null
  const starter = path.join(programs, 'systemd-run')
  return existsSync(starter) ? starter : null
}

/**
 * Opens an address for whoever's session it is, with that user's rights and never with root's. With `starter` (`findStarter`) in the user's own
 * slice, so that the browser has none of the limits of the agent's unit, under which it could neither write its profile nor make its sandbox.
 */
export async function openAsUser(
  session: GraphicalSession,
  opener: string,
  address: string,
  starter: string | null,
): Promise<Outcome<null, 'no-browser'>> {
  const member = memberOf(session, await readProcesses(), process.pid)
  if (member === null) return fail('no-browser', 'nobody is signed in')
  if (member.uid === 0) return fail('no-browser', 'the session is one of root, as whom no browser is started')
  const account = await readAccount(member.uid)
  if (account === null) return fail('no-browser', `user ${member.uid} is unknown to this PC`)
  const env = {
    ...(await readEnvironment(member.pid, sessionVariables)),
    DISPLAY: session.display,
    HOME: account.home,
    USER: account.name,
    LOGNAME: account.name,
    PATH: searchPath,
  }
  const user = { uid: member.uid, gid: account.groupId }
  if (process.getuid?.() === user.uid) return run(opener, [address], env)
  if (starter !== null) {
    const started = await run(starter, [...inOwnSlice(user, env), '--', opener, address], { PATH: searchPath })
    // Better with the agent's limits than not at all.
    if (started.ok) return started
  }
  return run('setpriv', [...withRightsOf(user), '--', opener, address], env)
}

interface User {
  readonly uid: number
  readonly gid: number
}

/** systemd-run(1): a unit in the user's slice, waited for, gone without a trace; what the opener leaves running stays. */
const inOwnSlice = ({ uid, gid }: User, env: NodeJS.ProcessEnv): string[] => [
  '--quiet',
  '--collect',
  '--wait',
  '--service-type=exec',
  `--slice=user-${uid}.slice`,
  `--uid=${uid}`,
  `--gid=${gid}`,
  '--property=KillMode=process',
  ...Object.entries(env).map(([name, value]) => `--setenv=${name}=${value ?? ''}`),
]

const withRightsOf = ({ uid, gid }: User): string[] => ['--reuid', String(uid), '--regid', String(gid), '--init-groups', '--inh-caps=-all']

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome<null, 'no-browser'>> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, cwd: '/', stdio: 'ignore', detached: true })
    // The pupil's browser is no part of the agent.
    setNiceness(child.pid, ordinaryNiceness)
    child.unref()
    const timer = setTimeout(() => resolve(ok(null)), openedAfterMs)
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve(fail('no-browser', error.message))
    })
    child.on('exit', (code) => {
      clearTimeout(timer)
      resolve(code === 0 ? ok(null) : fail('no-browser', `${program} ended with ${String(code)}`))
    })
  })
}
