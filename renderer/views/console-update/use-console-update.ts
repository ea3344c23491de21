import { useEffect, useState } from 'react'
import type { ConsoleBridge } from '#shared/bridge'
import type { ConsoleUpdate } from '#shared/model/console-update'

/** How this console stands to a newer one; null in a browser, and until the program around the page has answered. */
export const useConsoleUpdate = (bridge: ConsoleBridge | null): ConsoleUpdate | null => {
  const [update, setUpdate] = useState<ConsoleUpdate | null>(null)
  useEffect(() => {
    if (bridge === null) return
    let told = false
    const leave = bridge.onUpdate((changed) => {
      told = true
      setUpdate(changed)
    })
    void bridge.ask('update:read', {}).then((read) => {
      if (read.ok && !told) setUpdate(read.value)
    })
    return () => {
      told = true
      leave()
    }
  }, [bridge])
  return update
}
