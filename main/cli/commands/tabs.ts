import { randomUUID } from 'node:crypto'
import { ok } from '#shared/outcome'
import type { TabClose, TabFailure, TabResult, TabWord } from '#shared/model/tab-order'
import { asStaff, type Context } from '../context'
import { type CliOutcome, type ExitCode, exitCodes } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'
import { findDevices, findRoom } from '../targets'

interface Target {
  readonly room: string
  readonly devices: readonly string[]
}

interface Given extends Record<'roomId' | 'orderId', string> {
  readonly deviceIds: string[]
}

/** Opens an address on PCs of a room, and says what each made of it. */
export const openPage = (context: Context, target: Target, url: string): Promise<CliOutcome<ExitCode>> =>
  onDevices(context, target, (link, given) => link.ask('tab:open', { ...given, url }))

/** Closes tabs on PCs of a room, and says what each made of it. */
export const closeTabs = (context: Context, target: Target, close: TabClose): Promise<CliOutcome<ExitCode>> =>
  onDevices(context, target, (link, given) => link.ask('tab:close', { ...given, ...close }))

const onDevices = (
  context: Context,
  target: Target,
  order: (link: HubLink, given: Given) => Promise<CliOutcome<{ readonly results: readonly TabResult[] }>>,
): Promise<CliOutcome<ExitCode>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, target.room)
    if (!room.ok) return room
    const { roomId } = room.value
    const snapshot = await link.ask('room:watch', { roomId })
    if (!snapshot.ok) return snapshot
    const devices = findDevices(snapshot.value.devices, target.devices)
    if (!devices.ok) return devices
    const deviceIds = devices.value.map(({ deviceId }) => deviceId)
    const ordered = await order(link, { roomId, deviceIds, orderId: randomUUID() })
    if (!ordered.ok) return ordered
    const words = new Map(ordered.value.results.map(({ deviceId, word }) => [deviceId, word]))
    const rows = devices.value.flatMap(({ deviceId, name }) => {
      const word = words.get(deviceId)
      return word === undefined ? [] : [{ deviceId, name, word }]
    })
    context.print(
      context.options.json
        ? JSON.stringify(rows.map(({ deviceId, name, word }) => ({ deviceId, name, ...word })))
        : table(rows.map(({ name, word }) => [name, wordWords(word)])),
    )
    return ok(rows.every(({ word }) => isDone(word)) ? exitCodes.done : exitCodes.incomplete)
  })

const isDone = (word: TabWord): boolean => word.state === 'opened' || (word.state === 'closed' && word.asking === 0)

const failureWords: Record<TabFailure, string> = {
  'no-browser': 'no browser is open there, and none could be started',
  'no-such-tab': 'it was closed already',
  'not-open': 'a rule in force there closes this address',
  refused: 'the browser did not do it',
  'no-answer': 'no answer yet: look again with list',
  silent: 'silent: it is not told later',
  unsupported: 'its agent is too old for this: update it',
}

const wordWords = (word: TabWord): string => {
  switch (word.state) {
    case 'opened':
      return word.started ? 'opened, in a browser started for it' : 'opened'
    case 'closed':
      return word.asking === 0
        ? `${word.closed} closed`
        : `${word.closed} closed; ${word.asking} ask the pupil about unsaved work and stay open until then`
    case 'failed':
      return `failed: ${failureWords[word.why]}`
  }
}
