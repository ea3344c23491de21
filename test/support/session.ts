import type { ChildProcess } from 'node:child_process'
import { until, type Desktop } from './desktop'

/** Nobody's account: no password file has it, so a test leaves nothing behind. */
const uid = 31_999

/** The session of an ordinary user on a test desktop. Tests run as root, so that there is somebody it is not. */
export interface PupilSession {
  readonly uid: number
  /** Starts a program of the session; it ends with the desktop at the latest. */
  spawn(command: string, args?: readonly string[]): ChildProcess
}

/** Openbox as the session of an ordinary user, on a desktop without a window manager of its own. */
export async function startSession(desktop: Desktop): Promise<PupilSession> {
  const drop = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--']
  const spawn: PupilSession['spawn'] = (command, args = []) =>
    desktop.spawn('setpriv', [...drop, command, ...args], { HOME: '/tmp', LD_PRELOAD: '' })
  spawn('openbox', ['--sm-disable'])
  await until('the session', async () => (await desktop.run('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'])).stdout.includes('window id'))
  return { uid, spawn }
}
