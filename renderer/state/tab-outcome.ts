import type { TabFailure, TabResult } from '#shared/model/tab-order'

/** What an order about tabs came to on all its PCs. */
export interface TabOutcome {
  readonly total: number
  /** PCs that did it; where tabs were closed, also those on which none was open. */
  readonly done: number
  /** Tabs that are gone. */
  readonly closed: number
  /** PCs on which a page asks the pupil about unsaved work. */
  readonly asking: readonly string[]
  /** PCs that did not, by why. */
  readonly failed: ReadonlyMap<TabFailure, readonly string[]>
}

export const tabOutcomeOf = (results: readonly TabResult[]): TabOutcome => {
  const asking: string[] = []
  const failed = new Map<TabFailure, string[]>()
  let closed = 0
  for (const { deviceId, word } of results) {
    if (word.state === 'failed') failed.set(word.why, [...(failed.get(word.why) ?? []), deviceId])
    if (word.state !== 'closed') continue
    closed += word.closed
    if (word.asking > 0) asking.push(deviceId)
  }
  const done = results.filter(({ word }) => word.state !== 'failed').length
  return { total: results.length, done, closed, asking, failed }
}

/** The address somebody typed, with or without its scheme; null while it is none of the web. */
export const typedAddress = (text: string): string | null => {
  const wanted = text.trim()
  const address = /^[a-z][a-z0-9+.-]*:\/\//iu.test(wanted) ? wanted : `https://${wanted}`
  if (/\s/u.test(wanted) || !URL.canParse(address)) return null
  const { protocol, hostname, href } = new URL(address)
  return (protocol === 'http:' || protocol === 'https:') && hostname.includes('.') ? href : null
}

/** The site of an address or name somebody typed, as pages are listed by it; null while it is none. */
export const typedSite = (text: string): string | null => {
  const address = typedAddress(text)
  return address === null ? null : new URL(address).hostname.replace(/^www\./u, '')
}
