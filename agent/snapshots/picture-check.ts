import type { Frame } from '../platform/platform'

/** `withhold`: the picture is not kept and never leaves the PC. */
export type PictureVerdict = 'keep' | 'withhold'

export type PictureCheck = (frame: Frame) => Promise<PictureVerdict>

/**
 * The one place every picture of a breach passes before it is kept. Nothing is recognised here today: a check that can be relied on (such as one
 * against a members' list of known illegal images) belongs here, before anything is written or sent.
 */
export const checkPicture: PictureCheck = () => Promise.resolve('keep')
