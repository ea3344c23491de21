import type { PicturePart, Thumbnail } from '#shared/model/screen'

/** Parts kept of one picture; more of them, or more bytes, and a keyframe is asked for. */
const partsKept = 32
const bytesKept = 600_000
/** As many as one thumbnail message may carry. */
const partsPerMessage = 8

interface KeptPart {
  /** Grows with every part of the cache's device, over all monitors. */
  readonly serial: number
  readonly takenAt: number
  readonly part: PicturePart
}

interface KeptPicture {
  readonly width: number
  readonly height: number
  /** The first part of the newest keyframe: a console that drew less begins there. */
  readonly baseSerial: number
  readonly parts: readonly KeptPart[]
}

/** What a console has drawn of one device: per monitor the serial of the last part. */
export type Drawn = ReadonlyMap<number, number>

interface NextPicture {
  readonly takenAt: number
  readonly thumbnail: Thumbnail
  /** What the console has drawn once it acknowledges. */
  readonly drawn: Drawn
}

export interface PictureCache {
  /** Takes one thumbnail; the answer is whether the agent shall send a keyframe next. */
  put(thumbnail: Thumbnail, takenAt: number): { readonly wantKeyframe: boolean }
  /** Everything newer than what was drawn, as one message (at most 8 parts); null when nothing is. */
  next(drawn: Drawn): NextPicture | null
  /** Keeps only these monitors: an unplugged one has no picture. */
  keep(monitors: readonly number[]): void
}

const contains = (outer: PicturePart, inner: PicturePart): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height

/**
 * The newest picture of every monitor of one device: a keyframe and the parts since, so that whoever begins to look gets it at once. A part
 * that a newer one covers is dropped: what is kept is what still shows.
 */
export const createPictureCache = (): PictureCache => {
  const pictures = new Map<number, KeptPicture>()
  let serial = 0

  return {
    put: (thumbnail, takenAt) => {
      const held = pictures.get(thumbnail.monitor)
      const fits = held !== undefined && held.width === thumbnail.width && held.height === thumbnail.height
      if (!thumbnail.keyframe && !fits) return { wantKeyframe: true }
      const fresh = thumbnail.parts.map((part): KeptPart => ({ serial: ++serial, takenAt, part }))
      const first = fresh[0]?.serial ?? serial
      const still =
        thumbnail.keyframe || held === undefined
          ? []
          : held.parts.filter(({ part }) => !thumbnail.parts.some((newer) => contains(newer, part)))
      const parts = [...still, ...fresh]
      // A part over the whole picture is a keyframe in all but name.
      const baseSerial = held === undefined || still.length === 0 ? first : held.baseSerial
      pictures.set(thumbnail.monitor, { width: thumbnail.width, height: thumbnail.height, baseSerial, parts })
      const bytes = parts.reduce((sum, { part }) => sum + part.jpeg.byteLength, 0)
      return { wantKeyframe: parts.length > partsKept || bytes > bytesKept }
    },

    next: (drawn) => {
      for (const [monitor, picture] of pictures) {
        const upTo = drawn.get(monitor) ?? 0
        const newer = picture.parts.filter((kept) => kept.serial > upTo).slice(0, partsPerMessage)
        const last = newer.at(-1)
        if (last === undefined) continue
        return {
          takenAt: last.takenAt,
          thumbnail: {
            monitor,
            keyframe: upTo < picture.baseSerial,
            width: picture.width,
            height: picture.height,
            parts: newer.map(({ part }) => part),
          },
          drawn: new Map(drawn).set(monitor, last.serial),
        }
      }
      return null
    },

    keep: (monitors) => {
      for (const monitor of pictures.keys()) if (!monitors.includes(monitor)) pictures.delete(monitor)
    },
  }
}
