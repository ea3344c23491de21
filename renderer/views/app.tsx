import { useState } from 'react'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { HubPlace } from '#shared/bridge'
import { BridgeContext, type PagePlace } from '../hub-place'
import { theme } from '../theme'
import { useStore } from '../state/use-store'
import { ConsoleHost } from './console-host'
import { HubWait } from './hub-wait'
import { RestorePage } from './restore/restore-page'

const colorSchemes = localStorageColorSchemeManager({ key: 'classwarden:theme' })

/**
 * A hub that is on its way back after a crash keeps its console on the page, with the last pictures and the link shown as lost; whatever
 * needs a person takes the page.
 */
const useShownPlace = (hub: HubPlace): HubPlace => {
  const [lastReady, setLastReady] = useState<HubPlace | null>(null)
  if (hub.state === 'ready' && hub !== lastReady) setLastReady(hub)
  const comesBack = hub.state === 'starting' || (hub.state === 'failed' && hub.why === 'crashed')
  return comesBack && lastReady !== null ? lastReady : hub
}

/** Everything: the theme, then the hub's place, then the console of that hub. */
export const App = ({ place }: { readonly place: PagePlace }) => {
  const hub = useStore(place.hub)
  const shown = useShownPlace(hub)
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme={place.theme === 'system' ? 'auto' : place.theme}
      colorSchemeManager={colorSchemes}
      // These two would put <style> elements into the page: see theme.ts.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Notifications position="top-right" autoClose={6_000} transitionDuration={120} />
      <BridgeContext value={place.bridge}>
        {shown.state === 'ready' ? (
          <ConsoleHost key={shown.address} hubOrigin={`https://${shown.address}`} firstRunCode={shown.firstRunCode} bridge={place.bridge} />
        ) : shown.state === 'restoring' ? (
          <RestorePage place={shown} bridge={place.bridge} />
        ) : (
          <HubWait hub={shown} bridge={place.bridge} />
        )}
      </BridgeContext>
    </MantineProvider>
  )
}
