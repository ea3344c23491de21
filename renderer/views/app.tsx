import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { PagePlace } from '../hub-place'
import { theme } from '../theme'
import { useStore } from '../state/use-store'
import { ConsoleHost } from './console-host'
import { HubWait } from './hub-wait'

const colorSchemes = localStorageColorSchemeManager({ key: 'classwarden:theme' })

/** Everything: the theme, then the hub's place, then the console of that hub. */
export const App = ({ place }: { readonly place: PagePlace }) => {
  const hub = useStore(place.hub)
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
      {hub.state === 'ready' ? (
        <ConsoleHost key={hub.address} hubOrigin={`https://${hub.address}`} firstRunCode={hub.firstRunCode} bridge={place.bridge} />
      ) : (
        <HubWait hub={hub} bridge={place.bridge} />
      )}
    </MantineProvider>
  )
}
