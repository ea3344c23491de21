import type { Thumbnail } from '#shared/model/screen'
import { createPictureCache, type Drawn, type PictureCache } from './picture-cache'

/** Sends one picture to one console; resolves to whether it was drawn. */
export type SendPicture = (deviceId: string, takenAt: number, thumbnail: Thumbnail) => Promise<boolean>

export interface PictureRelay {
  /** A thumbnail came from a device: to every console that looks at it. */
  put(deviceId: string, thumbnail: Thumbnail, takenAt: number): { readonly wantKeyframe: boolean }
  keepMonitors(deviceId: string, monitors: readonly number[]): void
  forget(deviceId: string): void
  /** Nobody looks at this one any more; its pictures are kept. */
  lookAwayFrom(deviceId: string): void
  /** From now on `send` gets the pictures of these devices, beginning with what is kept. */
  look(viewer: object, deviceIds: readonly string[], send: SendPicture): void
  /** No longer these, or none at all when left out. */
  lookAway(viewer: object, deviceIds?: readonly string[]): void
}

interface Look {
  readonly send: SendPicture
  drawn: Drawn
  /** One picture of a device at a time (RM4): the next waits for the acknowledgement and is then the newest. */
  inFlight: boolean
}

/** Pictures from devices to consoles; a slow console delays nobody and never sees a queue of old screens. */
export const createPictureRelay = (): PictureRelay => {
  const caches = new Map<string, PictureCache>()
  const looks = new Map<string, Map<object, Look>>()

  const cacheOf = (deviceId: string): PictureCache => {
    const known = caches.get(deviceId)
    if (known !== undefined) return known
    const made = createPictureCache()
    caches.set(deviceId, made)
    return made
  }

  const offer = (deviceId: string, viewer: object): void => {
    const look = looks.get(deviceId)?.get(viewer)
    if (look === undefined || look.inFlight) return
    const next = caches.get(deviceId)?.next(look.drawn) ?? null
    if (next === null) return
    look.inFlight = true
    void look.send(deviceId, next.takenAt, next.thumbnail).then((drawn) => {
      look.inFlight = false
      // What was not drawn is unknown to the console: it begins again with a keyframe, when there is something newer.
      look.drawn = drawn ? next.drawn : new Map()
      if (drawn && looks.get(deviceId)?.get(viewer) === look) offer(deviceId, viewer)
    })
  }

  const lookAway = (viewer: object, deviceIds: Iterable<string>): void => {
    for (const deviceId of deviceIds) {
      const viewers = looks.get(deviceId)
      viewers?.delete(viewer)
      if (viewers?.size === 0) looks.delete(deviceId)
    }
  }

  return {
    put: (deviceId, thumbnail, takenAt) => {
      const answer = cacheOf(deviceId).put(thumbnail, takenAt)
      for (const viewer of looks.get(deviceId)?.keys() ?? []) offer(deviceId, viewer)
      return answer
    },
    keepMonitors: (deviceId, monitors) => {
      caches.get(deviceId)?.keep(monitors)
    },
    forget: (deviceId) => {
      caches.delete(deviceId)
      looks.delete(deviceId)
    },
    lookAwayFrom: (deviceId) => {
      looks.delete(deviceId)
    },
    look: (viewer, deviceIds, send) => {
      for (const deviceId of deviceIds) {
        const viewers = looks.get(deviceId) ?? new Map<object, Look>()
        looks.set(deviceId, viewers)
        viewers.set(viewer, { send, drawn: new Map(), inFlight: false })
        offer(deviceId, viewer)
      }
    },
    lookAway: (viewer, deviceIds) => {
      lookAway(viewer, deviceIds ?? [...looks.keys()])
    },
  }
}
