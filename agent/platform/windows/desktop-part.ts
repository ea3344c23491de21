import type { DesktopEvent } from './desktop-events'
import type { DesktopLine } from './desktop-program'

/** What joins each run of the program on the desktop anew. */
export interface DesktopPart {
  attach(line: DesktopLine): void
  /** The program is no more; harmless when there was none. */
  detach(): void
  heed?(event: DesktopEvent): void
}
