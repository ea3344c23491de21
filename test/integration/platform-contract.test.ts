import jpegTurbo from '@julusian/jpeg-turbo'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { agreementButtons, agreementCard } from '../../agent/platform/agreement-place'
import { noticeColours, signStates } from '../../agent/platform/notice-spec'
import { Observable } from '../../agent/platform/observable'
import type { Sign, ThumbnailFrame } from '../../agent/platform/platform'
import { countPixels, takeScreenshot } from '../support/screenshot'
import { type PcUnderTest, type Probe, probeColour, startLinuxPc, startWindowsPc } from '../support/windows/pc-under-test'

/*
 * What every platform does, tried from outside: a screenshot tool, and keys and clicks of the display itself. Windows is Wine here, whose limits are
 * those of this list, each with its own test against recorded calls:
 * - desktop duplication (Wine duplicates no output; GDI reads the screen here): test/integration/windows-duplication.test.ts
 * - log off, restart, shut down (they would end Wine), a second monitor (Wine takes one from Xvfb), another session, the start from session 0 and a
 *   log-on (Wine has one session), groups and full names of a domain (Wine joins none), the screen going to Ctrl+Alt+Del or a question for an
 *   administrator and back (Wine has one desktop): test/integration/windows-recorded.test.ts
 * The window in front is found by the look four times a second here, as Wine 8 tells a hook of other programs' windows that are made and end, and not of
 * one that is shown or brought to the front; that the hooks are set, and what comes of an event, is in test/integration/windows-recorded.test.ts too.
 */

const lock = { kind: 'lock', notice: { lockedBy: 'Ms Okafor', text: 'Eyes on the board', until: null } } as const
const patience = { timeout: 20_000, interval: 50 }

/** `npm test -- --no-wine` leaves Windows out, and says so. */
const withoutWine = process.env['CLASSWARDEN_WITHOUT_WINE'] !== undefined

describe.each([['Linux', startLinuxPc] as const, ...(withoutWine ? [] : [['Windows', startWindowsPc] as const])])(
  'the platform on %s',
  (kind, start) => {
    let pc: PcUnderTest
    let probe: Probe
    let sent = 0

    beforeAll(async () => {
      pc = await start()
      probe = await pc.openProbe({ title: 'Poster — draft', x: 40, y: 120, width: 300, height: 200 })
      await seen(probeColour, 10_000)
    }, 90_000)
    afterAll(async () => {
      await pc.stop()
    })

    const key = (...keys: string[]): Promise<unknown> => pc.screen.run('xdotool', ['key', ...keys])
    const click = (x: number, y: number): Promise<unknown> => pc.screen.run('xdotool', ['mousemove', String(x), String(y), 'click', '1'])
    const pixels = async (colour: number): Promise<number> => countPixels(await takeScreenshot(pc.screen), (one) => one === colour)
    const seen = (colour: number, least: number): Promise<void> =>
      vi.waitFor(async () => expect(await pixels(colour)).toBeGreaterThan(least), patience)
    const end = async (...probes: readonly Probe[]): Promise<void> => {
      const listed = await pc.platform.applications.list()
      for (const { pid } of probes) {
        const program = listed.ok ? listed.value.find((one) => one.pid === pid) : undefined
        expect(program).toMatchObject({ spared: false })
        expect(program?.windows).toHaveLength(1)
        if (program !== undefined) pc.platform.applications.stop(program, 'close')
      }
      await vi.waitFor(async () => {
        const left = await pc.platform.applications.list()
        expect(left.ok && left.value.some((one) => probes.some(({ pid }) => one.pid === pid))).toBe(false)
      }, patience)
    }
    const close = async (one: Probe): Promise<void> => {
      await end(one)
      await vi.waitFor(() => expect(pc.platform.foreground.value).toMatchObject({ title: 'Poster — draft' }), patience)
    }
    /** Wine brings what was painted onto the screen a moment later. */
    const black = (): Promise<void> =>
      vi.waitFor(async () => expect(countPixels(await takeScreenshot(pc.screen), (colour) => colour !== 0)).toBe(0), patience)
    const clicks = async (): Promise<number> => (await probe.typed()).split('!').length - 1
    /** A display brings clicks and keys to a window a moment after it changed: repeated until one arrives, and the click before any key. */
    const clickProbe = async (x: number, y: number): Promise<void> => {
      const before = await clicks()
      await vi.waitFor(
        async () => {
          sent++
          await click(x, y)
          expect(await clicks()).toBeGreaterThan(before)
        },
        { ...patience, interval: 250 },
      )
    }
    const untilTyped = (letter: string): Promise<void> =>
      vi.waitFor(
        async () => {
          await key(letter)
          expect(await probe.typed()).toContain(letter)
        },
        { ...patience, interval: 250 },
      )

    it('tells what is in front, on which monitor, before whom', () => {
      const { foreground, monitors, user, idle } = pc.platform
      expect(foreground.value).toMatchObject({ title: 'Poster — draft', process: { pid: probe.pid } })
      expect(foreground.value?.process?.path).toMatch(/xterm$|probe-\w+\.exe$/u)
      expect(monitors.value).toMatchObject([{ index: 0, x: 0, y: 0, width: 1_024, height: 768 }])
      expect(user.value).toMatchObject({ guest: false })
      expect(user.value?.name).not.toBe('')
      expect(idle.value).not.toBeNull()
    })

    it('tells another window at once, and the one before when that closes', async () => {
      await close(await pc.openProbe({ title: 'Other', x: 500, y: 120, width: 200, height: 200 }))
    })

    it('gives pictures that show the screen, and the next one when it changed', async () => {
      const source = pc.platform.thumbnails()
      const never = new AbortController().signal
      const request = { monitor: 0, width: 320, quality: 80, restless: null }
      const first = await source.next({ ...request, after: null }, never)
      if (!first.ok) throw new Error(first.detail)
      expect(first.value.thumbnail).toMatchObject({ keyframe: true, width: 320, height: 240 })
      // The middle of the probe, scaled.
      expect(nearTo(colourAt(first.value, 50, 55), probeColour)).toBe(true)
      expect(pc.told).toEqual(kind === 'Windows' ? [expect.stringContaining('is read by GDI, as Windows answered')] : [])
      const next = source.next({ ...request, after: first.value.sequence }, never)
      const other = await pc.openProbe({ title: 'Change', x: 600, y: 400, width: 200, height: 200 })
      expect(await next).toMatchObject({ ok: true, value: { sequence: first.value.sequence + 1 } })
      expect(await source.next({ ...request, monitor: 7, after: null }, never)).toMatchObject({ ok: false, code: 'no-monitor' })
      source.close()
      await close(other)
    })

    it('keeps frames for a breach, and none of a private page', async () => {
      await vi.waitFor(async () => expect(await pc.platform.frames.take('before')).toMatchObject({ ok: true }), patience)
      const now = await pc.platform.frames.take('now')
      expect(now).toMatchObject({ ok: true, value: { monitor: 0, width: 1_024, height: 768 } })
      const only = await pc.platform.frames.take('now', { x: 40, y: 120, width: 100, height: 90 })
      if (!only.ok) throw new Error(only.detail)
      const colourIn = (x: number, y: number): number => decoded(only.value.jpeg, x, y)
      expect(nearTo(colourIn(90, 160), probeColour)).toBe(true)
      for (const [x, y] of [
        [160, 160],
        [90, 230],
        [20, 160],
        [90, 100],
      ] as const)
        expect(nearTo(colourIn(x, y), 0)).toBe(true)
      pc.platform.frames.hide(true)
      expect(await pc.platform.frames.take('now')).toMatchObject({ ok: false, code: 'hidden' })
      pc.platform.frames.hide(false)
      expect(await pc.platform.frames.take('now')).toMatchObject({ ok: true })
    })

    it('shows a banner that takes no keys and is seen when clicked, and the sign that tells who looks', async () => {
      const watched = new Observable<Sign['watched']['value']>('nobody')
      let presses = 0
      pc.platform.showSign({ watched, timeLeft: new Observable<Sign['timeLeft']['value']>(null), onPressed: () => presses++ })
      const ground = signStates.map((state) => state.ground)
      await seen(ground[0] ?? 0, 1_000)
      watched.set('closely')
      await seen(ground[2] ?? 0, 1_000)
      await click(1_000, 742)
      await vi.waitFor(() => expect(presses).toBe(1), patience)

      let shown = 0
      const banner = { text: 'Five minutes left', sender: 'Ms Okafor', onShown: () => shown++ }
      const ended = pc.platform.showBanner(banner, new AbortController().signal)
      await vi.waitFor(() => expect(shown).toBe(1), patience)
      await seen(noticeColours.bannerGround, 5_000)
      await clickProbe(140, 260)
      await untilTyped('a')
      await click(512, 60)
      expect(await ended).toEqual({ ok: true, value: 'seen' })
      await vi.waitFor(async () => expect(await pixels(noticeColours.bannerGround)).toBe(0), patience)
      const withdrawing = new AbortController()
      const second = pc.platform.showBanner({ ...banner, text: 'Never mind' }, withdrawing.signal)
      await vi.waitFor(() => expect(shown).toBe(2), patience)
      withdrawing.abort()
      expect(await second).toEqual({ ok: true, value: 'withdrawn' })
    })

    it('[SF3] shows the card of a self-test in front, where it says, and gives the front back', async () => {
      const gone = new AbortController()
      const shown = await pc.platform.showTestCard({ title: 'Self-test 4711', text: 'Only a moment.' }, gone.signal)
      if (!shown.ok) throw new Error(shown.detail)
      await vi.waitFor(() => expect(pc.platform.foreground.value).toMatchObject({ title: 'Self-test 4711' }), patience)
      const { x, y, width, height } = shown.value
      const paper = (): Promise<number> => pixels(noticeColours.bannerGround)
      await vi.waitFor(async () => expect(await paper()).toBeGreaterThan((width * height) / 2), patience)
      const screenshot = await takeScreenshot(pc.screen)
      const isIn = (atX: number, atY: number): boolean => atX >= x && atX < x + width && atY >= y && atY < y + height
      expect(countPixels(screenshot, (colour, atX, atY) => colour === noticeColours.bannerGround && !isIn(atX, atY))).toBe(0)
      gone.abort()
      await vi.waitFor(() => expect(pc.platform.foreground.value).toMatchObject({ title: 'Poster — draft' }), patience)
      await vi.waitFor(async () => expect(await paper()).toBe(0), patience)
    })

    it('covers every pixel, keeps keys and clicks from the programs, and gives all back', async () => {
      await clickProbe(140, 180)
      await untilTyped('b')
      const before = await pixels(probeColour)
      expect(before).toBeGreaterThan(10_000)
      expect(await pc.platform.overlay.cover({ kind: 'blank' })).toMatchObject({ ok: true })
      await black()
      await key('s', 'e', 'x')
      await click(140, 180)
      // By then the display has brought them to whoever would get them.
      await black()
      await pc.platform.overlay.uncover()
      expect(pc.platform.overlay.state.value).toEqual({ state: 'off' })
      await vi.waitFor(async () => expect(await pixels(probeColour)).toBe(before), patience)
      // Without a click first: the front is where it was, not on the sign.
      await untilTyped('c')
      expect(await probe.typed()).not.toMatch(/[sex]/u)
      expect(await clicks()).toBeLessThanOrEqual(sent)
      await clickProbe(140, 180)
    })

    it('says on a lock who locked, over a window that opens meanwhile too', async () => {
      expect(await pc.platform.overlay.cover(lock)).toMatchObject({ ok: true })
      await seen(noticeColours.lockText, 1_000)
      const words = await pixels(noticeColours.lockText)
      const late = await pc.openProbe({ title: 'Late', x: 60, y: 60, width: 900, height: 600, isCovered: true })
      await vi.waitFor(async () => {
        expect(await pixels(probeColour)).toBe(0)
        expect(await pixels(noticeColours.lockText)).toBeGreaterThanOrEqual(words)
      }, patience)
      expect(pc.platform.overlay.state.value).toMatchObject({ state: 'held' })
      await pc.platform.overlay.uncover()
      await close(late)
    })

    it('[AU3] asks for an agreement on the cover, by keys and clicks that reach no program', async () => {
      const { overlay } = pc.platform
      const agreement = { title: 'Using our computers', text: 'I am kind.\nI keep my password to myself.', again: false }
      expect(await overlay.cover({ kind: 'agreement', agreement })).toMatchObject({ ok: true })
      const asked = (): Promise<void> => vi.waitFor(() => expect(overlay.asking.value).toBe('shown'), patience)
      await asked()
      await seen(noticeColours.accent, 10_000)
      const late = await pc.openProbe({ title: 'Late', x: 60, y: 60, width: 900, height: 600, isCovered: true })
      await vi.waitFor(async () => {
        expect(await pixels(probeColour)).toBe(0)
        expect(await pixels(noticeColours.accent)).toBeGreaterThan(10_000)
      }, patience)
      const card = agreementCard({ x: 0, y: 0, width: 1_024, height: 768 })
      const { agreed, declined } = agreementButtons(card)
      /** Of the ring that tells which of the two Enter means. */
      const ringAt = async ({ x }: typeof agreed): Promise<number> => {
        const screenshot = await takeScreenshot(pc.screen)
        return countPixels(screenshot, (colour, at) => colour === noticeColours.focus && Math.abs(at - card.x - x) < 40)
      }
      // Nothing is chosen yet: Enter alone answers nothing.
      await key('Return', 'e', 'x')
      /** A key may come late: another is pressed after a while alone, or it would go past. */
      const untilHeard = (one: string, heard: () => Promise<void> | void): Promise<void> =>
        vi.waitFor(async () => {
          await key(one)
          await vi.waitFor(heard, { timeout: 2_500, interval: 50 })
        }, patience)
      await untilHeard('Tab', async () => expect(await ringAt(agreed)).toBeGreaterThan(100))
      expect(overlay.asking.value).toBe('shown')
      await untilHeard('Return', () => expect(overlay.asking.value).toBe('agreed'))
      expect(await overlay.cover({ kind: 'agreement', agreement: { ...agreement, again: true } })).toMatchObject({ ok: true })
      await asked()
      await vi.waitFor(
        async () => {
          await click(card.x + declined.x + 40, card.y + declined.y + 20)
          expect(overlay.asking.value).toBe('declined')
        },
        { ...patience, interval: 250 },
      )
      await overlay.uncover()
      expect(overlay.asking.value).toBe('none')
      // It had asked for the front, and would have had what is not held.
      expect(await late.typed()).toBe('')
      await close(late)
      await clickProbe(140, 180)
      await untilTyped('d')
      expect(await probe.typed()).not.toMatch(/[sex\r\n\t]/u)
    })

    it('covers a program that has the whole screen, and one that opens meanwhile; neither is given a key', async () => {
      const whole = { x: 0, y: 0, width: 1_024, height: 768, isFullScreen: true }
      const game = await pc.openProbe({ ...whole, title: 'Game' })
      await seen(probeColour, 700_000)
      expect(await pc.platform.overlay.cover({ kind: 'blank' })).toMatchObject({ ok: true })
      await black()
      const late = await pc.openProbe({ ...whole, title: 'Late game', isCovered: true })
      await key('s', 'e', 'x')
      await black()
      expect(pc.platform.overlay.state.value).toMatchObject({ state: 'held' })
      await pc.platform.overlay.uncover()
      await seen(probeColour, 700_000)
      expect(`${await game.typed()}${await late.typed()}`).toBe('')
      await end(late, game)
      // Wine gives the front of a topmost window to the next topmost one, which is the sign.
      await clickProbe(140, 180)
    })

    it('is covered again, without another call, after what it has on the desktop was ended', async () => {
      expect(await pc.platform.overlay.cover({ kind: 'blank' })).toMatchObject({ ok: true })
      await pc.breakDesktop()
      await vi.waitFor(() => expect(pc.platform.overlay.state.value).toMatchObject({ state: 'held' }), patience)
      await black()
      await pc.platform.overlay.uncover()
    })
  },
)

function colourAt({ thumbnail }: ThumbnailFrame, x: number, y: number): number {
  const [part] = thumbnail.parts
  if (part === undefined) throw new Error('a keyframe without a part')
  return decoded(part.jpeg, x, y)
}

function decoded(jpeg: Uint8Array, x: number, y: number): number {
  const { data, width } = jpegTurbo.decompressSync(Buffer.from(jpeg), { format: jpegTurbo.FORMAT_RGB })
  return data.readUIntBE(3 * (y * width + x), 3)
}

const nearTo = (one: number, other: number): boolean =>
  [16, 8, 0].every((shift) => Math.abs(((one >> shift) & 0xff) - ((other >> shift) & 0xff)) < 24)
