import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeviceView } from '#shared/model/device'
import type { CommandResult } from '../support/agent'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { type FreshRoot, makeFreshRoot } from '../support/fresh-root'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import { readUnit, startUnit } from '../support/installed-unit'
import { magentaPixels, openMagentaWindow } from '../support/pupil'

const repository = path.resolve(import.meta.dirname, '../..')
let folder: string
let deb: string
let hub: TestHub
let desktop: Desktop
let root: FreshRoot

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-packages-'))
  const build = ['--import', 'tsx', 'scripts/package/index.ts', 'build', 'agent', '--out', folder]
  const built = promisify(execFile)(process.execPath, build, { cwd: repository })
  ;[hub, desktop, root] = await Promise.all([startTestHub(), startDesktop({ width: 1024, height: 768 }), makeFreshRoot()])
  await built
  const name = (await readdir(folder)).find((one) => one.endsWith('.deb'))
  deb = path.join(folder, name ?? '')
})
afterAll(async () => {
  await root.stop()
  await desktop.stop()
  await hub.stop()
  await rm(folder, { recursive: true })
})

const must = async (program: string, ...args: string[]): Promise<CommandResult> => {
  const result = await root.run(program, args)
  if (result.code !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.stdout}${result.stderr}`)
  return result
}

/** What dpkg and apt themselves remember of a package that came and went. */
const isTheirs = (change: string): boolean => /: \/var\/(?:lib\/(?:dpkg|apt)|log|cache)\//u.test(change)

test('the package installs with a bundle, enrols at its first start, locks and unlocks, and is purged without a trace', async () => {
  const bundleFile = path.join(folder, 'bundle.json')
  await writeFile(bundleFile, JSON.stringify(await hub.issueBundle()))
  await must('install', '-D', '-m', '0644', bundleFile, '/etc/classwarden/enrolment.json')

  // The school's own settings may be there before the package.
  const settings = path.join(folder, 'agent.env')
  const options = `--display ${desktop.display} --power-programs /dev/null`
  await writeFile(settings, `CLASSWARDEN_OPTIONS=${options}\nCLASSWARDEN_BROWSER_POLICY=--developer-tools\n`)
  await must('install', '-m', '0644', settings, '/etc/classwarden/agent.env')

  await must('apt-get', 'install', '-y', '-q', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', deb)
  const installed = (await root.changes.list()).filter((change) => !isTheirs(change))
  expect(installed).toContain('added: /etc/systemd/system/multi-user.target.wants/classwarden-agent.service')
  expect(installed).toContain('added: /etc/classwarden/agent.env')
  const policy = await must('cat', '/etc/chromium/policies/managed/classwarden.json')
  expect(policy.stdout).toContain('ExtensionSettings')
  expect(policy.stdout).toContain('"DeveloperToolsAvailability": 0')
  expect((await must('stat', '-c', '%a %U', '/etc/classwarden/enrolment.json')).stdout).toBe('600 root\n')
  // An image of this disk holds no identity.
  expect(installed).not.toContain('added: /var/lib/classwarden-agent/identity.json')
  expect((await must('classwarden-agent', '--version')).stdout).toMatch(/^\d+\.\d+\.\d+/u)
  // Every file is as packed but the one the school wrote.
  expect((await must('dpkg', '--verify', 'classwarden-agent')).stdout).toMatch(/^\S+ c \/etc\/classwarden\/agent\.env\n$/u)

  const agent = startUnit(root, await readUnit(root, 'classwarden-agent.service'))
  const log: string[] = []
  agent.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()))
  try {
    const teacher = await hub.signIn('teacher')
    const room = await teacher.watch(hub.room.roomId)
    const pc = (): DeviceView | undefined => [...room.devices.values()][0]
    await until('the PC to be live', () => pc()?.presence.state === 'live' && pc()?.display.state === 'ready')
    expect((await must('cat', '/var/lib/classwarden-agent/inventory.json')).stdout).toMatch(/"memoryMb":[1-9]/u)
    await openMagentaWindow(desktop)
    const deviceId = pc()?.deviceId ?? ''
    await teacher.must('restriction:order', { ...restrictionOrder(hub.room.roomId, [deviceId], 'lock'), text: 'Eyes on me' })
    await until(
      'the lock',
      () =>
        pc()
          ?.restrictions.map(({ state }) => state)
          .join() === 'applied',
    )
    expect(await magentaPixels(desktop)).toBe(0)
    await teacher.must('restriction:lift', restrictionLift(hub.room.roomId, [deviceId]))
    await until('the desktop', async () => (await magentaPixels(desktop)) > 0)
    const doctor = await root.run('classwarden-agent', ['doctor'])
    expect(doctor.stdout).toContain(deviceId)
    expect(doctor.stdout).toContain('the graphical session is reached')
    await until('a picture', () => teacher.pictures.length > 0)
  } catch (error) {
    throw new Error(log.join(''), { cause: error })
  } finally {
    const ended = once(agent, 'exit')
    agent.kill('SIGTERM')
    await ended
  }

  await must('apt-get', 'purge', '-y', '-q', 'classwarden-agent')
  expect((await root.changes.list()).filter((change) => !isTheirs(change))).toEqual([])
}, 180_000)
