import type { Browsers } from './platform'

/** Where browsers are not linked to the agent: it takes no host's connection, and knows none of them. */
export const unlinkedBrowsers: Browsers = {
  listen: (_place, _onHost, _onRefused, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    }),
  list: () => Promise.resolve([]),
  forbiddenSwitch: () => null,
  end: () => undefined,
  takeForced: () => Promise.resolve(false),
}
