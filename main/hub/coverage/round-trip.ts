/** The part of an engine.io connection that says when it pings, and when it is answered. */
interface PingedConnection {
  on(event: 'packetCreate' | 'packet', listener: (packet: { readonly type: string }) => void): unknown
}

/** How long the newest ping of this connection took to be answered, in ms; null while none was. */
export const watchRoundTrip = (connection: PingedConnection, nowMs: () => number): (() => number | null) => {
  let pingedMs: number | null = null
  let roundTripMs: number | null = null
  connection.on('packetCreate', ({ type }) => {
    if (type === 'ping') pingedMs = nowMs()
  })
  connection.on('packet', ({ type }) => {
    if (type !== 'pong' || pingedMs === null) return
    roundTripMs = nowMs() - pingedMs
    pingedMs = null
  })
  return () => roundTripMs
}

/**
 * How far a PC's clock is ahead of the hub's, in ms; behind is negative. Its word was half a round trip on the way.
 * @param toldAt by the PC's clock @param heardAt by the hub's
 */
export const driftOf = (toldAt: number, heardAt: number, roundTripMs: number | null): number =>
  Math.round(toldAt + (roundTripMs ?? 0) / 2 - heardAt)
