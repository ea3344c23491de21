import { describe, expect, it } from 'vitest'
import { isGuest } from '../../../../agent/platform/guest-account'
import {
  guessDisplays,
  locateDisplay,
  membersOf,
  ownerOf,
  parseAccount,
  parseLoginSession,
  pickLoginSession,
  type LoginSession,
  type ProcessFacts,
} from '../../../../agent/platform/linux/session'

const stateFile = `# This is private data. Do not parse.
UID=1000
USER=aisha
ACTIVE=1
IS_DISPLAY=1
STATE=active
REMOTE=0
TYPE=x11
CLASS=user
SCOPE=session-2.scope
SEAT=seat0
VTNR=7
LEADER=812
REALTIME=1763798400000000
`

const login = (changes: Partial<LoginSession> = {}): LoginSession => {
  const session = parseLoginSession('2', stateFile)
  if (session === null) throw new Error('the sample is not read')
  return { ...session, ...changes }
}

const program = (changes: Partial<ProcessFacts>): ProcessFacts => ({
  pid: 900,
  uid: 1000,
  startedAt: 5,
  command: ['/usr/bin/xterm'],
  display: null,
  xauthority: null,
  sessionId: null,
  ...changes,
})

describe('log-in sessions', () => {
  it('are read from the state file of logind', () => {
    expect(login()).toEqual({
      id: '2',
      uid: 1000,
      userName: 'aisha',
      active: true,
      remote: false,
      type: 'x11',
      class: 'user',
      leaderPid: 812,
      startedAt: 1_763_798_400_000,
      display: null,
      console: 7,
    })
    expect(parseLoginSession('x', 'nonsense')).toBeNull()
  })

  it('are picked by who is in front: a pupil before the log-in screen, nobody remote or in the background', () => {
    const greeter = login({ id: 'c1', class: 'greeter', uid: 112 })
    const background = login({ id: '5', active: false })
    const remote = login({ id: '6', remote: true })
    expect(pickLoginSession([greeter, background, login(), remote])).toMatchObject({ ok: true, value: { id: '2' } })
    expect(pickLoginSession([greeter, background])).toMatchObject({ ok: true, value: { id: 'c1' } })
    expect(pickLoginSession([background, remote, login({ type: 'tty' })])).toMatchObject({ ok: false, code: 'no-session' })
  })

  it('of another kind than X11 are refused by name', () => {
    expect(pickLoginSession([login({ type: 'wayland' })])).toMatchObject({ ok: false, code: 'unsupported' })
  })
})

describe('the display of a session', () => {
  it('is what its own programs say', () => {
    const processes = [
      program({ pid: 1, uid: 0, display: ':9', xauthority: '/root/.Xauthority' }),
      program({ display: ':1.0', xauthority: '/run/user/1000/gdm/Xauthority', sessionId: '2' }),
    ]
    expect(locateDisplay(login(), processes)).toMatchObject({ display: ':1', xauthority: '/run/user/1000/gdm/Xauthority' })
  })

  it('falls back on the authority file of the X server', () => {
    const server = program({ uid: 0, command: ['/usr/lib/xorg/Xorg', ':0', '-seat', 'seat0', '-auth', '/var/run/lightdm/root/:0'] })
    expect(locateDisplay(login({ display: ':0' }), [server])).toMatchObject({ display: ':0', xauthority: '/var/run/lightdm/root/:0' })
    expect(locateDisplay(login(), [server])).toBeNull()
  })

  it('is guessed from the sockets where no log-in service tells', () => {
    const server = program({ command: ['Xvfb', ':7', '-auth', '/tmp/seven'] })
    expect(guessDisplays(['X11', 'X7', 'lock'], [server])).toEqual([
      { display: ':7', xauthority: '/tmp/seven', login: null },
      { display: ':11', xauthority: null, login: null },
    ])
  })

  it('belongs to whose program came first', () => {
    const processes = [
      program({ pid: 4, uid: 7, startedAt: 1, display: ':3' }),
      program({ pid: 5, uid: 1001, startedAt: 2, display: ':2.0' }),
      program({ pid: 6, uid: 1002, startedAt: 3, display: ':2' }),
    ]
    expect(ownerOf(':2', processes, 1)).toMatchObject({ uid: 1001 })
    expect(ownerOf(':2', processes, 5)).toMatchObject({ uid: 1002 })
    expect(ownerOf(':8', processes, 1)).toBeNull()
  })
})

describe('accounts', () => {
  it('give the person’s name from the comment field', () => {
    expect(parseAccount('aisha:x:1000:1000:Aisha Khan,Room 2,,:/home/aisha:/bin/bash\n')).toEqual({
      name: 'aisha',
      groupId: 1000,
      displayName: 'Aisha Khan',
      home: '/home/aisha',
    })
    expect(parseAccount('')).toBeNull()
  })

  it.each(['guest', 'guest-a1b2c3', 'Guest2', 'kiosk'])('count %s as naming nobody', (name) => expect(isGuest(name, '/home/x')).toBe(true))
  it.each(['aisha', 'guesthouse', 'bguest'])('count %s as a person', (name) => expect(isGuest(name, '/home/x')).toBe(false))
  it('count a home that does not outlive the session as a guest’s', () => expect(isGuest('a9f', '/tmp/a9f')).toBe(true))
})

describe('the programs of a session', () => {
  const session = { display: ':1', xauthority: null, login: login() }
  const pids = (processes: readonly ProcessFacts[], uid = 1000): number[] => membersOf(session, uid, processes, [77]).map(({ pid }) => pid)

  it('[PW6] are those of its user on its display or in its log-in, and nobody else’s', () => {
    const processes = [
      program({ pid: 901, display: ':1.0' }),
      program({ pid: 902, sessionId: '2' }),
      program({ pid: 903, display: ':2' }),
      program({ pid: 904, uid: 1001, display: ':1' }),
      program({ pid: 905 }),
    ]
    expect(pids(processes)).toEqual([901, 902])
  })

  it('[PW6] never hold root’s, the agent’s own, or the first process of the PC', () => {
    const processes = [
      program({ pid: 901, uid: 0, display: ':1' }),
      program({ pid: 77, display: ':1' }),
      program({ pid: 1, display: ':1' }),
    ]
    expect(pids(processes)).toEqual([])
    expect(pids(processes, 0)).toEqual([])
  })
})
