import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Server } from 'socket.io'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Refusal } from '#shared/protocol/refusal'
import type { HubBounds } from '../bounds'
import type { Log } from '../log'
import type { ConnectionGate } from './connection-gate'

/** What both listeners show: the server certificate with its authority, and the key. */
export interface ListenerCredentials {
  readonly chainPem: string
  readonly keyPem: string
  readonly authorityPem: string
}

export type ListenFailure = 'port-taken' | 'address-unusable'

export interface Listener {
  /** Answers the port as bound; 0 asks for a free one. */
  listen(port: number, bindAddress: string): Promise<Outcome<number, ListenFailure>>
  /** Cuts every connection and lets go of the port. */
  close(): Promise<void>
}

/** HTTP's own timeouts (node:http), so that a half-said request costs a connection for seconds, not minutes. */
export const timeoutsOf = (bounds: HubBounds) => ({
  headersTimeout: Math.min(bounds.handshakeWithinMs, bounds.helloWithinMs),
  requestTimeout: bounds.helloWithinMs,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8_192,
})

/** A Socket.IO connect error whose `data` is the refusal (LK5). */
export const connectionRefused = (refusal: Refusal): Error => Object.assign(new Error(refusal.code), { data: refusal })

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason')

/** Begins and ends a listener whose connections arrive at `gate` and are served by `io`. */
export const listenOn = (gate: ConnectionGate, io: Server, log: Log): Listener => ({
  listen: async (port, bindAddress) => {
    try {
      gate.server.listen(port, bindAddress)
      await once(gate.server, 'listening')
    } catch (error) {
      const code = codeOf(error)
      if (code === 'EADDRINUSE' || code === 'EACCES') {
        const why = code === 'EACCES' ? 'may not be used by this user' : 'is used by another program, perhaps a second Classwarden'
        return fail('port-taken', `Port ${port} ${why}. End that program or choose another port.`)
      }
      return fail('address-unusable', `The hub cannot listen on ${bindAddress} port ${port} (${code}). Check the bind address.`)
    }
    gate.server.on('error', (error) => {
      log.error('listener-failed', error)
    })
    const bound = gate.server.address()
    return ok(isTcp(bound) ? bound.port : port)
  },
  close: async () => {
    // Cuts the links without Socket.IO's goodbye, after which clients would not come back by themselves.
    await io.close()
    await gate.close()
  },
})

const isTcp = (address: string | AddressInfo | null): address is AddressInfo => typeof address === 'object' && address !== null
