import { fail } from '#shared/outcome'
import { Observable } from '../observable'
import type { Applications, CoverBreak, AgreementAsked, FrameRing, Overlay, OverlayState, Power } from '../platform'

const words = 'this agent cannot do that on macOS'

/** What macOS does not let this agent do, each with its reason; the hub asks for none of it (`Platform.lacks`). */
export const unsupportedOverlay: Overlay = {
  cover: () => Promise.resolve(fail('draw-failed', words)),
  uncover: () => Promise.resolve(),
  state: new Observable<OverlayState>({ state: 'off' }),
  breaks: new Observable<CoverBreak | null>(null),
  asking: new Observable<AgreementAsked>('none'),
}

export const unsupportedPower: Power = { act: () => Promise.resolve(fail('no-program', words)) }

export const unsupportedApplications: Applications = {
  list: () => Promise.resolve(fail('no-windows', words)),
  hashOf: () => Promise.resolve(null),
  stop: () => undefined,
}

export const unsupportedFrames: FrameRing = {
  hide: () => undefined,
  take: () => Promise.resolve(fail('capture-failed', words)),
  capture: { at: null, blocked: false },
}
