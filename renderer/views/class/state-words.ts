import { useTranslation } from 'react-i18next'
import { timeoutOwner } from '#shared/model/timeout'
import { useFailureWords } from '../../components/failure-words'
import type { TileState } from '../../state/tile-state'
import { useWakeWords } from '../power/wake-words'

export interface StateWords {
  /** Two or three words, readable from two metres; empty when all is calm. */
  readonly title: string
  /** The likeliest reason or the one thing to do; may be empty. */
  readonly detail: string
}

/** What a tile's state is called. `staffId` tells one's own restrictions from a colleague's. */
export const useStateWords = (staffId: string): ((state: TileState) => StateWords) => {
  const { t } = useTranslation()
  const failureWords = useFailureWords()
  const wakeWords = useWakeWords()
  const by = (owner: { readonly staffId: string; readonly displayName: string }): string =>
    owner.staffId === timeoutOwner.staffId
      ? t('state.sessionOver')
      : owner.staffId === staffId
        ? t('state.byYou')
        : t('state.by', { who: owner.displayName })
  return (state) => {
    switch (state.kind) {
      case 'silent':
        return state.wake === undefined
          ? { title: t('state.silent'), detail: t(`reason.${state.why}.short`) }
          : { title: t(state.wake.state === 'sent' ? 'wake.waking' : 'state.silent'), detail: wakeWords(state.wake) }
      case 'refused':
        return { title: t(`state.notDone.${state.verb}`), detail: failureWords(state.code) }
      case 'failed':
        return {
          title: t(`state.notDone.${state.restriction.lease.kind}`),
          detail: state.why === null ? '' : t(`leaseFailure.${state.why}`),
        }
      case 'asked':
        return { title: t(`state.asked.${state.verb}`), detail: '' }
      case 'power': {
        const { order, state: at, why } = state.power
        const detail =
          at === 'spared' ? (why === null ? '' : t(`powerReason.${why}`)) : order.scheduled ? t('power.bySchedule') : by(order.owner)
        return {
          title: at === 'spared' ? t('power.spared') : t(`power.state.${at === 'acting' ? 'acting' : 'coming'}.${order.action}`),
          detail,
        }
      }
      case 'power-failed': {
        const { order, why } = state.power
        return { title: t(`power.failed.${order.action}`), detail: why === null ? '' : t(`powerReason.${why}`) }
      }
      case 'blanked':
        return { title: t('state.blanked'), detail: by(state.restriction.lease.owner) }
      case 'locked':
        return { title: t('state.locked'), detail: by(state.restriction.lease.owner) }
      case 'no-display':
        return { title: t(`reason.${state.why}.short`), detail: '' }
      case 'idle':
        return { title: t('state.idle'), detail: '' }
      case 'live':
        return { title: '', detail: '' }
    }
  }
}
