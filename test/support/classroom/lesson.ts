import { startDesktop, type Desktop } from '../desktop'
import { observeScreen, type ScreenObserver } from '../screen/screen-observer'
import { paintNoise } from '../screen/noise-screen'
import type { Closers } from './closers'
import { startConsole, type ConsoleProgram } from './console-program'
import { startAgent, type TestAgent } from '../agent'
import { foundSchool, must, type School } from './school'
import { signIn, waitForLiveTiles } from './teacher'

/** A pupil's place in the lesson: desktop, agent, and an eye on its screen. */
export interface Place {
  readonly name: string
  readonly desktop: Desktop
  readonly agent: TestAgent
  readonly screen: ScreenObserver
}

/** A lesson that has begun: the real console on a screen of its own, signed in as the teacher, with every pupil's tile live. */
export interface Lesson {
  readonly console: ConsoleProgram
  readonly consoleDisplay: string
  readonly school: School
  readonly places: readonly Place[]
}

export interface LessonOptions {
  readonly pupils: number
  /** How many PCs the bundle may enrol besides. */
  readonly enrol?: number
  /** Noise instead of an empty background, so that every pixel tells whether it is covered. */
  readonly noise: boolean
  /** The Node that runs the agents. */
  readonly node?: string
  readonly tell: (line: string) => void
}

export async function beginLesson(closers: Closers, options: LessonOptions): Promise<Lesson> {
  const { pupils, tell } = options
  tell('starting the console on its own 1920x1080 screen')
  const consoleDesktop = closers.add(await startDesktop(), (desktop) => desktop.stop())
  const console = closers.add(await startConsole({ display: consoleDesktop.display }), (program) => program.stop())
  const school = await foundSchool(console.hub, 'Lab 2', Math.max(1, pupils + (options.enrol ?? 0)))
  closers.add(school.technician, (link) => link.close())

  const places: Place[] = []
  for (let index = 0; index < pupils; index += 1) {
    const name = `PC-${String(index + 1).padStart(2, '0')}`
    tell(`starting ${name}: desktop, agent, enrolment`)
    const desktop = closers.add(await startDesktop(), (one) => one.stop())
    if (options.noise) await paintNoise(desktop.display)
    const own = options.node === undefined ? {} : { node: options.node }
    const agent = closers.add(await startAgent({ hub: { issueBundle: async () => school.bundle }, desktop, ...own }), (one) => one.stop())
    must('naming the PC', await school.technician.ask('device:rename', { deviceId: agent.deviceId, name }))
    const screen = closers.add(await observeScreen(desktop.display), (one) => one.close())
    places.push({ name, desktop, agent, screen })
  }

  tell('signing in as the teacher and waiting for live tiles')
  // The page offered to make the first account until it heard that there is one.
  await console.page.locator('input[autocomplete="current-password"]').waitFor()
  await signIn(console.page, school.teacher)
  await waitForLiveTiles(console.page, pupils)
  return { console, consoleDisplay: consoleDesktop.display, school, places }
}
