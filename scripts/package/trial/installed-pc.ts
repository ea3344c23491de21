import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type DeviceView, deviceViewSchema } from '#shared/model/device'
import { agentStatusSchema } from '../../../agent/status/status'
import type { Closers } from '../../../test/support/classroom/closers'
import { type Desktop, startDesktop } from '../../../test/support/desktop'
import { type FreshRoot, makeFreshRoot } from '../../../test/support/fresh-root'
import { readUnit, startUnit } from '../../../test/support/installed-unit'
import type { InstalledHub } from './installed-hub'
import { must } from './must'

/** A pupil PC with the agent from its package, in a root of its own, with a desktop. */
export interface InstalledPc {
  readonly root: FreshRoot
  readonly desktop: Desktop
  /** What the package put there and changed. */
  readonly installed: readonly string[]
  /** As the teacher sees it. */
  view(): Promise<DeviceView | null>
  /** The version of the agent that runs, by its own word; null between two. */
  version(): Promise<string | null>
  doctor(): Promise<string>
  log(): string
  end(): Promise<void>
}

/** Places the bundle, installs the package, and keeps the agent running as the unit says: whenever it ends it is started again. */
export async function installPc(deb: string, bundle: string, hub: InstalledHub, folder: string, closers: Closers): Promise<InstalledPc> {
  const desktop = closers.add(await startDesktop({ width: 1_024, height: 768 }), (one) => one.stop())
  const root = closers.add(await makeFreshRoot(), (one) => one.stop())
  const settings = path.join(folder, 'agent.env')
  // No PC is to be sent down: it is the one this runs on.
  await writeFile(settings, `CLASSWARDEN_OPTIONS=--display ${desktop.display} --power-programs /dev/null\n`)
  await must(root, 'install', '-D', '-m', '0600', bundle, '/etc/classwarden/enrolment.json')
  await must(root, 'install', '-m', '0644', settings, '/etc/classwarden/agent.env')
  await must(root, 'apt-get', 'install', '-y', '-q', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', deb)
  const installed = await root.changes.list()

  const log: string[] = []
  let ending = false
  const unit = await readUnit(root, 'classwarden-agent.service')
  const start = (): ReturnType<typeof startUnit> => {
    const child = startUnit(root, unit)
    child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()))
    child.once('exit', () => {
      if (!ending) running = start()
    })
    return child
  }
  let running = start()
  const pc: InstalledPc = {
    root,
    desktop,
    installed,
    view: async () => {
      const devices = deviceViewSchema.array().parse(JSON.parse(await hub.command('teacher', '--json', 'list', 'Lab 1')))
      return devices[0] ?? null
    },
    version: async () => {
      const { code, stdout } = await root.run('classwarden-agent', ['status', '--json'])
      return code === 0 ? agentStatusSchema.parse(JSON.parse(stdout)).agentVersion : null
    },
    doctor: async () => (await root.run('classwarden-agent', ['doctor'])).stdout,
    log: () => log.join(''),
    end: async () => {
      if (ending) return
      ending = true
      const ended = once(running, 'exit')
      running.kill('SIGTERM')
      await ended
    },
  }
  return closers.add(pc, (one) => one.end())
}
