import type { XEvent } from 'x11'
import type { Monitor } from '#shared/model/screen'
import { cleanName } from '../clean-text'
import { Observable } from '../observable'
import type { DisplayPart } from './display-part'
import { unlessLost, XRefused, type XConnection } from './x-connection'

/** RRGetMonitors, minor opcode 42 (RandR 1.5, section 7); the library stops at 1.4. */
const getMonitorsOpcode = 42
const mostMonitors = 16
const longestNameLength = 60

interface MonitorRecord extends Omit<Monitor, 'name'> {
  readonly nameAtom: number
}

/** Monitors by RandR 1.5; told anew whenever one is plugged, unplugged, rotated or resized. */
export class MonitorSensor implements DisplayPart {
  readonly monitors = new Observable<readonly Monitor[]>([])
  #x: XConnection | null = null
  #stop = (): void => undefined

  async attach(x: XConnection): Promise<void> {
    this.#x = x
    const randr = await x.extension('randr')
    if (randr === null) {
      const { pixel_width: width, pixel_height: height } = x.screen
      return this.monitors.set([{ index: 0, name: 'screen', x: 0, y: 0, width, height, primary: true }])
    }
    randr.SelectInput(x.screen.root, randr.NotifyMask.ScreenChange | randr.NotifyMask.CrtcChange | randr.NotifyMask.OutputChange)
    this.#stop = x.onEvent((event: XEvent) => {
      // The library leaves RRNotify (second event of RandR) unnamed. A change of virtual monitors alone only reconfigures the root.
      const randrChange = event.type === randr.firstEvent || event.type === randr.firstEvent + 1
      const rootChange = event.name === 'ConfigureNotify' && event.wid === x.screen.root
      if (randrChange || rootChange) unlessLost(this.#refresh(x, randr.majorOpcode))
    })
    await this.#refresh(x, randr.majorOpcode)
  }

  detach(): void {
    this.#stop()
    this.#x = null
    this.monitors.set([])
  }

  async #refresh(x: XConnection, opcode: number): Promise<void> {
    const records = await x.ask<readonly MonitorRecord[]>((reply) => {
      const { client } = x
      client.seq_num++
      const request = Buffer.alloc(12)
      request.writeUInt8(opcode, 0)
      request.writeUInt8(getMonitorsOpcode, 1)
      request.writeUInt16LE(3, 2)
      request.writeUInt32LE(x.screen.root, 4)
      request.writeUInt8(1, 8)
      client.pack_stream.put(request)
      client.replies[client.seq_num] = [readMonitors, reply]
      client.pack_stream.submit(true)
    })
    const named = await Promise.all(records.map(async ({ nameAtom, ...monitor }) => ({ ...monitor, name: await atomName(x, nameAtom) })))
    if (this.#x === x) this.monitors.set(named)
  }
}

/** The reply after its first 8 bytes: timestamp, counts, 12 bytes unused, then the monitors with their outputs. */
function readMonitors(body: Buffer): readonly MonitorRecord[] {
  const count = Math.min(body.readUInt32LE(4), mostMonitors)
  const monitors: MonitorRecord[] = []
  let offset = 24
  for (let index = 0; index < count; index++) {
    monitors.push({
      index,
      nameAtom: body.readUInt32LE(offset),
      primary: body.readUInt8(offset + 4) !== 0,
      x: body.readInt16LE(offset + 8),
      y: body.readInt16LE(offset + 10),
      width: body.readUInt16LE(offset + 12),
      height: body.readUInt16LE(offset + 14),
    })
    offset += 24 + 4 * body.readUInt16LE(offset + 6)
  }
  return monitors
}

async function atomName(x: XConnection, atom: number): Promise<string> {
  try {
    return cleanName(await x.ask<string>((reply) => x.client.GetAtomName(atom, reply))).slice(0, longestNameLength)
  } catch (error) {
    if (error instanceof XRefused) return ''
    throw error
  }
}
