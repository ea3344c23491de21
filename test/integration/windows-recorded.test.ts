import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RecordedCalls, runRecorded } from '../support/windows/recorded-calls'
import { startWine, type WineDesktop } from '../support/windows/wine-desktop'

/*
 * What Wine cannot be asked for, or could only be asked for once, as it would end itself: the programs' own sources, with the calls of Windows that matter
 * recorded (test/support/windows/recorded). A line is what one call was given, or what the program told.
 */

let wine: WineDesktop
let desktop: RecordedCalls
let service: RecordedCalls
let folder: RecordedCalls

beforeAll(async () => {
  wine = await startWine()
  ;[desktop, service, folder] = await Promise.all([runRecorded(wine, 'desktop'), runRecorded(wine, 'service'), runRecorded(wine, 'folder')])
}, 180_000)
afterAll(async () => {
  await wine.stop()
})

describe('started in session 0', () => {
  const started = (session: number): readonly string[] => [
    // JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE and _SILENT_BREAKAWAY_OK: ended by force, it takes along what it started, and leaves what that started.
    'job: limits 0x3000',
    'copies own token, primary',
    `copy: session ${session}`,
    'input: inherited',
    'output: inherited',
    // CREATE_NO_WINDOW, CREATE_SUSPENDED.
    'starts itself (0 letters) by copy, flags 0x8000004, inherits 1, on winsta0\\default, environment none, in its own folder',
    'with input, output, errors',
    'job takes child',
    'thread goes on',
  ]

  it('starts itself as the system in the session in front, with its own pipes, and ends as that ends', () => {
    expect(desktop.get('into the session in front')).toEqual([...started(2), 'over 1, exit code 7'])
  })

  it('starts nothing while no session has the screen, and says so when it may not', () => {
    expect(desktop.get('no session in front')).toEqual(['over 1, exit code 3'])
    expect(desktop.get('cannot be started there')).toEqual([...started(2).slice(0, 5), 'over 1, exit code 3'])
  })

  it('ends what it started when another session comes to the front', () => {
    expect(desktop.get('another session comes to the front')).toEqual([...started(1), 'child is ended, 4', 'over 1, exit code 4'])
  })
})

describe('on the desktop', () => {
  const monitors = [
    'tells monitors',
    '  1280 1080 3840 2160 1 \\\\.\\DISPLAY1',
    '  0 1280 1280 1024 0 \\\\.\\DISPLAY2',
    '  5120 0 1920 1080 0 \\\\.\\DISPLAY3',
  ]

  it('hears of its session and of windows, and tells every monitor in true pixels, those left of and above the primary one too', () => {
    expect(desktop.get('on a desktop')).toEqual([
      'hears of its own session',
      ...['0x3 to 0x3', '0x20 to 0x20', '0x8002 to 0x8004', '0x800c to 0x800c'].map((events) => `hears events ${events}`),
      ...monitors,
      ...['user', 'front', 'idle 0 [time]', 'ready'].map((told) => `tells ${told}`),
    ])
  })

  it('tells who logs on at once and the full name when the domain has told it, of whoever is there then alone', () => {
    const since = 1_767_225_601_000
    expect(desktop.get('a log-on, and the full name later')).toEqual([
      `tells user aisha - ${since}`,
      'asks for the controller of SCHOOL',
      'asks \\\\DC1 who aisha is',
      `tells user aisha Aisha Khan ${since}`,
    ])
    expect(desktop.get('somebody else, while the name of the one before is asked for')).toEqual([
      `tells user ben - ${since}`,
      'asks this PC who ben is',
      `tells user carys - ${since}`,
      'asks this PC who carys is',
    ])
    // Not that of a namesake of this PC.
    expect(desktop.get('a log-on while the domain is not reached')).toEqual([
      `tells user dai - ${since}`,
      'asks for the controller of SCHOOL',
    ])
    expect(desktop.get('a log-off')).toEqual(['tells user'])
  })

  it('is told which window comes to the front, and its title when that changes, and of no other', () => {
    expect(desktop.get('a window comes to the front, and changes its title')).toEqual([
      'tells front 77 1580 1330 Essay Essay -',
      'tells front 77 1580 1330 Essay Essay of mine  -',
    ])
  })

  const covers = ['Cover at 3840,-1080, 1920x1080', 'Cover at -1280,200, 1280x1024'].map((one) => `topmost ${one}`)
  const first = 'topmost Cover at 0,0, 3840x2160, in front'
  const game = 'topmost Game at 0,0, 3840x2160'
  const essay = 'Essay at 100,100, 400x300'

  it('covers every monitor, wherever it lies, and those that are left', () => {
    expect(desktop.get('a cover on three monitors')).toEqual([...monitors, 'tells covered 1 [time] [time]', first, ...covers, essay])
    expect(desktop.get('a monitor is left')).toEqual([
      'tells monitors',
      '  0 0 3840 2160 1 \\\\.\\DISPLAY1',
      'Cover at -1280,200 goes',
      'Cover at 3840,-1080 goes',
      first,
      game,
      essay,
    ])
    expect(desktop.get('it goes')).toEqual(['tells uncovered 2', game, `${essay}, in front`])
  })

  it('rises above a topmost window, and heeds none that Windows keeps from the screen', () => {
    expect(desktop.get('a window above it')).toEqual(['tells broken [time] [time]', ...covers, first, game, essay])
    expect(desktop.get('a window above it that nobody sees')).toEqual([])
  })

  it('rises, takes the front and sets its hooks anew when another desktop has had the screen', () => {
    expect(desktop.get('another desktop had the screen')).toEqual([first, ...covers, game, essay])
  })

  it('tells that it covers when windows or hooks were refused at first', () => {
    expect(desktop.get('a cover whose windows are refused at first')?.slice(0, 2)).toEqual([
      'tells cover-failed 3 draw-failed',
      'tells covered 3 [time] [time]',
    ])
    expect(desktop.get('a cover whose hooks are refused at first')?.slice(0, 2)).toEqual([
      'tells cover-failed 5 grab-refused',
      'tells covered 5 [time] [time]',
    ])
  })

  it('gives the shell’s policies back as they were: with the cover, and at the log-on of whoever was held by a run that ended', () => {
    const before = 'session 4: DisableTaskMgr 1 DisableLockWorkstation - NoWinKeys 0, nothing kept'
    const held = 'session 4: DisableTaskMgr 1 DisableLockWorkstation 1 NoWinKeys 1, kept'
    expect(desktop.get('held by a run that is ended')).toEqual([before, held])
    expect(desktop.get('policies that an earlier run left held')).toEqual([held])
    expect(desktop.get("given back at that user's log-on")?.at(-1)).toBe(before)
    const nobody = 'session 5: DisableTaskMgr - DisableLockWorkstation - NoWinKeys -, nothing kept'
    expect(desktop.get('held for who logs on below the cover')?.filter((line) => line.startsWith('session'))).toEqual([
      nobody,
      'session 5: DisableTaskMgr 1 DisableLockWorkstation 1 NoWinKeys 1, kept',
    ])
    expect(desktop.get('given back with the cover')).toEqual(['tells uncovered 8', nobody])
  })
})

describe('an account', () => {
  const answer = ['tells answer 5', '  Users', '  Remote Desktop Users']

  it('has the groups of this PC, and of its domain when it is of one', () => {
    expect(desktop.get('groups of an account of this PC')).toEqual(['asks this PC for groups of aisha, indirect ones too', ...answer])
    expect(desktop.get('groups of an account of a domain')).toEqual([
      'asks this PC for groups of SCHOOL\\aisha, indirect ones too',
      'asks for the controller of SCHOOL',
      'asks \\\\DC1 for groups of aisha',
      ...answer,
      '  Domain Users',
      '  Lehrkräfte',
    ])
    expect(desktop.get('groups while the domain is not reached')?.slice(2)).toEqual(answer)
    expect(desktop.get('groups of somebody who is not signed in')).toEqual([
      'asks this PC for groups of aisha, indirect ones too',
      ...answer,
    ])
  })

  it('is that of the session, and never the system’s own', () => {
    expect(desktop.get('who is signed in, session by session')).toEqual([
      'session 1: S-1-5-21-1-2-3-1001',
      'session 2: nobody',
      'session 3: S-1-5-21-1-2-3-1003',
      'not the system: S-1-5-21-1-2-3-1000',
    ])
  })

  it('logs off, restarts and shuts down with the privilege that needs, and says what Windows refused', () => {
    const privilege = 'own token: privilege 19 on'
    // SHTDN_REASON_FLAG_PLANNED, other, other.
    const how = 'after 0 s, by force, reason 0x80000000'
    expect(desktop.get('log off, restart, shut down')).toEqual([
      ...[privilege, 'logs off its own session', 'tells answer 1 done 0'],
      ...[privilege, `this PC restarts ${how}`, 'tells answer 2 done 0'],
      ...[privilege, `this PC shuts down ${how}`, 'tells answer 3 done 0'],
      ...[privilege, `this PC restarts ${how}`, 'tells answer 4 refused 1115'],
    ])
  })

  it('has a page opened with the user’s own rights and surroundings, and with nobody’s when nobody is there', () => {
    const start = (letters: number): string =>
      `starts rundll32.exe" url.dll,FileProtocolHandler http://127.0.0.1:4 (${letters} letters) by user's token, ` +
      // CREATE_UNICODE_ENVIRONMENT.
      "flags 0x400, inherits 0, on winsta0\\default, environment the user's, in C:\\windows\\system32"
    expect(desktop.get('a page, by the system')).toEqual([
      start(85),
      'tells answer 5 done 0',
      start(1_585),
      'tells answer 6 done 0',
      'tells answer 7 refused 5',
    ])
    expect(desktop.get('a page, and nobody is signed in')).toEqual(['tells answer 8 refused 1008'])
    expect(desktop.get('a page, by whoever is signed in')).toEqual([
      'open http://127.0.0.1:4711/ with its own rights',
      'tells answer 9 done 0',
    ])
    expect(desktop.get('no page')).toEqual(['tells answer 10 refused 122', 'tells answer 11 refused 87', 'tells answer 12 refused 87'])
  })
})

describe('the service', () => {
  const guarded = [
    'opens ClasswardenAgent',
    // Signed in: its configuration, its state, what depends on it, asking it, reading these rights. Neither stop nor change nor delete.
    'rights of 3: system 0xf01ff, administrators 0xf01ff, signed in 0x2008d, everybody 0x0',
    ...[0, 1_000, 5_000].map((after) => `recovery: restart after ${after} ms`),
    'recovery counts anew after 86400 s',
    'recovery without a crash too: 1',
  ]
  const begins = ['serves ClasswardenAgent', 'state starts, error 0, hint 0 ms:', 'events of Classwarden Agent']
  const runs = 'state runs, error 0, hint 0 ms: stop preshutdown sessions'
  const started = [
    // JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE and _SILENT_BREAKAWAY_OK.
    'job: limits 0x3000',
    'line: not inherited',
    'said: not inherited',
    // CREATE_NO_WINDOW, CREATE_SUSPENDED: it runs nothing before it is of the job.
    'starts classwarden-agent.exe" run --until-input-ends --data "C:\\data" --bundle "C:\\data\\enrolment.json", ' +
      'flags 0x8000004, inherits 1, in input, out output, errors log, on no desktop',
    'job takes agent',
    'thread goes on',
    'event 1, information: The agent of Classwarden was started (process 4242). ',
    'log [service 1] 4242',
  ]
  const asked = ['state stops, error 0, hint 12000 ms:', "the agent's input ends", 'agent is given 8000 ms']
  const stopped = [
    'event 2, information: The agent of Classwarden was stopped: Windows was asked to. ',
    'log [service 2] Windows was asked to',
    'state stopped, error 0, hint 0 ms:',
  ]
  const lines = (name: string, pattern: RegExp): readonly string[] | undefined => service.get(name)?.filter((line) => pattern.test(line))

  it('guards itself, starts the agent in a job that ends with it, and ends it by its input when it is asked to stop', () => {
    expect(service.get('asked to stop')).toEqual([...begins, ...guarded, runs, ...started, ...asked, ...stopped])
    expect(service.get('cannot be guarded')?.slice(3, 6)).toEqual([
      'event 7, warning: The service of Classwarden could not be guarded against being stopped, or not be set to start again: Windows error 5. ',
      'log [service 7] Windows error 5',
      runs,
    ])
    expect(lines('a control it does not know', /control/u)).toEqual(['control 2 refused, 120'])
  })

  it('ends an agent by force that does not end within 8 seconds when Windows shuts down', () => {
    expect(service.get('shut down, and the agent does not end')).toEqual([
      ...[...begins, ...guarded, runs, ...started, ...asked],
      'event 6, warning: The agent of Classwarden did not end when it was asked to, and was ended: after 8 seconds. ',
      'log [service 6] after 8 seconds',
      'agent is ended by force, 1',
      'agent is given 8000 ms',
      ...stopped,
    ])
  })

  it('waits twice as long after each agent that ended, from the beginning after one that was well, and says why', () => {
    const ended = (code: number, after: number, wait: number): readonly string[] => [
      `event 3, warning: The agent of Classwarden ended by itself: exit code ${code} after ${after} ms; started again in ${wait} ms. `,
      `waits ${wait} ms`,
    ]
    expect(lines('agents that end', /^(?:event [3-9]|waits)/u)).toEqual([
      ...ended(1, 40, 50),
      ...ended(1, 40, 100),
      ...ended(1, 40, 200),
      ...ended(1, 40_000, 50),
      'event 5, error: The agent of Classwarden cannot go on by itself: exit code 3; it is tried again every 30 s. classwarden-agent.exe doctor says what is wrong. ',
      'waits 30000 ms',
      ...ended(1, 40, 30_000),
    ])
  })

  it('starts at once for who comes, by log-on, fast user switching or unlocking, and for nobody who goes', () => {
    // Windows' numbers: 7 lock, 6 log-off, 2 disconnect; 5 log-on, 1 connect, 8 unlock.
    expect(lines('somebody has to mend it, and somebody comes', /^(?:session|starts at|waits)/u)).toEqual([
      ...[7, 6, 2, 5].map((kind) => `session change ${kind}`),
      'starts at once',
      'session change 1',
      'starts at once',
      'session change 8',
      'starts at once',
      'waits 50 ms',
    ])
  })

  it('says what keeps the agent from being started, and tries again', () => {
    const refused = (error: number, wait: number): readonly string[] => [
      `event 4, error: The agent of Classwarden could not be started: Windows error ${error}. Until it is, this PC is neither limited nor reported. `,
      `log [service 4] Windows error ${error}`,
      "the agent's input ends",
      `waits ${wait} ms`,
    ]
    expect(
      service
        .get('no agent can be started')
        ?.filter((line) => !started.includes(line))
        .slice(begins.length + guarded.length + 1),
    ).toEqual([...refused(2, 50), ...refused(5, 100), ...asked, ...stopped])
  })

  it('ends an agent that hangs, later while it starts', () => {
    expect(lines('agents that hang', /by force|event 8/u)).toEqual(
      [18, 9].flatMap((looks) => [
        'event 8, warning: The agent of Classwarden was not at work any more and was ended; another one is started: process 4242, watched with 30 seconds. ',
        `agent is ended by force, 1, after ${looks} looks`,
      ]),
    )
  })

  it('leaves no handle open', () => {
    for (const said of [...service.values(), ...desktop.values()])
      expect(said.filter((line) => /^(?:left open|closed twice)/u.test(line))).toEqual([])
  })
})

describe('the agent’s folder', () => {
  const outer = 'C:\\recorded\\Classwarden'
  const inner = `${outer}\\Agent`
  const made = (name: string): string => `${name} made, O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)`
  const kept = (name: string): string => `${name}: rights of 2 set, none from above`
  const ready = `${inner}: error 0, bundle none`

  it('is the system’s and administrators’ alone, and keeps what is theirs', () => {
    expect(folder.get('made')).toEqual([made(outer), made(inner), ready])
    expect(folder.get('there already, with a bundle that an administrator laid there')).toEqual([
      kept(outer),
      kept(inner),
      `${inner}: error 0, bundle there`,
    ])
  })

  it('is made anew with nothing in it where a pupil had made one, a file or a link, beforehand', () => {
    expect(folder.get('made by a pupil')).toEqual([kept(outer), made(inner), ready])
    expect(folder.get('the folder above made by a pupil')).toEqual([made(outer), made(inner), ready])
    expect(folder.get('a file in its place')).toEqual([made(outer), made(inner), ready])
    expect(folder.get('a link in its place')).toEqual([kept(outer), `${inner}: the link goes`, made(inner), ready])
  })

  it('is never one that a quick pupil makes anew; without one of its own the service serves nobody, and writes nothing there', () => {
    const lost = `${inner} not made, 183`
    expect(folder.get('made anew by a quick pupil')).toEqual([kept(outer), lost, lost, made(inner), ready])
    expect(folder.get('made anew again and again')).toEqual([
      kept(outer),
      ...Array<string>(8).fill(lost),
      `${inner}: error 183, bundle none`,
    ])
    expect(service.get("a folder that is another's")?.slice(-2)).toEqual([
      'event 4, error: The agent of Classwarden could not be started: its folder cannot be made private, Windows error 183. Until it is, this PC is neither limited nor reported. ',
      'state stopped, error 183, hint 0 ms:',
    ])
  })
})
