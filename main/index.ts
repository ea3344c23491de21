import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, ipcMain, protocol } from 'electron'
import { type ConsoleApp, startConsole } from './electron/console-app'
import { limitNavigation } from './electron/page-limits'
import { pagesScheme } from './electron/pages'
import { openSettingsStore } from './electron/settings-store'
import { readStartOptions } from './electron/start-options'

/** The console's entry: what must happen before Electron is ready, then `startConsole`, then an orderly end. */

const log = (line: string): void => {
  process.stderr.write(`console: ${line}\n`)
}

const give = (line: string): never => {
  log(line)
  process.exit(2)
}

if (app.isPackaged && app.commandLine.hasSwitch('no-sandbox')) {
  give('--no-sandbox is for tests from the sources only. Start Classwarden as an ordinary user, without it.')
}
// The window asks for the sandbox itself; this holds it for every process. Electron starts no child when told both things.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()

const options = readStartOptions(process.env)
if (!options.ok) give(options.detail)
else {
  if (options.value.dataFolder !== undefined) {
    mkdirSync(options.value.dataFolder, { recursive: true, mode: 0o700 })
    app.setPath('userData', options.value.dataFolder)
  }

  // Without a graphics device Chromium tries for one, fails and begins again: most of a second at every start.
  if (process.platform === 'linux' && !existsSync('/dev/dri')) app.disableHardwareAcceleration()

  protocol.registerSchemesAsPrivileged([
    { scheme: pagesScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
  limitNavigation(app, log)

  let running: ConsoleApp | null = null
  if (app.requestSingleInstanceLock()) {
    app.on('second-instance', () => running?.focus())
    app.on('window-all-closed', () => {
      app.quit()
    })
    endInOrder(() => running)
    const dataFolder = app.getPath('userData')
    const store = openSettingsStore(dataFolder, log)
    // electron-store offers its paths to pages; the bridge is the only door.
    ipcMain.removeAllListeners('electron-store-get-data')
    const productsFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
    app.whenReady().then(
      () => {
        running = startConsole({ dataFolder, productsFolder, store, options: options.value, log })
      },
      (error: unknown) => give(String(error)),
    )
  } else {
    log('Classwarden is already open; its window comes to the front')
    app.quit()
  }
}

/** Holds the quit until the hub has closed its database. */
function endInOrder(running: () => ConsoleApp | null): void {
  let ended = false
  app.on('before-quit', (event) => {
    const console = running()
    if (ended || console === null) return
    event.preventDefault()
    console.stop().then(
      () => {
        ended = true
        app.quit()
      },
      (error: unknown) => give(String(error)),
    )
  })
}
