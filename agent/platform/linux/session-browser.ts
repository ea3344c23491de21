import { spawn } from 'node:child_process'
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

/** Opens an address for whoever's session it is, with that user's rights and never with root's. */
export async function openAsUser(session: GraphicalSession, opener: string, address: string): Promise<Outcome<null, 'no-browser'>> {
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
  const own = process.getuid?.() === member.uid
  const drop = [
    '--reuid',
    String(member.uid),
    '--regid',
    String(account.groupId),
    '--init-groups',
    '--inh-caps=-all',
    '--',
    opener,
    address,
  ]
  return run(own ? opener : 'setpriv', own ? [address] : drop, env)
}

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
