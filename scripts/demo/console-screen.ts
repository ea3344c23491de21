import type { Closers } from '../../test/support/classroom/closers'
import { startDesktop } from '../../test/support/desktop'
import { openDisplay } from '../../test/support/screen/x-display'

export interface ConsoleScreen {
  readonly display: string
  /** For the narration. */
  readonly says: string
}

/** The display in front of the person when there is one, else a screen nobody sees. */
export async function findConsoleScreen(closers: Closers): Promise<ConsoleScreen> {
  const own = process.env['DISPLAY'] ?? ''
  if (own !== '') {
    const reached = await openDisplay(own).catch(() => null)
    if (reached !== null) {
      reached.close()
      return { display: own, says: 'your screen' }
    }
  }
  const desktop = closers.add(await startDesktop({ width: 1440, height: 900 }), (one) => one.stop())
  return { display: desktop.display, says: 'a virtual screen, as this computer shows none' }
}
