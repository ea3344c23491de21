import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimeWords } from '../state/time-words'

const tickMs = 5_000
let tick = 0
let timer: ReturnType<typeof setInterval> | null = null
const listeners = new Set<() => void>()

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  timer ??= setInterval(() => {
    tick += 1
    for (const tell of [...listeners]) tell()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** Draws the component anew every few seconds: one timer for all words of time on the page. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => tick)

/** Puts a span of time into the page's language: "2 min". */
export const useTimePhrase = (): ((words: TimeWords) => string) => {
  const { t } = useTranslation()
  return (words) => {
    switch (words.unit) {
      case 'now':
        return t('time.now')
      case 'seconds':
        return t('time.seconds', { count: words.count })
      case 'minutes':
        return t('time.minutes', { count: words.count })
      case 'hours':
        return t('time.hours', { count: words.count })
      case 'days':
        return t('time.days', { count: words.count })
    }
  }
}
