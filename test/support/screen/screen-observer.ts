import { covers, overlaps, type Rectangle } from './coverage'
import { nowMs, openDisplay, type XDisplay } from './x-display'

/**
 * Tells when pixels of a screen change: the server reports each drawn rectangle after drawing it (XDamage, raw), so that nothing is polled and the
 * screen is read only to check. Times are of `nowMs`, taken when the report arrives: never earlier than the pixels.
 */
export interface ScreenObserver {
  readonly width: number
  readonly height: number
  /** Resolves with the time at which everything drawn since the call covers the whole screen. */
  wholeScreenDrawn(signal: AbortSignal): Promise<number>
  /** Resolves with the time of the report after which `judge` takes the picture of the area (BGRX). */
  areaBecomes(area: Rectangle, judge: (bgrx: Buffer) => boolean, signal: AbortSignal): Promise<number>
  /** Time of the newest report; 0 when there was none. */
  lastDrawnMs(): number
  /** A picture of the area, BGRX. */
  grab(area?: Rectangle): Promise<Buffer>
  readonly display: XDisplay
  close(): void
}

interface Report {
  readonly rectangle: Rectangle
  readonly atMs: number
}

export async function observeScreen(displayName: string): Promise<ScreenObserver> {
  const display = await openDisplay(displayName)
  const { client, screen } = display
  const damage = await display.extension('damage')
  const damageId = client.AllocID()
  const rawRectangles = 0
  damage.Create(damageId, screen.root, rawRectangles)
  await display.settle()

  const listeners = new Set<(report: Report) => void>()
  let lastMs = 0
  display.onEvent((event) => {
    if (event.name !== 'DamageNotify' || event.area === undefined) return
    const { x, y, w: width, h: height } = event.area
    lastMs = nowMs()
    for (const listener of [...listeners]) listener({ rectangle: { x, y, width, height }, atMs: lastMs })
  })

  const whole: Rectangle = { x: 0, y: 0, width: screen.pixel_width, height: screen.pixel_height }
  const zPixmap = 2
  const grab = async ({ x, y, width, height } = whole): Promise<Buffer> =>
    (await display.ask<{ data: Buffer }>((reply) => client.GetImage(zPixmap, screen.root, x, y, width, height, 0xffffffff, reply))).data

  const until = (take: (report: Report, found: (atMs: number) => void) => void, signal: AbortSignal): Promise<number> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        listeners.delete(listener)
        signal.removeEventListener('abort', abandon)
      }
      const listener = (report: Report): void =>
        take(report, (atMs) => {
          stop()
          resolve(atMs)
        })
      const abandon = (): void => {
        stop()
        reject(new Error(`${displayName}: what was waited for did not appear on the screen`))
      }
      listeners.add(listener)
      signal.addEventListener('abort', abandon, { once: true })
    })

  return {
    width: whole.width,
    height: whole.height,
    display,
    grab,
    lastDrawnMs: () => lastMs,
    wholeScreenDrawn: (signal) => {
      const drawn: Rectangle[] = []
      return until(({ rectangle, atMs }, found) => {
        drawn.push(rectangle)
        if (covers(whole, drawn)) found(atMs)
      }, signal)
    },
    areaBecomes: (area, judge, signal) => {
      let reading = false
      let newest: Report | null = null
      return until((report, found) => {
        if (!overlaps(area, report.rectangle)) return
        newest = report
        if (reading) return
        reading = true
        void (async () => {
          // A report that comes while the area is read is asked about in the next round.
          while (newest !== null) {
            const { atMs } = newest
            newest = null
            if (judge(await grab(area))) found(atMs)
          }
          reading = false
        })()
      }, signal)
    },
    close: () => display.close(),
  }
}
