import x11, { type Callback, type Extensions, type Screen, type XClient, type XEvent } from 'x11'

/** One measuring connection to an X server. What fails here is a fault of the set-up, and throws. */
export interface XDisplay {
  readonly client: XClient
  readonly screen: Screen
  ask<T>(send: (reply: Callback<T>) => void): Promise<T>
  extension<Name extends keyof Extensions>(name: Name): Promise<Extensions[Name]>
  /** Resolves once the server has done everything sent so far. */
  settle(): Promise<void>
  onEvent(listener: (event: XEvent) => void): () => void
  close(): void
}

export async function openDisplay(display: string): Promise<XDisplay> {
  const opened = await new Promise<{ client: XClient; screen: readonly Screen[] }>((resolve, reject) => {
    const client = x11.createClient({ display }, (error, value) => (error ? reject(error) : resolve(value)))
    client.on('error', reject)
  })
  const screen = opened.screen[0]
  if (screen === undefined) throw new Error(`${display} has no screen`)
  const { client } = opened
  const ask = <T>(send: (reply: Callback<T>) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      send((error, value) => {
        if (error) reject(error)
        else resolve(value)
        return true
      })
    })
  return {
    client,
    screen,
    ask,
    extension: (name) =>
      new Promise((resolve, reject) => {
        client.require(name, (error, extension) => (error ? reject(error) : resolve(extension)))
      }),
    settle: async () => {
      await ask((reply) => client.GetInputFocus(reply))
    },
    onEvent: (listener) => {
      client.on('event', listener)
      return () => client.removeListener('event', listener)
    },
    close: () => client.stream?.destroy(),
  }
}

/** Milliseconds of the machine's monotonic clock: the same in every process of it. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6
