/** What bind and call need of a Socket.IO socket, client or server side. */
export interface WireSocket {
  readonly connected: boolean
  onAny(listener: (event: string, ...args: unknown[]) => void): unknown
  offAny(listener: (event: string, ...args: unknown[]) => void): unknown
  emit(event: string, ...args: unknown[]): unknown
  timeout(ms: number): { emitWithAck(event: string, ...args: unknown[]): Promise<unknown> }
}
