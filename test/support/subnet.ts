import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Network } from '#shared/model/wake'
import { cablePrefix, layCable, leadFile, type Place } from './places'

/** A network of two places: one for a PC that is awake, one where a sleeping card listens. */
export interface Subnet {
  /** Runs a command in the first place, from where the hub's port of 127.0.0.1 is reached as outside. */
  readonly within: Place['within']
  /** The sleeping card. */
  readonly card: Network
  /** What the second place heard at the port of magic packets, in hexadecimal. */
  readonly heard: readonly string[]
  stop(): Promise<void>
}

const relay = `
const net = require('node:net')
const [file, port] = process.argv.slice(1)
net.createServer((near) => {
  const far = net.connect(file)
  for (const end of [near, far]) end.on('error', () => { near.destroy(); far.destroy() })
  near.pipe(far).pipe(near)
}).listen(Number(port), '127.0.0.1', () => console.log('ready'))`
const listener = `
const socket = require('node:dgram').createSocket('udp4')
socket.on('message', (packet) => console.log(packet.toString('hex')))
socket.bind(9, () => console.log('ready'))`

/** Lays it; `hubPort` is the one agents connect to. */
export async function laySubnet(hubPort: number): Promise<Subnet> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-subnet-'))
  const file = path.join(folder, 'hub.sock')
  const unlead = await leadFile(file, hubPort)
  const { near, far, stop } = await layCable()
  await near.start([process.execPath, '-e', relay, file, String(hubPort)])
  const lines = await far.start([process.execPath, '-e', listener])
  return {
    within: near.within,
    card: { mac: far.mac, address: far.address, prefix: cablePrefix },
    get heard() {
      return lines.slice(1)
    },
    stop: async () => {
      await stop()
      unlead()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
