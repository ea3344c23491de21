import { contextBridge, ipcRenderer } from 'electron'
import type { ConsoleBridge, HubPlace } from '#shared/bridge'
import { bridgeChannel, hubPlaceChannel } from '../electron/bridge-channels'

/** Hands the pages the bridge and nothing else: no channel name, no event object, no way to another process. */
const bridge: ConsoleBridge = {
  ask: async (event, payload) => ipcRenderer.invoke(bridgeChannel, event, payload),
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
