import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HubPlace } from '#shared/bridge'
import { placeOf, preloadFile, secondConsole, startConsole, type TestConsole } from '../support/console'
import { type Desktop, startDesktop, until } from '../support/desktop'

declare global {
  interface Window {
    placesSeen?: string[]
  }
}

describe('the console’s shell', () => {
  let desktop: Desktop
  let console: TestConsole

  beforeAll(async () => {
    desktop = await startDesktop({ width: 1_400, height: 900 })
    console = await startConsole({ display: desktop.display })
    await until('a hub', async () => (await placeOf(console)).state === 'ready')
  })
  afterAll(async () => {
    await console.stop()
    await desktop.stop()
  })

  it('shows the pages in a sandboxed, isolated window that has nothing of Node', async () => {
    const preferences = await console.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      // Electron offers the preferences in force to its own tests only, and so out of its types.
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = (
        contents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      ).getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag }
    })
    expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false })
    const page = await console.page.evaluate(() => ({
      origin: location.origin,
      node: [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process'), typeof Reflect.get(window, 'Buffer')],
      bridge: Object.keys(window.classwarden ?? {}).sort(),
    }))
    expect(page).toEqual({
      origin: 'classwarden://console',
      node: ['undefined', 'undefined', 'undefined'],
      bridge: ['ask', 'onHubPlace', 'onUpdate'],
    })
  })

  it('blocks foreign connections, scripts, frames and evaluated text by its policy', async () => {
    const blocked = await console.page.evaluate(async () => {
      const seen: string[] = []
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => seen.push(effectiveDirective))
      await fetch('https://example.org/').catch(() => undefined)
      const script = document.createElement('script')
      script.textContent = 'window.inlineRan = true'
      const frame = document.createElement('iframe')
      frame.src = 'https://example.org/'
      document.body.append(script, frame)
      // Outside the driver's own call, which may evaluate what pages may not.
      const evaluated = await new Promise((resolve) => {
        setTimeout(() => {
          try {
            resolve(typeof Reflect.construct(Function, ['return 1']))
          } catch {
            resolve('refused')
          }
        })
      })
      await new Promise((resolve) => setTimeout(resolve, 100))
      script.remove()
      frame.remove()
      return { seen: [...new Set(seen)].sort(), evaluated, inlineRan: Reflect.has(window, 'inlineRan') }
    })
    expect(blocked).toEqual({ seen: ['connect-src', 'frame-src', 'script-src', 'script-src-elem'], evaluated: 'refused', inlineRan: false })
  })

  it('stays on its pages: navigation, new windows and permissions are refused', async () => {
    const before = console.page.url()
    const answers = await console.page.evaluate(async () => ({
      opened: window.open('https://example.org/'),
      ownOpened: window.open('classwarden://console/'),
      notices: await Notification.requestPermission(),
      place: await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => {
            resolve('granted')
          },
          ({ code }) => {
            resolve(code)
          },
        )
      }),
      clipboard: await navigator.clipboard.readText().catch((error: unknown) => (error instanceof Error ? error.name : 'refused')),
    }))
    expect(answers).toEqual({ opened: null, ownOpened: null, notices: 'denied', place: 1, clipboard: 'NotAllowedError' })
    for (const address of ['https://example.org/', 'file:///etc/passwd', 'data:text/html,hello']) {
      await console.page.evaluate((target) => {
        location.href = target
      }, address)
    }
    expect(console.page.url()).toBe(before)
    expect(await console.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  it('saves only what the page made, of known kinds', async () => {
    const saved = await console.app.evaluate(({ session, BrowserWindow }) => {
      const seen: { name: string; refused: boolean }[] = []
      session.defaultSession.on('will-download', (event, item) => {
        seen.push({ name: item.getFilename(), refused: event.defaultPrevented })
        if (!event.defaultPrevented) item.cancel()
      })
      const offer = (name: string) => `{
        const link = document.createElement('a')
        link.href = URL.createObjectURL(new Blob(['{}'], { type: 'application/octet-stream' }))
        link.download = ${JSON.stringify(name)}
        link.click()
      }`
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const click = async (name: string, byPerson: boolean) => {
        const before = seen.length
        await contents?.executeJavaScript(offer(name), byPerson)
        for (let tries = 0; tries < 100 && seen.length === before; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return click('Lab 2.json', true)
        .then(() => click('setup.exe', true))
        .then(() => seen)
    })
    expect(saved).toEqual([
      { name: 'Lab 2.json', refused: false },
      { name: 'setup.exe', refused: true },
    ])
  })

  it('refuses the calls of a page that is not the console’s own, and counts them', async () => {
    const answer = await console.app.evaluate(async ({ BrowserWindow }, preload) => {
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } })
      await foreign.loadURL('data:text/html,foreign')
      const said: unknown = await foreign.webContents.executeJavaScript(`window.classwarden.ask('settings:write', { theme: 'dark' })`)
      foreign.destroy()
      return said
    }, preloadFile)
    expect(answer).toMatchObject({ ok: false, code: 'foreign-sender' })
    expect(console.output()).toMatch(/refused the call "settings:write" of a page: foreign-sender \(\d+ since the start\)/u)
    const settings = await console.page.evaluate(() => window.classwarden?.ask('settings:read', {}))
    expect(settings).toMatchObject({ ok: true, value: { theme: 'system' } })
  })

  it('keeps the database key out of the command line, and in a file for this user alone where there is no keyring', async () => {
    const place = await placeOf(console)
    expect(place).toMatchObject({ state: 'ready', mode: 'embedded', keyKept: 'file' })
    expect(place.state === 'ready' ? place.firstRunCode : null).not.toBeNull()
    const key = (await readFile(path.join(console.dataFolder, 'hub/hub.key'))).toString('hex')
    const commandLines = (await desktop.run('ps', ['-eo', 'args', '--width', '100000'])).stdout.toString()
    expect(commandLines).not.toContain(key)
    expect(console.output()).not.toContain(key)
  })

  it('brings its window to the front instead of opening a second console', async () => {
    await console.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    await until('a minimised window', () =>
      console.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized() === true),
    )
    const { command, args, environment } = secondConsole(desktop.display, console.dataFolder)
    const second = spawn(command, args, { env: environment, stdio: 'ignore' })
    const [code] = (await once(second, 'exit')) as [number | null]
    expect(code).toBe(0)
    await until('the first window in front', () =>
      console.app.evaluate(({ BrowserWindow }) => {
        const window = BrowserWindow.getAllWindows()[0]
        return window?.isMinimized() === false && window.isVisible()
      }),
    )
  })

  it('starts a crashed hub again at the same address, telling the pages of both', async () => {
    const before = await placeOf(console)
    await console.page.evaluate(() => {
      const states: string[] = []
      window.classwarden?.onHubPlace(({ state }) => states.push(state))
      window.placesSeen = states
    })
    const pid = await console.app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Classwarden hub')?.pid)
    process.kill(pid ?? expect.fail('there is no hub process'), 'SIGKILL')
    await until('the hub again', async () => {
      const states = await console.page.evaluate(() => window.placesSeen)
      return states?.at(-1) === 'ready'
    })
    expect(await console.page.evaluate(() => window.placesSeen)).toEqual(['failed', 'starting', 'ready'])
    // Each start of a hub without accounts makes another code.
    const after = await placeOf(console)
    expect(after).toEqual({ ...before, firstRunCode: after.state === 'ready' ? after.firstRunCode : null })
  })
})

describe('the console’s second start', () => {
  it('finds its hub, settings and window as they were left', async () => {
    const desktop = await startDesktop({ width: 1_400, height: 900 })
    const first = await startConsole({ display: desktop.display })
    try {
      await until('a hub', async () => (await placeOf(first)).state === 'ready')
      const authority = await placeOf(first)
      await first.page.evaluate(() => window.classwarden?.ask('settings:write', { theme: 'dark' }))
      await first.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.setBounds({ x: 120, y: 90, width: 1_010, height: 690 }),
      )
      await first.app.close()
      const second = await startConsole({ display: desktop.display, dataFolder: first.dataFolder })
      try {
        await until('a hub', async () => (await placeOf(second)).state === 'ready')
        const fingerprint = (place: HubPlace) => (place.state === 'ready' ? place.authorityFingerprint : place.state)
        expect(fingerprint(await placeOf(second))).toBe(fingerprint(authority))
        expect(await second.app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true)
        expect(await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())).toMatchObject({
          width: 1_010,
          height: 690,
        })
      } finally {
        await second.stop()
      }
    } finally {
      await first.stop()
      await desktop.stop()
    }
  })
})
