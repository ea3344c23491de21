import { io } from 'socket.io-client'
import msgpackParser from 'socket.io-msgpack-parser'
import { bind, type Handlers } from '#shared/protocol/bind'
import { call } from '#shared/protocol/call'
import { consoleFeeds, consoleOrders, type ConsoleFeeds, type ConsoleOrders } from '#shared/protocol/console-hub'
import { limits } from '#shared/protocol/limits'
import type { EventOf, PayloadIn, Reply } from '#shared/protocol/table'
import { protocolVersion, versionAdvice } from '#shared/protocol/version'
import { type Failure, fail, ok } from '#shared/outcome'
import { fetchAuthority, type HubAddress } from './authority'
import type { CliFailure, CliOutcome } from './failure'

/** One connection to the hub's console listener, trusted by the pinned authority alone. */
export interface HubLink {
  ask<E extends EventOf<ConsoleOrders>>(event: E, payload: PayloadIn<ConsoleOrders, E>): Promise<CliOutcome<Reply<ConsoleOrders, E>>>
  /** Begins to hear feeds; returns the way to stop. */
  hear(handlers: Handlers<ConsoleFeeds>): () => void
  /** Resolves when the connection is over, with why. */
  readonly ended: Promise<Failure<CliFailure>>
  close(): void
}

/** Connects once and never again by itself: a command says what went wrong and ends. */
export async function openHubLink(hub: HubAddress, authorityFingerprint: string): Promise<CliOutcome<HubLink>> {
  const authority = await fetchAuthority(hub, authorityFingerprint)
  if (!authority.ok) return authority
  const host = hub.host.includes(':') ? `[${hub.host}]` : hub.host
  const options = {
    transports: ['websocket'],
    parser: msgpackParser,
    ca: authority.value,
    // The pinned authority makes server certificates for its hub alone, so the chain says who this is; names and addresses change.
    checkServerIdentity: () => undefined,
    reconnection: false,
    timeout: limits.helloWithinMs,
    forceNew: true,
  }
  const socket = io(`https://${host}:${hub.port}`, options)
  const connected = await new Promise<CliOutcome<null>>((resolve) => {
    socket.once('connect', () => resolve(ok(null)))
    socket.once('connect_error', (error) =>
      resolve(fail('hub-unreachable', `The hub at ${host}:${hub.port} did not take the connection (${error.message}).`)),
    )
  })
  if (!connected.ok) {
    socket.close()
    return connected
  }
  const ended: HubLink['ended'] = new Promise((resolve) => {
    socket.once('disconnect', () => resolve(fail('link-lost', 'The connection to the hub was lost.')))
  })
  const link: HubLink = {
    ask: (event, payload) => call(socket, consoleOrders, event, payload, limits.ackTimeoutMs),
    hear: (handlers) =>
      bind(socket, consoleFeeds, handlers, {
        otherDirection: consoleOrders,
        onRefused: (event, refusal) => process.stderr.write(`classwarden: the hub sent ${event} outside the protocol (${refusal.code})\n`),
        onFault: (_event, error) => {
          throw error
        },
      }),
    ended,
    close: () => socket.close(),
  }
  const about = await link.ask('hub:about', { protocol: protocolVersion })
  if (!about.ok) {
    link.close()
    return about
  }
  if (about.value.protocol.major !== protocolVersion.major) {
    link.close()
    return fail('version-unsupported', versionAdvice(about.value.protocol, protocolVersion).replace('The agent', 'This command'))
  }
  return ok(link)
}
