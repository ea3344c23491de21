import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { z } from 'zod'
import { type ConsoleSettings, defaultConsoleSettings } from '#shared/bridge'
import { signIn } from '../../../test/support/classroom/teacher'
import { until } from '../../../test/support/desktop'
import { PackageFailure } from '../workspace'
import type { InstalledHub } from './installed-hub'

/** Nobody's account on this machine: an ordinary user, as staff are. */
const uid = 31_998

export interface ConsoleTrial {
  /** The packaged program; its arguments follow. */
  readonly program: string
  /** Starts it somewhere else than on this machine itself. */
  readonly spawn?: (program: string, args: readonly string[], env: Readonly<Record<string, string>>) => ChildProcess
  readonly display: string
  readonly hub: InstalledHub
  /** Of its own: settings, and what it leaves behind. */
  readonly folder: string
  readonly screenshot: string
}

/**
 * Starts the packaged console as an ordinary user, signs the teacher in to the hub, keeps a picture, and answers what holds the pages' processes.
 * Throws where they are not in Chromium's sandbox.
 */
export async function tryConsole({ program, display, hub, folder, screenshot, ...parts }: ConsoleTrial): Promise<string> {
  const data = path.join(folder, 'data')
  await mkdir(data, { recursive: true })
  const elsewhere = { mode: 'remote' as const, address: hub.address, authorityFingerprint: hub.authority }
  const settings: ConsoleSettings = { ...defaultConsoleSettings, hub: elsewhere }
  await writeFile(path.join(data, 'settings.json'), JSON.stringify(settings))
  for (const one of [folder, data, path.join(data, 'settings.json')]) await chown(one, uid, uid)
  const env = {
    DISPLAY: display,
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    CLASSWARDEN_DATA: data,
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
  }
  const drop = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--']
  // A package takes no debugger; the page is driven the way any Chromium is.
  const args = [...drop, program, '--remote-debugging-port=0']
  const child = parts.spawn?.('setpriv', args, env) ?? spawn('setpriv', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  try {
    const listening = (): string | undefined => /^DevTools listening on (ws:\S+)$/mu.exec(printed)?.[1]
    await until(
      'the console to start',
      () => {
        if (child.exitCode !== null) throw new PackageFailure(`The console ended with ${child.exitCode}:\n${printed}`)
        return listening() !== undefined
      },
      30_000,
    )
    // While its first page is still being made, the debugger's connection can wait for ever.
    await until('its window', () => isShown(listening() ?? ''), 60_000)
    const browser = await chromium.connectOverCDP(listening() ?? '')
    try {
      const page = browser.contexts()[0]?.pages()[0]
      if (page === undefined) throw new PackageFailure('The console shows no page.')
      await page.getByLabel('Sign-in name').waitFor()
      await signIn(page, { signInName: 'teacher', password: hub.password })
      await page.getByRole('gridcell').first().waitFor()
      await until('the picture of the PC', async () => (await page.locator('[role="gridcell"] canvas').count()) > 0)
      await page.screenshot({ path: screenshot })
      return await sandboxOf(child.pid ?? 0)
    } finally {
      await browser.close()
    }
  } catch (error) {
    throw new PackageFailure(`${error instanceof Error ? error.message : String(error)}\n${printed}`)
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
  }
}

const targetsSchema = z.array(z.object({ type: z.string(), title: z.string() }))

/** Whether the page is loaded, by the list that Chromium gives of what can be debugged. */
async function isShown(debuggerUrl: string): Promise<boolean> {
  const answer = await fetch(`http://${new URL(debuggerUrl).host}/json/list`).catch(() => null)
  if (answer?.ok !== true) return false
  return targetsSchema.parse(await answer.json()).some(({ type, title }) => type === 'page' && title.includes('Classwarden'))
}

/** What the kernel says of the processes that show pages (proc_pid_status(5)). */
async function sandboxOf(pid: number): Promise<string> {
  for (const one of await readdir('/proc')) {
    if (!/^\d+$/u.test(one)) continue
    const command = await readFile(`/proc/${one}/cmdline`, 'utf8').catch(() => '')
    const status = await readFile(`/proc/${one}/status`, 'utf8').catch(() => '')
    const [owner] = /^Uid:\t(\d+)/mu.exec(status)?.slice(1) ?? []
    if (!command.includes('--type=renderer') || owner !== String(uid)) continue
    const isFiltered = /^Seccomp:\t2$/mu.test(status)
    const ownNumbers = (/^NSpid:\t(.+)$/mu.exec(status)?.[1] ?? '').split('\t').length > 1
    if (!isFiltered || !ownNumbers || command.includes('--no-sandbox'))
      throw new PackageFailure(`The pages of the console (process ${pid}) are not in Chromium's sandbox:\n${status}`)
    return 'its pages in a sandbox: system calls filtered, a PID namespace of their own'
  }
  throw new PackageFailure('No process shows the pages of the console.')
}
