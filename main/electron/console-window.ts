import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import type { ConsoleSettings } from '#shared/bridge'
import { pagesOrigin } from './pages'
import { restartDelayMs } from './restart-delay'
import type { WindowPlace } from './settings-store'

export interface ConsoleWindowParts {
  /** Absolute path of the built preload. */
  readonly preload: string
  readonly place: WindowPlace | null
  onPlace(place: WindowPlace): void
  readonly log: (line: string) => void
}

export interface ConsoleWindow {
  readonly window: BrowserWindow
  /** Loads the pages, anew when they are there already: their policy names the hub, so another hub means another load. */
  load(): void
  focus(): void
}

const smallest = { width: 800, height: 560 }
const usual = { width: 1_280, height: 800 }

/** The surface colours of the two themes, shown until the pages paint. */
const surfaces = { light: '#f8f9fa', dark: '#1a1b1e' } as const

export const applyTheme = (theme: ConsoleSettings['theme']): void => {
  nativeTheme.themeSource = theme
}

export const openConsoleWindow = (parts: ConsoleWindowParts): ConsoleWindow => {
  const place = parts.place === null || !isOnScreen(parts.place) ? null : parts.place
  const window = new BrowserWindow({
    ...(place === null ? usual : { x: place.x, y: place.y, width: place.width, height: place.height }),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Classwarden',
    backgroundColor: nativeTheme.shouldUseDarkColors ? surfaces.dark : surfaces.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: parts.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries come from the internet.
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  if (place?.maximised === true) window.maximize()

  const load = (): void => {
    // A load that a newer one overtakes is rejected; a failed one shows Chromium's own page and is logged.
    window.loadURL(`${pagesOrigin}/`).catch((error: unknown) => {
      if (!window.isDestroyed()) parts.log(`the pages did not load: ${error instanceof Error ? error.message : String(error)}`)
    })
  }

  let crashes = 0
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    crashes += 1
    parts.log(`the pages stopped (${reason}); they are loaded again`)
    setTimeout(() => {
      if (!window.isDestroyed()) load()
    }, restartDelayMs(crashes))
  })

  window.on('close', () => {
    parts.onPlace({ ...window.getNormalBounds(), maximised: window.isMaximized() })
  })

  return {
    window,
    load,
    focus: () => {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
  }
}

/** A window last seen on a monitor that is gone would open out of reach. */
const isOnScreen = (place: WindowPlace): boolean => {
  const { workArea } = screen.getDisplayMatching(place)
  const sharedWidth = Math.min(place.x + place.width, workArea.x + workArea.width) - Math.max(place.x, workArea.x)
  const sharedHeight = Math.min(place.y + place.height, workArea.y + workArea.height) - Math.max(place.y, workArea.y)
  return sharedWidth >= smallest.width / 4 && sharedHeight >= smallest.height / 4
}
