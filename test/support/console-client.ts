import { io, type Socket } from 'socket.io-client'
import msgpackParser from 'socket.io-msgpack-parser'
import type { z } from 'zod'
import type { DeviceView } from '#shared/model/device'
import type { Lesson } from '#shared/model/lesson'
import type { Outcome } from '#shared/outcome'
import { bind } from '#shared/protocol/bind'
import { call, type CallFailure } from '#shared/protocol/call'
import { consoleFeeds, type ConsoleOrders, consoleOrders } from '#shared/protocol/console-hub'
import { limits } from '#shared/protocol/limits'
import { refusalSchema } from '#shared/protocol/refusal'
import type { EventOf, PayloadIn, Reply } from '#shared/protocol/table'
import { until } from './until'

type Picture = z.output<(typeof consoleFeeds)['screen:thumbnail']['payload']>
type HandOver = z.output<(typeof consoleFeeds)['lesson:handed-over']['payload']>
type Flag = z.output<(typeof consoleFeeds)['flag:raised']['payload']>
type ReportNews = z.output<(typeof consoleFeeds)['pupil-report:changed']['payload']>
type BreachNews = z.output<(typeof consoleFeeds)['breach:changed']['payload']>
type IncidentNews = z.output<(typeof consoleFeeds)['incident:changed']['payload']>
type Patch = z.output<(typeof consoleFeeds)['room:patch']['payload']>

export interface ConsoleClientOptions {
  readonly port: number
  readonly authorityPem: string
  /** As a browser's page would send it; a program sends none. */
  readonly origin?: string
  /** Answers a picture as drawn when this resolves; at once when left out. */
  readonly draw?: (picture: Picture) => Promise<void>
}

/** A room as this console knows it by snapshot and patches. */
export interface RoomMirror {
  readonly roomId: string
  readonly screens: boolean
  readonly lesson: Lesson | null
  readonly devices: ReadonlyMap<string, DeviceView>
  /** A patch that did not follow the one before (RM1): there should be none. */
  readonly gaps: number
}

/** A staff client over real TLS, as the console and the command line are. */
export interface ConsoleClient {
  readonly socket: Socket
  call<E extends EventOf<ConsoleOrders>>(
    event: E,
    payload: PayloadIn<ConsoleOrders, E>,
  ): Promise<Outcome<Reply<ConsoleOrders, E>, CallFailure>>
  /** The reply; throws on any failure. */
  must<E extends EventOf<ConsoleOrders>>(event: E, payload: PayloadIn<ConsoleOrders, E>): Promise<Reply<ConsoleOrders, E>>
  /** Watches a room and keeps it up to date. */
  watch(roomId: string): Promise<RoomMirror>
  readonly pictures: readonly Picture[]
  readonly patches: readonly Patch[]
  /** Every word of a flag, in order. */
  readonly flags: readonly Flag[]
  /** Every word of a breach, in order. */
  readonly breaches: readonly BreachNews[]
  /** Every word of an incident, in order. */
  readonly incidents: readonly IncidentNews[]
  readonly pupilReports: readonly ReportNews[]
  readonly sessionEnds: readonly string[]
  readonly handOvers: readonly HandOver[]
  until(test: () => boolean, what?: string): Promise<void>
  close(): void
}

/** Connects; throws the refusal's code when the hub does not take the connection. */
export const connectConsole = async ({ port, authorityPem, origin, draw }: ConsoleClientOptions): Promise<ConsoleClient> => {
  const socket = io(`https://127.0.0.1:${port}`, {
    transports: ['websocket'],
    parser: msgpackParser,
    ca: authorityPem,
    reconnection: false,
    forceNew: true,
    ...(origin === undefined ? {} : { extraHeaders: { origin } }),
  })
  const pictures: Picture[] = []
  const patches: Patch[] = []
  const flags: Flag[] = []
  const breaches: BreachNews[] = []
  const incidents: IncidentNews[] = []
  const pupilReports: ReportNews[] = []
  const sessionEnds: string[] = []
  const handOvers: HandOver[] = []
  const rooms = new Map<
    string,
    { roomId: string; screens: boolean; patch: number; gaps: number; lesson: Lesson | null; devices: Map<string, DeviceView> }
  >()

  const apply = (patch: Patch): void => {
    const room = rooms.get(patch.roomId)
    // Of the watch before, on its way while the new snapshot was asked for.
    if (room === undefined || patch.patch <= room.patch) return
    if (patch.patch !== room.patch + 1) room.gaps += 1
    room.patch = patch.patch
    room.lesson = patch.lesson
    for (const device of patch.devices) room.devices.set(device.deviceId, device)
    for (const deviceId of patch.removed) room.devices.delete(deviceId)
  }

  bind(
    socket,
    consoleFeeds,
    {
      'room:patch': (patch) => {
        patches.push(patch)
        apply(patch)
        return { ok: true, value: null }
      },
      'screen:thumbnail': async (picture) => {
        pictures.push(picture)
        await draw?.(picture)
        return { ok: true, value: null }
      },
      'lesson:handed-over': (notice) => {
        handOvers.push(notice)
        return { ok: true, value: null }
      },
      'hub:first-run-done': () => ({ ok: true, value: null }),
      'flag:raised': (flag) => {
        flags.push(flag)
        return { ok: true, value: null }
      },
      'breach:changed': (news) => {
        breaches.push(news)
        return { ok: true, value: null }
      },
      'incident:changed': (news) => {
        incidents.push(news)
        return { ok: true, value: null }
      },
      'pupil-report:changed': (news) => {
        pupilReports.push(news)
        return { ok: true, value: null }
      },
      'staff:session-ended': ({ why }) => {
        sessionEnds.push(why)
        return { ok: true, value: null }
      },
    },
    {
      otherDirection: consoleOrders,
      onRefused: (event, refusal) => {
        throw new Error(`The hub sent ${event} outside the protocol: ${refusal.detail}`)
      },
      onFault: (_event, error) => {
        throw error
      },
    },
  )

  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => {
      socket.close()
      const refusal = 'data' in error ? refusalSchema.safeParse(error.data) : null
      reject(refusal?.success === true ? new Error(refusal.data.code) : error)
    })
  })

  const ask: ConsoleClient['call'] = (event, payload) => call(socket, consoleOrders, event, payload, limits.ackTimeoutMs)
  const must: ConsoleClient['must'] = async (event, payload) => {
    const answer = await ask(event, payload)
    if (!answer.ok) throw new Error(`${event}: ${answer.code} (${answer.detail})`)
    return answer.value
  }
  return {
    socket,
    call: ask,
    must,
    watch: async (roomId) => {
      const snapshot = await must('room:watch', { roomId })
      const room = {
        roomId,
        screens: snapshot.screens,
        patch: snapshot.patch,
        gaps: 0,
        lesson: snapshot.lesson,
        devices: new Map(snapshot.devices.map((device) => [device.deviceId, device])),
      }
      rooms.set(roomId, room)
      return room
    },
    pictures,
    patches,
    flags,
    breaches,
    incidents,
    pupilReports,
    sessionEnds,
    handOvers,
    until,
    close: () => void socket.close(),
  }
}
