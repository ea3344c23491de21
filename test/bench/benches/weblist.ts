import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { startAgent } from '../../support/agent'
import type { Closers } from '../../support/classroom/closers'
import { startDesktop, until } from '../../support/desktop'
import { restrictionOrder, startTestHub } from '../../support/hub'
import { prepareManagedBrowsers } from '../../support/managed-browsers'
import { saveList, saveScene } from '../../support/scenes'
import { tell } from '../measure/progress'

export interface WeblistFigures {
  readonly domains: number
  /** From the order to the PC's word that its browser follows, or to the last page of the list it still got, whichever is later; list fetched. */
  readonly applyMs: number
  /** The same once the list is on the PC's disk. */
  readonly applyHeldMs: number
  readonly openTabs: number
  /** From the order to the last open tab led away, as a console sees it. */
  readonly openTabsSweptMs: number
  /** Pages and pictures of the list that were requested after the PC's word, in frames, in new tabs and by open pages, and tabs that still showed one. */
  readonly leaked: number
}

const listed = Array.from({ length: 8 }, (_value, at) => `games${at}.test`)
const knockForMs = 3_000

export async function measureWeblist(
  closers: Closers,
  { domains, tabs }: { readonly domains: number; readonly tabs: number },
): Promise<WeblistFigures> {
  /** When a page of the list was last asked for, and how often since `watchFrom`. */
  let lastGotMs = 0
  let gotSince = 0
  let watching = false
  const noteRequest = (at: string): void => {
    if (!/^\/(?:knock|embed|late)\d/u.test(at)) return
    lastGotMs = performance.now()
    if (watching) gotSince += 1
  }
  const hub = closers.add(await startTestHub(), (one) => one.stop())
  const desktop = closers.add(await startDesktop({ width: 1024, height: 768 }), (one) => one.stop())
  const browsers = closers.add(await prepareManagedBrowsers(['maths.test', ...listed], noteRequest), (one) => one.stop())
  const agent = closers.add(await startAgent({ hub, desktop, prepare: (dataFolder) => browsers.install(dataFolder) }), (one) => one.stop())
  const teacher = await hub.signIn('teacher')
  const room = await teacher.watch(hub.room.roomId)
  const device = () => room.devices.get(agent.deviceId)
  const shows = (host: string): boolean => device()?.tabs.some(({ url }) => url.startsWith(`http://${host}`)) ?? false

  const names = [...listed, ...Array.from({ length: domains - listed.length }, (_value, at) => `site${at}.blocklist.example`)]
  const list = await saveList(teacher, 'Games', names.join('\n'))
  const scene = await saveScene(teacher, { name: 'No games', access: 'all-but', listIds: [list.listId] })
  tell(`a list of ${list.domains} names is saved`)

  const pages = Array.from({ length: tabs }, (_value, at) => browsers.address(listed[at % listed.length] ?? '', `/tab${at}`))
  browsers.open(desktop, 'chromium', browsers.address('maths.test', '/'), { args: pages })
  await until('the tabs', () => (device()?.tabs ?? []).filter(({ url }) => url.includes('games')).length >= tabs, 90_000)
  browsers.open(desktop, 'chromium', browsers.address('maths.test', `/knock?${listed[0] ?? ''}`))
  await until('the first knock', () => lastGotMs > 0, 60_000)
  await sleep(2_000)

  const apply = async (): Promise<{ readonly enforcedMs: number; readonly sweptMs: number; readonly leaked: number }> => {
    watching = false
    gotSince = 0
    const orderedMs = performance.now()
    const order = {
      ...restrictionOrder(hub.room.roomId, [agent.deviceId], 'internet'),
      internet: { access: 'scene' as const, sceneId: scene.sceneId },
    }
    const { leaseId } = await teacher.must('restriction:order', order)
    const held = () => device()?.restrictions.find(({ lease }) => lease.leaseId === leaseId)
    await until('the PC to follow', () => held()?.state === 'applied', 30_000)
    const appliedMs = performance.now()
    watching = true
    await until('the tabs to be swept', () => !listed.some(shows), 30_000)
    const sweptMs = performance.now()
    await sleep(knockForMs)
    for (const host of listed.slice(0, 4)) browsers.open(desktop, 'chromium', browsers.address(host, '/late1'))
    await sleep(knockForMs)
    const leaked = gotSince + (device()?.tabs.filter(({ url }) => /^http:\/\/games/u.test(url)).length ?? 0)
    return { enforcedMs: Math.max(appliedMs, lastGotMs) - orderedMs, sweptMs: sweptMs - orderedMs, leaked }
  }

  const first = await apply()
  tell(`applied in ${first.enforcedMs.toFixed(0)} ms, tabs swept in ${first.sweptMs.toFixed(0)} ms, ${first.leaked} leaked`)
  watching = false
  const lift = { roomId: hub.room.roomId, deviceIds: [agent.deviceId], orderId: randomUUID(), kinds: ['internet' as const] }
  await teacher.must('restriction:lift', lift)
  await until('the pages to be back', () => listed.every(shows), 60_000)
  await sleep(2_000)
  const again = await apply()
  return {
    domains: list.domains,
    applyMs: first.enforcedMs,
    applyHeldMs: again.enforcedMs,
    openTabs: tabs,
    openTabsSweptMs: first.sweptMs,
    leaked: first.leaked + again.leaked,
  }
}
