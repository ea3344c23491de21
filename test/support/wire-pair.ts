import { EventEmitter } from 'node:events'
import type { WireSocket } from '#shared/protocol/wire'

type Any = (event: string, ...args: unknown[]) => void

/** One end of a pair that hands every message straight to the other end, as Socket.IO would. */
export class WireEnd implements WireSocket {
  connected = true
  private readonly listeners = new Set<Any>()
  private readonly quiet = new EventEmitter()
  peer: WireEnd | null = null

  onAny(listener: Any): void {
    this.listeners.add(listener)
  }

  offAny(listener: Any): void {
    this.listeners.delete(listener)
  }

  emit(event: string, ...args: unknown[]): void {
    for (const listener of this.peer?.listeners ?? []) listener(event, ...args)
  }

  timeout(ms: number): { emitWithAck(event: string, ...args: unknown[]): Promise<unknown> } {
    return {
      emitWithAck: (event, ...args) =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(() => {
            reject(new Error('timed out'))
          }, ms)
          const cut = (): void => {
            clearTimeout(timer)
            reject(new Error('disconnected'))
          }
          this.quiet.once('cut', cut)
          this.emit(event, ...args, (reply: unknown) => {
            clearTimeout(timer)
            this.quiet.off('cut', cut)
            resolve(reply)
          })
        }),
    }
  }

  /** The link breaks: what was asked fails. */
  cut(): void {
    this.connected = false
    this.quiet.emit('cut')
  }
}

export const wirePair = (): [WireEnd, WireEnd] => {
  const left = new WireEnd()
  const right = new WireEnd()
  left.peer = right
  right.peer = left
  return [left, right]
}
