import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import type { Closers } from '../../test/support/classroom/closers'
import { startAgent } from '../../test/support/agent'
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
  readonly url: string
  /** What the technician issued. */
  readonly bundle: EnrolmentBundle
  readonly ground: string
  readonly terminal: string
}

const chromium = '/usr/bin/chromium'

/** A desktop as a pupil has it - window manager, terminal, browser - with an agent enrolled by the technician's bundle. */
export async function seatPupil(closers: Closers, { name, url, bundle, ground, terminal }: PupilOptions): Promise<Pupil> {
  const desktop = closers.add(await startDesktop(), (one) => one.stop())
  const folder = closers.add(await mkdtemp(path.join(tmpdir(), 'classwarden-pupil-')), (one) => rm(one, { recursive: true, force: true }))
  const agent = closers.add(await startAgent({ hub: { issueBundle: async () => bundle }, desktop }), (one) => one.stop())
  await desktop.run('xsetroot', ['-solid', ground])
  desktop.spawn(chromium, [
    // Chromium refuses its sandbox to root, as in containers; an ordinary user keeps it.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
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
