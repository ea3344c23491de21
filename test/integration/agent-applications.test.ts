import type { ChildProcess } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { chown, copyFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent'
import type { ConsoleClient } from '../support/console-client'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import { makePupilAccount, type PupilAccount } from '../support/pupil-account'

/* A real agent with root's rights, a real display, and programs of a pupil's own account. */

let hub: TestHub
let account: PupilAccount
let desktop: Desktop
let agent: TestAgent
let teacher: ConsoleClient
let room: Awaited<ReturnType<ConsoleClient['watch']>>

beforeAll(async () => {
  account = await makePupilAccount(21, 'cai', 'Cai Owen')
  ;[hub, desktop] = await Promise.all([startTestHub(), startDesktop({ width: 1024, height: 768, account })])
  agent = await startAgent({ hub, desktop, account })
  teacher = await hub.signIn('teacher')
  room = await teacher.watch(hub.room.roomId)
  await until('the pupil at the PC', () => device()?.user?.name === 'cai')
})
afterAll(async () => {
  await agent.stop()
  await hub.stop()
  await desktop.stop()
  await account.remove()
})
beforeEach(async () => {
  await lift()
  await until('no rule', () => device()?.restrictions.length === 0)
})

const device = () => room.devices.get(agent.deviceId)
const lift = () => teacher.must('restriction:lift', restrictionLift(hub.room.roomId, [agent.deviceId], ['application']))
const order = (access: 'only' | 'all-but', ...applications: string[]) =>
  teacher.must('restriction:order', {
    ...restrictionOrder(hub.room.roomId, [agent.deviceId], 'application'),
    reason: 'Coursework',
    application: { access, applications },
  })
const state = (): string | undefined => device()?.restrictions[0]?.state
const applied = () => until(`the rule to hold, it is ${state() ?? 'gone'}`, () => state() === 'applied')
const flags = (kind: string): readonly string[] => teacher.flags.filter(({ tamper }) => tamper === kind).map(({ detail }) => detail)
const runs = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null
const ended = (child: ChildProcess) => until(`${child.spawnfile} to be closed`, () => !runs(child), 30_000)

/** Starts it and waits for its window. */
async function open(program: string, ...args: string[]): Promise<ChildProcess> {
  const title = `w${randomUUID().slice(0, 8)}`
  const child = desktop.spawn(program, ['-title', title, ...args])
  await until(`the window of ${program}`, async () => (await desktop.run('xdotool', ['search', '--name', title])).stdout.length > 0)
  return child
}

/** A copy of a program where the pupil can write. */
async function bring(program: string, name: string): Promise<string> {
  const folder = path.join(account.home, `bin-${randomUUID().slice(0, 8)}`)
  await mkdir(folder)
  const copy = path.join(folder, name)
  await copyFile(program, copy)
  for (const one of [folder, copy]) await chown(one, account.uid, account.uid)
  return copy
}

test('[AP1] [AP3] [AP5] what is named is closed and does not start again, and everything else goes on; once is one fact', async () => {
  const [clock, eyes] = [await open('/usr/bin/xclock'), await open('/usr/bin/xeyes')]
  await order('all-but', 'XClock')
  await ended(clock)
  await applied()
  const again = desktop.spawn('/usr/bin/xclock')
  await ended(again)
  expect(runs(eyes)).toBe(true)
  await until('the flag', () => flags('application-stopped').length > 0)
  expect(flags('application-stopped')).toEqual(['xclock was closed: xclock may not run (Test teacher).'])
  eyes.kill('SIGKILL')

  await lift()
  await until('no rule', () => device()?.restrictions.length === 0)
  const free = await open('/usr/bin/xclock')
  expect(runs(free)).toBe(true)
  free.kill('SIGKILL')
})

test('[AP2] [AP3] [AP4] only what is named keeps a window, with what it starts; the window manager and its session stay', async () => {
  const [terminal, clock] = [await open('/usr/bin/xterm', '-e', '/usr/bin/xeyes'), await open('/usr/bin/xclock')]
  const hidden = desktop.spawn('/usr/bin/xev', ['-root'])
  await order('only', 'xterm')
  await ended(clock)
  await applied()
  // A pupil's own copy under the name of what is allowed, and one under that of a part of the desktop.
  const copies = await Promise.all(['xterm', 'openbox'].map((name) => bring('/usr/bin/xclock', name)))
  // And what calls its window by the name of what is allowed.
  const called = desktop.spawn('/usr/bin/xclock', ['-name', 'xterm'])
  await Promise.all([...copies.map((copy) => ended(desktop.spawn(copy))), ended(called)])
  await applied()
  expect([runs(terminal), runs(hidden)]).toEqual([true, true])
  expect((await desktop.run('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'])).stdout.toString()).toContain('window id')
  expect((await desktop.run('xdotool', ['search', '--class', 'XEyes'])).stdout.length).toBeGreaterThan(0)
  for (const child of [terminal, hidden]) child.kill('SIGKILL')
})

test('[AP1] [LE8] a program is known by its content under any name, and the rule outlives a crash of the agent', async () => {
  const hash = createHash('sha256')
    .update(await readFile('/usr/bin/xclock'))
    .digest('hex')
  await order('all-but', hash)
  await applied()
  await agent.kill()
  const game = await open(await bring('/usr/bin/xclock', 'homework'))
  agent.start()
  await ended(game)
})

test('[AP6] what lies outside the approved folders is closed while the school says so, and told apart', async () => {
  const technician = await hub.signIn('technician')
  const brought = await bring('/usr/bin/xclock', 'puzzle')
  const before = await open(brought)
  const eyes = await open('/usr/bin/xeyes')
  await technician.must('setting:write', { programFolders: { stopElsewhere: true, folders: [] } })
  await ended(before)
  await until('the flag', () => flags('program-elsewhere').length > 0)
  expect(flags('program-elsewhere')).toEqual([`puzzle was closed: it lies in ${path.dirname(brought)}.`])
  expect(runs(eyes)).toBe(true)

  const programFolders = { stopElsewhere: true, folders: [path.dirname(brought)] }
  await technician.must('setting:write', { programFolders })
  const approved = await open(brought)
  await ended(desktop.spawn(await bring('/usr/bin/xclock', 'other')))
  expect(runs(approved)).toBe(true)
  await technician.must('setting:write', { programFolders: { stopElsewhere: false, folders: [] } })
  for (const child of [eyes, approved]) child.kill('SIGKILL')
})
