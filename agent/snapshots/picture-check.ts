import type { Frame } from '../platform/platform'

/** `withhold`: the picture is not kept and never leaves the PC. */
export type PictureVerdict = 'keep' | 'withhold'

/**
 * The one place every picture of a breach passes before it is kept. Nothing is recognised here today: a check that can be relied on (such as one
 * against a members' list of known illegal images) belongs here, before anything is written or sent.
 */
export async function checkPicture(_frame: Frame): Promise<PictureVerdict> {
  return Promise.resolve('keep')
}
