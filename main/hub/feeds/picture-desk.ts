import type { Pace, Thumbnail } from '#shared/model/screen'
import type { AgentLinks } from '../presence/agent-links'
import type { Roster } from '../presence/roster'
import { createIconShelf, type IconShelf } from './icon-shelf'
import { type Attention, paceFor } from './pacing'
import { createPictureRelay, type SendPicture } from './picture-relay'

/** A console whose role may see screens. */
export interface PictureViewer {
  readonly sendPicture: SendPicture
}

/** Who looks at which PC: relays pictures to them, and paces the agents so that nothing is sent that nobody sees (TH3). */
export interface PictureDesk {
  readonly icons: IconShelf
  put(deviceId: string, thumbnail: Thumbnail, takenAt: number): { readonly wantKeyframe: boolean }
  keepMonitors(deviceId: string, monitors: readonly number[]): void
  /** The pace a PC begins with: the answer to its hello. */
  startPace(deviceId: string): Pace
  /** The device's link is gone; what it was told no longer counts. */
  silent(deviceId: string): void
  forget(deviceId: string): void
  /** Tiles of a whole room, PCs that join it later included. */
  watchRoom(viewer: PictureViewer, roomId: string): void
  unwatchRoom(viewer: PictureViewer, roomId: string): void
  /** One PC large. */
  open(viewer: PictureViewer, deviceId: string): void
  close(viewer: PictureViewer, deviceId: string): void
  leave(viewer: PictureViewer): void
  stop(): void
}

interface PictureDeskParts {
  readonly roster: Roster
  readonly links: AgentLinks
  readonly bytesPerSecond: number
  /** Changes of attention are gathered this long before paces are ordered. */
  readonly gatherMs: number
}

export const createPictureDesk = ({ roster, links, bytesPerSecond, gatherMs }: PictureDeskParts): PictureDesk => {
  const relay = createPictureRelay()
  const rooms = new Map<PictureViewer, Set<string>>()
  const panels = new Map<PictureViewer, Set<string>>()
  const told = new Map<string, Pace>()
  let timer: NodeJS.Timeout | null = null

  const attentionOn = (deviceId: string, roomId: string, watchedRooms: ReadonlySet<string>): Attention => {
    for (const opened of panels.values()) if (opened.has(deviceId)) return 'panel'
    return watchedRooms.has(roomId) ? 'tile' : 'none'
  }

  const watchedRooms = (): ReadonlySet<string> => new Set([...rooms.values()].flatMap((roomIds) => [...roomIds]))

  const watchedTiles = (watched: ReadonlySet<string>): number => {
    let count = 0
    for (const { deviceId } of links.all()) {
      const device = roster.get(deviceId)
      if (device !== null && watched.has(device.roomId)) count += 1
    }
    return count
  }

  const wantedPace = (deviceId: string, watched: ReadonlySet<string>, tiles: number): Pace => {
    const roomId = roster.get(deviceId)?.roomId ?? ''
    return paceFor(attentionOn(deviceId, roomId, watched), tiles, bytesPerSecond)
  }

  const repace = (): void => {
    timer = null
    const watched = watchedRooms()
    const tiles = watchedTiles(watched)
    for (const link of links.all()) {
      const before = told.get(link.deviceId)
      const pace = wantedPace(link.deviceId, watched, tiles)
      if (before?.width === pace.width && before.bytesPerSecond === pace.bytesPerSecond && before.watched === pace.watched) continue
      if (!link.capabilities.includes('thumbnail')) continue
      told.set(link.deviceId, pace)
      void link.order('screen:pace', pace).then((answer) => {
        // Not taken: the next change of attention, or the next hello, says it again.
        if (!answer.ok && told.get(link.deviceId) === pace) told.delete(link.deviceId)
      })
    }
  }

  const repaceSoon = (): void => {
    timer ??= setTimeout(repace, gatherMs)
  }

  const setOf = (map: Map<PictureViewer, Set<string>>, viewer: PictureViewer): Set<string> => {
    const known = map.get(viewer)
    if (known !== undefined) return known
    const made = new Set<string>()
    map.set(viewer, made)
    return made
  }

  roster.onChange((before, after) => {
    if (after === null || before !== null) return
    for (const [viewer, roomIds] of rooms) if (roomIds.has(after.roomId)) relay.look(viewer, [after.deviceId], viewer.sendPicture)
  })

  // Who looked at it in its old room may have no right to the new one: everybody looks away, and those who watch the new room look anew.
  roster.onMove(({ deviceId, roomId }) => {
    for (const opened of panels.values()) opened.delete(deviceId)
    relay.lookAwayFrom(deviceId)
    for (const [viewer, roomIds] of rooms) if (roomIds.has(roomId)) relay.look(viewer, [deviceId], viewer.sendPicture)
    repaceSoon()
  })

  return {
    icons: createIconShelf(),
    put: (deviceId, thumbnail, takenAt) => relay.put(deviceId, thumbnail, takenAt),
    keepMonitors: (deviceId, monitors) => {
      relay.keepMonitors(deviceId, monitors)
    },
    startPace: (deviceId) => {
      const watched = watchedRooms()
      const pace = wantedPace(deviceId, watched, watchedTiles(watched))
      told.set(deviceId, pace)
      // One PC more may lower the share of the others.
      repaceSoon()
      return pace
    },
    silent: (deviceId) => {
      told.delete(deviceId)
      repaceSoon()
    },
    forget: (deviceId) => {
      relay.forget(deviceId)
      told.delete(deviceId)
      for (const opened of panels.values()) opened.delete(deviceId)
    },
    watchRoom: (viewer, roomId) => {
      setOf(rooms, viewer).add(roomId)
      relay.look(
        viewer,
        roster.inRoom(roomId).map(({ deviceId }) => deviceId),
        viewer.sendPicture,
      )
      repaceSoon()
    },
    unwatchRoom: (viewer, roomId) => {
      rooms.get(viewer)?.delete(roomId)
      const opened = panels.get(viewer)
      relay.lookAway(
        viewer,
        roster.inRoom(roomId).flatMap(({ deviceId }) => (opened?.has(deviceId) === true ? [] : [deviceId])),
      )
      repaceSoon()
    },
    open: (viewer, deviceId) => {
      setOf(panels, viewer).add(deviceId)
      const roomId = roster.get(deviceId)?.roomId
      if (roomId === undefined || rooms.get(viewer)?.has(roomId) !== true) relay.look(viewer, [deviceId], viewer.sendPicture)
      repaceSoon()
    },
    close: (viewer, deviceId) => {
      panels.get(viewer)?.delete(deviceId)
      const roomId = roster.get(deviceId)?.roomId
      if (roomId === undefined || rooms.get(viewer)?.has(roomId) !== true) relay.lookAway(viewer, [deviceId])
      repaceSoon()
    },
    leave: (viewer) => {
      rooms.delete(viewer)
      panels.delete(viewer)
      relay.lookAway(viewer)
      repaceSoon()
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
