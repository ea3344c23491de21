import type { XConnection } from './x-connection'

/** A sensor or an action of the desktop: joined to each X connection in turn, and left without one in between. */
export interface DisplayPart {
  attach(x: XConnection): Promise<void>
  detach(): void
}
