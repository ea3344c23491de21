import { readdir, readFile, readlink } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startAgent } from '../../support/agent'
import type { Closers } from '../../support/classroom/closers'
import { startDesktop, until } from '../../support/desktop'
import { startTestHub } from '../../support/hub'
import { prepareManagedBrowsers } from '../../support/managed-browsers'
import { tell } from '../measure/progress'
import { spread, type Spread } from '../measure/statistics'

export interface UrlFigures {
  readonly rounds: number
  /** From the page's request at its web server to its address at a console of the hub. */
  readonly navToHubMs: Spread
  /** From just before the key is pressed, the start of xdotool included, to the other tab's page at the console. */
  readonly tabSwitchMs: Spread
  /** Resident memory of the native messaging host. */
  readonly hostRssMb: number
}

export async function measureUrl(closers: Closers, { rounds }: { readonly rounds: number }): Promise<UrlFigures> {
  const requests = new Map<string, number>()
  const hub = closers.add(await startTestHub(), (one) => one.stop())
  const desktop = closers.add(await startDesktop({ width: 1024, height: 768 }), (one) => one.stop())
  const noteRequest = (at: string): void => {
    requests.set(at, performance.now())
  }
  const browsers = closers.add(await prepareManagedBrowsers(['maths.test'], noteRequest), (one) => one.stop())
  const agent = closers.add(await startAgent({ hub, desktop, prepare: (dataFolder) => browsers.install(dataFolder) }), (one) => one.stop())
  const teacher = await hub.signIn('teacher')
  const room = await teacher.watch(hub.room.roomId)
  const front = (): string => room.devices.get(agent.deviceId)?.foreground?.page?.url ?? ''

  browsers.open(desktop, 'chromium', browsers.address('maths.test', '/walk0'))
  await until('the first page', () => front().includes('/walk'), 60_000)
  const navigations: number[] = []
  let seen = front()
  while (navigations.length < rounds) {
    await sleep(1)
    if (front() === seen) continue
    seen = front()
    const requestedMs = requests.get(new URL(seen).pathname)
    if (requestedMs !== undefined) navigations.push(performance.now() - requestedMs)
    tell(`page ${navigations.length} of ${rounds}: ${(navigations.at(-1) ?? 0).toFixed(1)} ms`)
  }

  browsers.open(desktop, 'chromium', browsers.address('maths.test', '/still'))
  await until('the second tab', () => front().endsWith('/still'))
  const switches: number[] = []
  while (switches.length < rounds) {
    await sleep(300)
    const before = front().endsWith('/still')
    const pressedMs = performance.now()
    void desktop.run('xdotool', ['key', 'ctrl+Tab'])
    while (front().endsWith('/still') === before && performance.now() - pressedMs < 5_000) await sleep(1)
    switches.push(performance.now() - pressedMs)
    tell(`tab ${switches.length} of ${rounds}: ${(switches.at(-1) ?? 0).toFixed(1)} ms`)
  }
  return { rounds, navToHubMs: spread(navigations), tabSwitchMs: spread(switches), hostRssMb: await hostMemoryMb(browsers.place) }
}

async function hostMemoryMb(place: string): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))) {
    const program = await readlink(`/proc/${pid}/exe`).catch(() => '')
    if (program !== path.join(place, 'browser-host')) continue
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return (Number(/^VmRSS:\s+(\d+)/mu.exec(status)?.[1]) * 1_024) / 1e6
  }
  throw new Error('no host runs')
}
