import type { AgentClock } from '../clock'
import type { Session } from '../link/hub-link'
import type { BrowserLink } from './browser-link'

/** Tells the hub each icon that a told page names, once a link, until the link is over. A hub that did not say so takes none. */
export async function deliverIcons(
  browsers: Pick<BrowserLink, 'tabs' | 'iconOf'>,
  session: Session,
  clock: Pick<AgentClock, 'now'>,
): Promise<void> {
  if (!session.welcome.icons) return
  const told = new Set<string>()
  for await (const tabs of browsers.tabs.watch(session.ended)) {
    for (const hash of new Set(tabs.flatMap(({ icon }) => icon ?? []))) {
      const png = told.has(hash) ? null : browsers.iconOf(hash)
      if (png === null) continue
      told.add(hash)
      await session.tell('site:icon', { hash, png }, clock.now())
    }
  }
}
