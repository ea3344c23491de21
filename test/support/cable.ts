import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** The network between one PC and its hub: it can be pulled out, so that nothing passes and nobody is told. */
export interface Cable {
  readonly port: number
  pull(): void
  /** Connections made from now on pass; those of before are answered as the other end answers once it has given them up. */
  plug(): void
  close(): Promise<void>
}

/** Leads to a port of this computer. */
export async function layCable(toPort: number): Promise<Cable> {
  const ends = new Set<Socket>()
  let pulled = false
  const hold = (socket: Socket): void => {
    ends.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => ends.delete(socket))
  }
  const server = createServer((near) => {
    hold(near)
    if (pulled) {
      near.pause()
      return
    }
    const far = connect(toPort, '127.0.0.1')
    hold(far)
    // Each side hears of the other's end only while the cable is in.
    near.pipe(far, { end: false })
    far.pipe(near, { end: false })
    near.on('close', () => pulled || far.destroy())
    far.on('close', () => pulled || near.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('The cable has no port.')
  return {
    port: bound.port,
    pull: () => {
      pulled = true
      for (const socket of ends) {
        socket.unpipe()
        socket.pause()
      }
    },
    plug: () => {
      for (const socket of ends) socket.destroy()
      pulled = false
    },
    close: async () => {
      for (const socket of ends) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
