import { setTimeout as sleep } from 'node:timers/promises'
import { startAgent } from '../../support/agent'
import type { Closers } from '../../support/classroom/closers'
import { startDesktop, until } from '../../support/desktop'
import { startTestHub } from '../../support/hub'
import { prepareManagedBrowsers } from '../../support/managed-browsers'
import { tell } from '../measure/progress'
import { percentile, spread, type Spread } from '../measure/statistics'

export interface BreachFigures {
  readonly rounds: number
  /** From the browser's request of the page, at its web server, to the concern at an officer's console. */
  readonly matchToConsoleMs: Spread
  /** From the same moment to the picture of the match, fetched by that console. */
  readonly matchToPictureMs: Spread
  /** Half of the pictures are smaller. */
  readonly snapshotBytes: number
}

/** A pupil searches a flagged phrase in a real browser, each time at another site, so that no concern is folded into the one before. */
export async function measureBreach(closers: Closers, { rounds }: { readonly rounds: number }): Promise<BreachFigures> {
  const hosts = Array.from({ length: rounds + 1 }, (_, index) => `find${index}.test`)
  const requests = new Map<string, number>()
  const hub = closers.add(await startTestHub(), (one) => one.stop())
  const desktop = closers.add(await startDesktop({ width: 1_920, height: 1_080 }), (one) => one.stop())
  const browsers = closers.add(
    await prepareManagedBrowsers(hosts, (at) => {
      if (!requests.has(at)) requests.set(at, performance.now())
    }),
    (one) => one.stop(),
  )
  const agent = closers.add(await startAgent({ hub, desktop, prepare: browsers.install }), (one) => one.stop())
  const officer = await hub.signIn('officer')
  const [toConsole, toPicture, bytes]: [number[], number[], number[]] = [[], [], []]

  // Before the browser is linked only its window is seen, and the same words in its page are folded into that [BC2].
  browsers.open(desktop, 'chromium', browsers.address(hosts[0] ?? '', '/fractions'))
  // An agent that is still starting answers nobody.
  const tabs = (): Promise<number> =>
    agent.status().then(
      ({ browsers: linked }) => linked?.tabs ?? 0,
      () => 0,
    )
  await until('the browser to be linked', async () => (await tabs()) > 0, 60_000)

  for (const [round, host] of hosts.entries()) {
    const at = `/search?q=how+to+kill+myself&round=${round}`
    browsers.open(desktop, 'chromium', browsers.address(host, at))
    const news = () => officer.breaches.find(({ breach }) => breach.url?.includes(host) === true)
    await until(`the concern of round ${round}`, () => news() !== undefined, 60_000)
    const told = performance.now()
    const breachId = news()?.breach.breachId ?? ''
    let heard = -1
    for (;;) {
      if (heard === officer.breaches.length) {
        await sleep(1)
        continue
      }
      heard = officer.breaches.length
      const picture = await officer.call('breach:picture', { breachId, part: 'match', reason: 'To measure how long it takes' })
      if (!picture.ok && picture.code !== 'not-found') throw new Error(picture.detail)
      if (!picture.ok) continue
      const requested = requests.get(at) ?? Number.NaN
      // The first round waits for the policies to be ready.
      if (round > 0) {
        toConsole.push(told - requested)
        toPicture.push(performance.now() - requested)
        bytes.push(picture.value.jpeg.byteLength)
      }
      tell(`round ${round}: told after ${(told - requested).toFixed(0)} ms, picture after ${(performance.now() - requested).toFixed(0)} ms`)
      break
    }
    // The picture after the match has been taken and nothing else is under way.
    await sleep(3_000)
  }
  return {
    rounds,
    matchToConsoleMs: spread(toConsole),
    matchToPictureMs: spread(toPicture),
    snapshotBytes: Math.round(percentile(bytes, 50)),
  }
}
