import { Menu } from 'electron'

/** Hidden until Alt: editing and zooming by the usual keys, and the way out. */
export const setConsoleMenu = (packaged: boolean): void => {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { role: 'fileMenu' },
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
          ...(packaged ? [] : ([{ type: 'separator' }, { role: 'toggleDevTools' }] as const)),
        ],
      },
    ]),
  )
}
