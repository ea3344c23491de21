import { io } from 'socket.io-client'
import msgpackParser from 'socket.io-msgpack-parser'
import type { LinkSocket } from './hub-link'

/** A Socket.IO connection to the hub at `address` (an https origin), not yet opened: websocket only, msgpack on the wire. */
export const openSocket = (address: string): LinkSocket =>
  io(address, {
    path: '/socket.io',
    transports: ['websocket'],
    parser: msgpackParser,
    autoConnect: false,
    reconnectionDelay: 300,
    reconnectionDelayMax: 3_000,
    timeout: 10_000,
  })
