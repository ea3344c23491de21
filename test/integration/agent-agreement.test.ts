import type { ChildProcess } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { agreementButtons, agreementCard } from '../../agent/platform/agreement-place'
import { noticeColours } from '../../agent/platform/notice-spec'
import { startAgent, type TestAgent, untilLogged } from '../support/agent'
import { startDesktop, until, type Desktop } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { makePupilAccount } from '../support/pupil-account'
import { countPixels, takeScreenshot } from '../support/screenshot'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Pixels in the colour of the button that agrees, over the right and the left monitor. */
const buttons = async (desktop: Desktop): Promise<readonly [number, number]> => {
  const screenshot = await takeScreenshot(desktop)
  const on = (left: boolean): number =>
    countPixels(screenshot, (colour, x, y) => colour === noticeColours.accent && x < 800 === left && y > 400)
  return [on(true), on(false)]
}
const isAsked = async (desktop: Desktop): Promise<boolean> => (await buttons(desktop)).every((pixels) => pixels > 5_000)
const press = (desktop: Desktop, ...keys: string[]): Promise<unknown> => desktop.run('xdotool', ['key', ...keys])
/** Somebody who keeps pressing until the text goes: what comes too early is no answer. */
const untilGone = (desktop: Desktop, act: () => Promise<unknown>): Promise<void> =>
  until('the text to go', async () => {
    if (!(await isAsked(desktop))) return true
    await act()
    return false
  })

interface Scene {
  readonly school: TestHub
  readonly desktop: Desktop
  readonly agent: TestAgent
  /** The pupil's programs begin. */
  signIn(): Promise<ChildProcess>
}

/** A PC of two monitors at which nobody is signed in, linked with a school that asks Years 7 to 9. */
async function startScene(): Promise<Scene> {
  const account = await makePupilAccount(7, 'cai', 'Cai Owen')
  closers.push(() => account.remove())
  const school = await startTestHub()
  closers.push(() => school.stop())
  const officer = await school.signIn('officer')
  await officer.must('pupil:put', { pupils: [{ userName: 'cai', displayName: 'Cai Owen', yearGroup: 8, groups: [] }] })
  await officer.must('agreement:publish', {
    keyStage: 'ks3',
    title: 'Using our computers',
    text: 'I am kind.\nI keep my password to myself.',
  })
  const monitors = [
    { x: 0, y: 0, width: 800, height: 600 },
    { x: 800, y: 0, width: 800, height: 600 },
  ]
  const desktop = await startDesktop({ width: 1600, height: 600, monitors, windowManager: false, account })
  closers.push(() => desktop.stop())
  const agent = await startAgent({ hub: school, desktop, account })
  closers.push(() => agent.stop())
  await untilLogged(agent, 'Linked to the hub')
  const signIn = async (): Promise<ChildProcess> => {
    desktop.spawn('openbox')
    await until('the window manager', async () => {
      const { stdout } = await desktop.run('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'])
      return stdout.toString().includes('window id')
    })
    return desktop.spawn('xterm', ['-T', 'own'])
  }
  return { school, desktop, agent, signIn }
}

const standing = async ({ school }: Scene): Promise<string | undefined> => {
  const officer = await school.signIn('officer')
  const { entries } = await officer.must('agreement:register', {})
  officer.close()
  return entries[0]?.standing
}

test('[AU3][AU5] who signs in is asked on every monitor, again by an agent that was killed, and agrees by keyboard', async () => {
  const scene = await startScene()
  const { desktop, agent } = scene
  expect(await isAsked(desktop)).toBe(false)
  await scene.signIn()
  await until('the text on both monitors', () => isAsked(desktop))
  await agent.kill()
  await until('the screen without an agent', async () => !(await isAsked(desktop)))
  agent.start()
  await until('the text again', () => isAsked(desktop))
  // Nothing is chosen yet: Enter alone answers nothing.
  await press(desktop, 'Return')
  await untilGone(desktop, () => press(desktop, 'Tab', 'Return'))
  await until('the register', async () => (await standing(scene)) === 'agreed')
  await agent.kill()
  agent.start()
  await until('the link', () => agent.logLines.filter((line) => line.includes('Linked to the hub')).length >= 3)
  expect(await isAsked(desktop)).toBe(false)
})

test('[AU4] who declines by mouse is logged off, and that is in the register', async () => {
  const scene = await startScene()
  const { desktop } = scene
  const own = await scene.signIn()
  await until('the text on both monitors', () => isAsked(desktop))
  const card = agreementCard({ x: 800, y: 0, width: 800, height: 600 })
  const { x, y } = agreementButtons(card).declined
  await until('the answer', async () => {
    await desktop.run('xdotool', ['mousemove', String(card.x + x + 40), String(card.y + y + 20), 'click', '1'])
    return (await standing(scene)) === 'declined'
  })
  await until('the end of the session', () => own.exitCode !== null || own.signalCode !== null)
  // A display manager starts the server anew after each session.
  await desktop.killServer()
  await desktop.startServer()
  await scene.signIn()
  await until('the text for the next sign-in', () => isAsked(desktop))
})
