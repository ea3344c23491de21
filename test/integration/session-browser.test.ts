import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findStarter, openAsUser } from '../../agent/platform/linux/session-browser'
import { until } from '../support/until'

/* Needs root: the session is one of another account of this machine. */

const games = { uid: 5, gid: 60 }
const session = { display: ':7391', xauthority: null, login: null }
const address = 'http://maths.test/'

let folder: string
let member: ChildProcess

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cw-opener-'))
  await chmod(folder, 0o777)
  await program('opener', `echo "$(id -u) $DISPLAY $1" >> ${folder}/opened`)
  const env = { DISPLAY: session.display, XDG_SESSION_ID: '3' }
  member = spawn('setpriv', ['--reuid', String(games.uid), '--regid', String(games.gid), '--clear-groups', '--', 'sleep', '60'], { env })
  await until(() => readFileSync(`/proc/${member.pid ?? 0}/comm`, 'utf8').startsWith('sleep'), 'the session')
})
afterEach(async () => {
  const ended = once(member, 'exit')
  member.kill()
  await ended
  await rm(folder, { recursive: true })
})

async function program(name: string, does: string): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, `#!/bin/sh\n${does}\n`)
  await chmod(file, 0o755)
  return file
}
const noted = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8').catch(() => '')

describe('[BR7] a browser that is started for a page', () => {
  it("runs in its user's own slice, without the limits of the agent's unit", async () => {
    const starter = await program('systemd-run', `echo "$*" > ${folder}/asked`)
    expect(findStarter(folder)).toBe(starter)
    expect(await openAsUser(session, path.join(folder, 'opener'), address, starter)).toMatchObject({ ok: true })
    const asked = await noted('asked')
    expect(asked).toContain('--slice=user-5.slice --uid=5 --gid=60')
    expect(asked).toContain('--setenv=DISPLAY=:7391')
    expect(asked).toContain(`-- ${folder}/opener ${address}`)
    expect(await noted('opened')).toBe('')
  })

  it('is started by the agent where systemd refuses or is not there, as its user all the same', async () => {
    const starter = await program('systemd-run', 'exit 1')
    expect(await openAsUser(session, path.join(folder, 'opener'), address, starter)).toMatchObject({ ok: true })
    await rm(starter)
    expect(findStarter(folder)).toBeNull()
    expect(await openAsUser(session, path.join(folder, 'opener'), address, null)).toMatchObject({ ok: true })
    expect(await noted('opened')).toBe(`5 :7391 ${address}\n`.repeat(2))
  })

  it('says when there is nobody to open it for', async () => {
    expect(await openAsUser({ ...session, display: ':7392' }, 'true', address, null)).toMatchObject({ ok: false, code: 'no-browser' })
  })
})
