import { type BrowserWindow, dialog } from 'electron'

/** Asks the person for the file of a backup, in a window of the system's own; null when none was chosen. */
export const chooseBackup = async (window: BrowserWindow | null): Promise<string | null> => {
  const options = {
    title: 'Backup to restore',
    properties: ['openFile' as const],
    filters: [
      { name: 'Backups of Classwarden', extensions: ['age'] },
      { name: 'All files', extensions: ['*'] },
    ],
  }
  const chosen = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options))
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null)
}
