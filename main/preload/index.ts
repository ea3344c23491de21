import { contextBridge, ipcRenderer } from 'electron'
import type { BridgeCall, BridgeCalls, BridgeFailure, ConsoleBridge, HubPlace } from '#shared/bridge'
import type { Outcome } from '#shared/outcome'
import type { PayloadIn, Reply } from '#shared/protocol/table'
import { bridgeChannel, hubPlaceChannel } from './channels'

/** Hands the pages the bridge and nothing else: no channel name, no event object, no way to another process. */
const bridge: ConsoleBridge = {
  ask: <E extends BridgeCall>(event: E, payload: PayloadIn<BridgeCalls, E>) =>
    // The answer comes from the same build's main process, typed there by the same table.
    ipcRenderer.invoke(bridgeChannel, event, payload) as Promise<Outcome<Reply<BridgeCalls, E>, BridgeFailure>>,
  onHubPlace: (listener) => {
    const hear = (_event: unknown, place: HubPlace): void => {
      listener(place)
    }
    ipcRenderer.on(hubPlaceChannel, hear)
    return () => {
      ipcRenderer.off(hubPlaceChannel, hear)
    }
  },
}

contextBridge.exposeInMainWorld('classwarden', bridge)
