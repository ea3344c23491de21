import { setTimeout as sleep } from 'node:timers/promises'
import { nowMs } from './x-display'
import { connect, type XConnection } from '../../../agent/platform/linux/x-connection'

/** An outsider on the display who sees when a cover comes, and who gets neither keyboard nor pointer while it holds. */
export interface CoverWatch {
  /** Resolves with the time (of `nowMs`) a window was put on the screen and from which on keyboard and pointer are another program's. */
  nextHold(signal: AbortSignal): Promise<number>
  /** Whether another program has both now. */
  isHeld(): Promise<boolean>
  close(): void
}

const free = 0

export async function watchCovers(display: string): Promise<CoverWatch> {
  const connected = await connect(display, null)
  if (!connected.ok) throw new Error(connected.detail)
  const x = connected.value
  x.watchCovered(true)
  await x.settle()
  return {
    nextHold: async (signal) => {
      await nextWindow(x, signal)
      while (!(await isHeld(x))) {
        signal.throwIfAborted()
        await sleep(2)
      }
      return nowMs()
    },
    isHeld: () => isHeld(x),
    close: x.close,
  }
}

const nextWindow = (x: XConnection, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = x.onEvent(({ name }) => {
      if (name !== 'MapNotify') return
      stop()
      resolve()
    })
    signal.addEventListener('abort', () => {
      stop()
      reject(new Error('No window came in time.'))
    })
  })

/** Asks for both and lets go at once of what it got. */
async function isHeld(x: XConnection): Promise<boolean> {
  const { root } = x.screen
  const keyboard = x.ask<number>((reply) => x.client.GrabKeyboard(root, false, 0, 1, 1, reply))
  x.client.UngrabKeyboard(0)
  const pointer = x.ask<number>((reply) => x.client.GrabPointer(root, false, 0, 1, 1, 0, 0, 0, reply))
  x.client.UngrabPointer(0)
  const [keyboardStatus, pointerStatus] = await Promise.all([keyboard, pointer])
  return keyboardStatus !== free && pointerStatus !== free
}
