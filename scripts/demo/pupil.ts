import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import type { Closers } from '../../test/support/classroom/closers'
import { startAgent } from '../../test/support/agent'
import { makePupilAccount } from '../../test/support/pupil-account'
import { startDesktop, until, type Desktop } from '../../test/support/desktop'
import { observeScreen, type ScreenObserver } from '../../test/support/screen/screen-observer'

/** One pupil PC of the demo. */
export interface Pupil {
  readonly name: string
  readonly deviceId: string
  readonly desktop: Desktop
  readonly screen: ScreenObserver
  /** Types a line on the pupil's keyboard. */
  type(line: string): Promise<void>
  /** What has arrived in the pupil's terminal so far. */
  written(): Promise<string>
}

export interface PupilOptions {
  readonly name: string
  /** Account name and full name of whoever sits there. */
  readonly person: readonly [name: string, displayName: string]
  readonly seat: number
  readonly url: string
  /** What the technician issued. */
  readonly bundle: EnrolmentBundle
  readonly ground: string
  readonly terminal: string
}

const chromium = '/usr/bin/chromium'
const isRoot = process.getuid?.() === 0

/** A desktop as a pupil has it - window manager, terminal, browser - with an agent enrolled by the technician's bundle. */
export async function seatPupil(closers: Closers, options: PupilOptions): Promise<Pupil> {
  const { name, person, seat, url, bundle, ground, terminal } = options
  // Only root may run programs as somebody else; otherwise all four pupils bear the developer's own name.
  const account = isRoot ? { account: closers.add(await makePupilAccount(seat, ...person), (one) => one.remove()) } : {}
  const desktop = closers.add(await startDesktop(account), (one) => one.stop())
  const folder =
    account.account?.home ??
    closers.add(await mkdtemp(path.join(tmpdir(), 'classwarden-pupil-')), (one) => rm(one, { recursive: true, force: true }))
  const agent = closers.add(await startAgent({ hub: { issueBundle: async () => bundle }, desktop, ...account }), (one) => one.stop())
  await desktop.run('xsetroot', ['-solid', ground])
  desktop.spawn(chromium, [
    // Root here means a container, which mostly denies Chromium its sandbox; an ordinary user keeps it.
    ...(isRoot ? ['--no-sandbox'] : []),
    `--user-data-dir=${path.join(folder, 'browser')}`,
    '--test-type',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-gpu',
    '--password-store=basic',
    '--window-position=40,40',
    '--window-size=1240,960',
    url,
  ])
  const notes = path.join(folder, 'notes.txt')
  await until('the browser window', async () => (await windowsOf(desktop, 'chromium')).length > 0, 30_000)
  desktop.spawn('xterm', ['-T', 'Notes', '-geometry', '70x24+1300+500', '-bg', terminal, '-e', 'sh', '-c', `cat > '${notes}'`])
  await until('the terminal window', async () => (await windowsOf(desktop, 'xterm')).length > 0)
  const screen = closers.add(await observeScreen(desktop.display), (one) => one.close())
  return {
    name,
    deviceId: agent.deviceId,
    desktop,
    screen,
    type: async (line) => {
      await desktop.run('xdotool', ['type', '--delay', '2', `${line}\n`])
    },
    written: () => readFile(notes, 'utf8').catch(() => ''),
  }
}

async function windowsOf(desktop: Desktop, className: string): Promise<readonly string[]> {
  const { stdout } = await desktop.run('xdotool', ['search', '--onlyvisible', '--class', className])
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '')
}
