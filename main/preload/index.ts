import { contextBridge, ipcRenderer } from 'electron'
import type { BridgeCall, BridgeCalls, BridgeFailure, ConsoleBridge } from '#shared/bridge'
import type { Outcome } from '#shared/outcome'
import type { PayloadIn, Reply } from '#shared/protocol/table'
import { bridgeChannel, hubPlaceChannel, updateChannel } from './channels'

/** Hands on what the program around the pages tells by itself. */
const hearing =
  <T>(channel: string) =>
  (listener: (told: T) => void): (() => void) => {
    const hear = (_event: unknown, told: T): void => {
      listener(told)
    }
    ipcRenderer.on(channel, hear)
    return () => {
      ipcRenderer.off(channel, hear)
    }
  }

/** Hands the pages the bridge and nothing else: no channel name, no event object, no way to another process. */
const bridge: ConsoleBridge = {
  ask: <E extends BridgeCall>(event: E, payload: PayloadIn<BridgeCalls, E>) =>
    // The answer comes from the same build's main process, typed there by the same table.
    ipcRenderer.invoke(bridgeChannel, event, payload) as Promise<Outcome<Reply<BridgeCalls, E>, BridgeFailure>>,
  onHubPlace: hearing(hubPlaceChannel),
  onUpdate: hearing(updateChannel),
}

contextBridge.exposeInMainWorld('classwarden', bridge)
