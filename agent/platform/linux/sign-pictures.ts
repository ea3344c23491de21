import type { Watched } from '#shared/model/screen'
import { signHeight, signStates } from '../notice-spec'
import type { PlatformOptions } from '../platform'
import { uploadNotice } from './notice-pixmap'
import type { XConnection } from './x-connection'

/**
 * The sign in each of its states, drawn once and kept by the X server, so that a change costs no drawing. Null when drawing failed or `signal`
 * aborted. The pixmaps go with the connection.
 */
export async function drawSignPictures(
  x: XConnection,
  drawNotice: PlatformOptions['drawNotice'],
  signal: AbortSignal,
): Promise<ReadonlyMap<Watched, number> | null> {
  const sheet = await uploadNotice(x, drawNotice, { kind: 'sign' }, signal)
  if (sheet === null) return null
  const { client, screen } = x
  const gc = client.AllocID()
  client.CreateGC(gc, sheet.pixmap, {})
  const pictures = new Map<Watched, number>()
  for (const [row, { watched, width }] of signStates.entries()) {
    const pixmap = client.AllocID()
    client.CreatePixmap(pixmap, screen.root, screen.root_depth, width, signHeight)
    client.CopyArea(sheet.pixmap, pixmap, gc, 0, row * signHeight, 0, 0, width, signHeight)
    pictures.set(watched, pixmap)
  }
  client.FreeGC(gc)
  client.FreePixmap(sheet.pixmap)
  return pictures
}
