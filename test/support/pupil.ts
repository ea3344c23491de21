import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { DeviceView } from '#shared/model/device'
import { type AgentOptions, startAgent, type TestAgent } from './agent'
import type { ConsoleClient } from './console-client'
import { type Desktop, type DesktopOptions, startDesktop, until } from './desktop'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from './hub'
import { countPixels, takeScreenshot } from './screenshot'

/** One pupil PC from end to end: a desktop, a real agent on it, a real hub, and a teacher who watches the room. */
export interface Pupil {
  readonly hub: TestHub
  readonly desktop: Desktop
  readonly agent: TestAgent
  readonly teacher: ConsoleClient
  /** The PC as the teacher's console sees it now. */
  view(): DeviceView
  order(kind: 'lock' | 'blank' | 'message', more?: { readonly text?: string; readonly minutes?: number }): Promise<void>
  lift(): Promise<void>
  /** State of each restriction as the console sees it. */
  states(): string[]
  /** Waits for the console to see exactly these. */
  untilStates(...states: string[]): Promise<void>
  stop(): Promise<void>
}

export async function startPupil(options: DesktopOptions = {}, withDesktop = true, own: Pick<AgentOptions, 'ownPc'> = {}): Promise<Pupil> {
  const [hub, desktop] = await Promise.all([startTestHub(), startDesktop({ width: 1024, height: 768, ...options })])
  const shown: AgentOptions['desktop'] = withDesktop ? desktop : null
  const agent = await startAgent({ hub, desktop: shown, ...own })
  const teacher = await hub.signIn('teacher')
  const room = await teacher.watch(hub.room.roomId)
  const view = (): DeviceView => {
    const device = room.devices.get(agent.deviceId)
    if (device === undefined) throw new Error('The console does not see the PC.')
    return device
  }
  const states = (): string[] => view().restrictions.map(({ state, failure }) => (failure === null ? state : `${state} ${failure}`))
  await until('the PC to be live', () => room.devices.get(agent.deviceId)?.presence.state === 'live')
  if (withDesktop) await until('the display', () => view().display.state === 'ready')
  return {
    hub,
    desktop,
    agent,
    teacher,
    view,
    order: async (kind, more = {}) => {
      await teacher.must('restriction:order', { ...restrictionOrder(hub.room.roomId, [agent.deviceId], kind), ...more })
    },
    lift: async () => {
      await teacher.must('restriction:lift', restrictionLift(hub.room.roomId, [agent.deviceId]))
    },
    states,
    untilStates: (...wanted) =>
      until(`restrictions ${wanted.join()}, there are ${states().join()}`, () => states().join() === wanted.join()),
    stop: async () => {
      await agent.stop()
      await hub.stop()
      await desktop.stop()
    },
  }
}

/** Magenta shows nowhere but on the window a test puts up: what is left of it tells how much is covered. */
const magenta = 0xff00ff

export async function openMagentaWindow(desktop: Desktop): Promise<void> {
  desktop.spawn('xterm', ['-bg', '#ff00ff', '-fg', '#ff00ff', '-cr', '#ff00ff', '-b', '0', '-geometry', '60x20+0+0'])
  await until('the window', async () => (await magentaPixels(desktop)) > 10_000)
}

export const magentaPixels = async (desktop: Desktop): Promise<number> =>
  countPixels(await takeScreenshot(desktop), (colour) => colour === magenta)

/** A terminal in front that writes each line typed into a file; answers how to read it. */
export async function openTypist(pupil: Pupil): Promise<() => Promise<string>> {
  const file = path.join(pupil.agent.dataFolder, 'typed')
  pupil.desktop.spawn('xterm', ['-T', 'typist', '-e', 'sh', '-c', `cat > ${file}`])
  await until('the terminal in front', () => pupil.view().foreground?.title === 'typist')
  return () => readFile(file, 'utf8')
}

export async function typeLine(desktop: Desktop, text: string): Promise<void> {
  await desktop.run('xdotool', ['type', text])
  await desktop.run('xdotool', ['key', 'Return'])
}
