const name = 'closed-frame'

/** Our closed pages in frames of other pages, which nobody but themselves can lead back. */
export class ClosedFrames {
  readonly #ports = new Set<chrome.runtime.Port>()

  listen(): void {
    chrome.runtime.onConnect.addListener((port) => {
      if (port.name !== name) return
      this.#ports.add(port)
      port.onDisconnect.addListener(() => {
        this.#ports.delete(port)
      })
    })
  }

  /** What they close may be open now. */
  tell(): void {
    for (const port of this.#ports) port.postMessage(null)
  }
}

/** In such a page: hears that what it closes may be open now. */
export function onOpenAgain(hear: () => void): void {
  chrome.runtime.connect({ name }).onMessage.addListener(hear)
}
