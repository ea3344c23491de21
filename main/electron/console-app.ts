import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { app, ipcMain, type IpcMainInvokeEvent, protocol, session } from 'electron'
import type { ConsoleSettings, HubPlace } from '#shared/bridge'
import { fail, ok } from '#shared/outcome'
import { bindBridge } from './bridge'
import { hubPlaceChannel, updateChannel } from '../preload/channels'
import { setConsoleMenu } from './console-menu'
import { applyTheme, type ConsoleWindow, openConsoleWindow } from './console-window'
import { chooseBackup } from './choose-backup'
import { embedHub, hubProcessOf } from './embedded-hub'
import { findHubs } from './find-hubs'
import { takeHubSeat } from './hub-place'
import { showNotice } from './notice'
import { openUpdates } from './updates/open-updates'
import { limitSession, type SessionLimits } from './page-limits'
import { answerPage, pagesOrigin, pagesScheme } from './pages'
import { createRestoreDesk } from './restore-desk'
import type { SettingsStore } from './settings-store'
import type { StartOptions } from './start-options'

export interface ConsoleAppParts {
  readonly dataFolder: string
  /** Holds `main/`, `preload/` and `renderer/` as built. */
  readonly productsFolder: string
  readonly store: SettingsStore
  readonly options: StartOptions
  readonly log: (line: string) => void
}

export interface ConsoleApp {
  focus(): void
  /** Ends the embedded hub in order. */
  stop(): Promise<void>
}

/** Everything after Electron is ready. The hub comes before the window, since it takes longest. */
export const startConsole = (parts: ConsoleAppParts): ConsoleApp => {
  const { dataFolder, productsFolder, store, options, log } = parts
  const pagesFolder = path.join(productsFolder, 'renderer')
  let settings = store.read()
  let view: ConsoleWindow | null = null
  /** The hub address in the policy of the pages last loaded; undefined before the first load. */
  let loadedFor: string | null | undefined

  const showPlace = (place: HubPlace): void => {
    if (view === null || view.window.isDestroyed()) return
    loadWhenKnown()
    view.window.webContents.send(hubPlaceChannel, place)
  }

  const host = embedHub({ dataFolder, productsFolder, log })
  const seat = takeHubSeat(options.applyTo(settings.hub), host, showPlace)

  /** The pages' policy names the hub, so they wait for a hub on a free port, and are loaded anew when it takes another. */
  function loadWhenKnown(): void {
    const address = seat.address()
    if (view === null || loadedFor === address || (address === null && seat.place().state === 'starting')) return
    loadedFor = address
    view.load()
  }

  /** Chromium remembers for half an hour whom it trusted or refused, so another hub means another process. */
  const startAnew = (): void => {
    updates.stop()
    app.relaunch()
    // The page gets its answer first.
    setImmediate(() => {
      app.quit()
    })
  }

  const write = (patch: Partial<ConsoleSettings>) => {
    const before = settings
    const written = store.write({ ...settings, ...patch })
    if (!written.ok) return written
    settings = written.value
    applyTheme(settings.theme)
    if (!isDeepStrictEqual(settings.hub, before.hub)) startAnew()
    return ok(settings)
  }

  protocol.handle(pagesScheme, (request) => answerPage(pagesFolder, request, seat.address()))
  const limits: SessionLimits = {
    pin: () => seat.pin(),
    onCertificate: (fault) => {
      seat.noteCertificate(fault)
    },
    log,
  }
  limitSession(session.defaultSession, limits)
  const updates = openUpdates({
    productsFolder,
    options,
    limits,
    hubAddress: () => (seat.place().state === 'ready' ? seat.address() : null),
    onChange: (update) => {
      if (view !== null && !view.window.isDestroyed()) view.window.webContents.send(updateChannel, update)
    },
    log,
  })

  const restore = createRestoreDesk({
    standAside: () => seat.standAside(),
    chooseFile: () => chooseBackup(view?.window ?? null),
    ...hubProcessOf({ dataFolder, productsFolder, log }),
    startAnew,
  })

  const focus = (): void => view?.focus()
  bindBridge<IpcMainInvokeEvent>(
    ipcMain,
    {
      'settings:read': () => ok(settings),
      'settings:write': ({ hub, theme, language }) =>
        write({
          ...(hub === undefined ? {} : { hub }),
          ...(theme === undefined ? {} : { theme }),
          ...(language === undefined ? {} : { language }),
        }),
      'hub:place': () => ok(seat.place()),
      'hub:retry': () => {
        seat.retry()
        return ok(null)
      },
      'restore:begin': () => restore.begin(),
      'restore:choose': () => restore.choose(),
      'restore:run': ({ recoveryKey }) => restore.run(recoveryKey),
      'restore:end': () => restore.end(),
      'hub:find': async () => ok(await findHubs()),
      'update:read': () => ok(updates.read()),
      'update:check': () => {
        void updates.check()
        return ok(null)
      },
      'update:restart': () => {
        const restarted = updates.restart()
        if (restarted.ok) setImmediate(() => app.quit())
        return restarted
      },
      'notice:show': (notice) =>
        showNotice(notice, focus) ? ok(null) : fail('notices-unsupported', 'This system shows no notices. The console shows them itself.'),
    },
    {
      isOwn: ({ senderFrame }) =>
        view !== null && senderFrame !== null && senderFrame === view.window.webContents.mainFrame && senderFrame.origin === pagesOrigin,
      onRefused: (event, refusal, count) => {
        log(`refused the call ${JSON.stringify(event)} of a page: ${refusal.code} (${count} since the start)`)
      },
      onFault: (event, error) => {
        log(`the call ${event} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      },
    },
  )

  seat.start()
  setConsoleMenu(app.isPackaged)
  applyTheme(settings.theme)
  view = openConsoleWindow({
    preload: path.join(productsFolder, 'preload/index.cjs'),
    place: store.readWindowPlace(),
    onPlace: (place) => {
      store.writeWindowPlace(place)
    },
    log,
  })
  loadWhenKnown()

  return {
    focus,
    stop: async () => {
      await seat.stop()
      await updates.installAtEnd()
    },
  }
}
