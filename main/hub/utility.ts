import path from 'node:path'
import { z } from 'zod'
import { systemClock } from '#shared/clock'
import type { HubTrouble } from '#shared/bridge'
import { restoredWords, restoreHub } from './backup/restore'
import { type HostFact, type HostOrder, hostOrderSchema } from './host-messages'
import { type HubFailureCode, type RunningHub, startHub } from './hub'
import { createLog } from './log'

/** What Electron puts on `process` in a utility process; this program imports nothing of Electron. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  postMessage(message: HostFact): void
}

const hasPort = z.object({ parentPort: z.object({ postMessage: z.function(), on: z.function() }) })

const parentPort = ((): ParentPort => {
  if (!hasPort.safeParse(process).success)
    throw new Error('This program runs inside the Classwarden console; classwarden-hub is the one to start.')
  // Checked above: Electron's own object, whose methods need it as `this`.
  return (process as unknown as { readonly parentPort: ParentPort }).parentPort
})()

const troubles: Readonly<Record<HubFailureCode, HubTrouble>> = {
  'port-taken': 'port-taken',
  'address-unusable': 'port-taken',
  'store-full': 'store-full',
  'store-unavailable': 'store-unavailable',
  'store-corrupt': 'store-unavailable',
  'store-too-new': 'store-unavailable',
  'wrong-key': 'store-unavailable',
}

const log = createLog((line) => void process.stderr.write(`${line}\n`))
let hub: RunningHub | null = null

/** Messages leave in the background; a process that ends at once would swallow its last. */
const endSoon = (code: number): void => {
  setTimeout(() => process.exit(code), 50)
}

const start = async (order: Extract<HostOrder, { order: 'start' }>): Promise<void> => {
  const started = await startHub({
    dataFolder: order.dataFolder,
    key: new Uint8Array(Buffer.from(order.databaseKey, 'hex')),
    consolePort: order.consolePort,
    agentPort: order.agentPort,
    bindAddress: order.bindAddress,
    hubAddresses: [],
    rendererFolder: order.pagesFolder,
    policiesFile: path.resolve(import.meta.dirname, 'policies.bin'),
    clock: systemClock,
    log,
    onFirstRunDone: () => {
      parentPort.postMessage({ fact: 'first-run-done' })
    },
  })
  if (!started.ok) {
    parentPort.postMessage({ fact: 'failed', why: troubles[started.code], detail: started.detail })
    endSoon(1)
    return
  }
  hub = started.value
  const { consolePort, agentPort, authorityFingerprint, firstRunCode } = hub
  parentPort.postMessage({ fact: 'ready', consolePort, agentPort, authorityFingerprint, firstRunCode })
}

const restore = async ({ databaseKey, ...order }: Extract<HostOrder, { order: 'restore' }>): Promise<void> => {
  const currentKey = databaseKey === null ? null : new Uint8Array(Buffer.from(databaseKey, 'hex'))
  const restored = await restoreHub({ ...order, currentKey, clock: systemClock })
  parentPort.postMessage(
    restored.ok
      ? { fact: 'restored', outcome: restoredWords(restored.value).map((line) => line.slice(0, 500)) }
      : { fact: 'not-restored', detail: restored.detail.slice(0, 500) },
  )
  endSoon(0)
}

const stop = async (): Promise<void> => {
  await hub?.stop()
  endSoon(0)
}

/** Orders run one after another: a stop waits for the start before it. */
let last: Promise<void> = Promise.resolve()
parentPort.on('message', ({ data }) => {
  const order = hostOrderSchema.parse(data)
  last = last
    .then(() => {
      if (order.order === 'restore') return restore(order)
      return order.order === 'start' ? start(order) : stop()
    })
    .catch((error: unknown) => {
      log.error('hub-failed', error)
      endSoon(1)
    })
})
