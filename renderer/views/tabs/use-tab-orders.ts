import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TabClose, TabResult } from '#shared/model/tab-order'
import { useFailureWords } from '../../components/failure-words'
import { useConsole } from '../../console'
import type { Asked } from '../../link/hub-link'
import { tileName } from '../../state/short-name'
import { tabOutcomeOf } from '../../state/tab-outcome'

const namesShown = 3
const shownMs = 6_000
/** Names of PCs take longer to read. */
const longShownMs = 15_000

interface TabOrders {
  readonly busy: boolean
  readonly open: (deviceIds: readonly string[], url: string) => Promise<void>
  readonly close: (deviceIds: readonly string[], which: TabClose) => Promise<void>
}

/** Opens and closes pages on PCs of a room, and tells in a note what each made of it. */
export const useTabOrders = (roomId: string): TabOrders => {
  const { t } = useTranslation()
  const { feed, link, presenting } = useConsole()
  const failureWords = useFailureWords()
  const [busy, setBusy] = useState(false)

  const names = (deviceIds: readonly string[]): string => {
    const shown = deviceIds.slice(0, namesShown).flatMap((deviceId) => {
      const device = feed.devices.get(deviceId)
      return device === undefined ? [] : [tileName(device, presenting.get())]
    })
    const more = deviceIds.length - shown.length
    return more > 0 ? t('order.andMore', { names: shown.join(', '), count: more }) : shown.join(', ')
  }
  const tell = (title: string, detail: string): void => {
    notifications.show({
      message: detail === '' ? title : `${title}. ${detail}`,
      autoClose: detail === '' ? shownMs : longShownMs,
      closeButtonProps: { 'aria-label': t('common.close') },
    })
  }
  const settle = (asked: Asked<'tab:open'> | Asked<'tab:close'>, titleOf: (outcome: ReturnType<typeof tabOutcomeOf>) => string): void => {
    setBusy(false)
    if (!asked.ok) {
      tell(failureWords(asked.code), asked.detail)
      return
    }
    const results: readonly TabResult[] = asked.value.results
    const outcome = tabOutcomeOf(results)
    const asks = outcome.asking.length === 0 ? [] : [t('tabs.asking', { names: names(outcome.asking) })]
    const failed = [...outcome.failed].map(([why, deviceIds]) => t(`tabs.why.${why}`, { names: names(deviceIds) }))
    tell(titleOf(outcome), [...asks, ...failed].join(' '))
  }
  const target = (deviceIds: readonly string[]) => ({ roomId, deviceIds: [...deviceIds], orderId: crypto.randomUUID() })

  return {
    busy,
    open: async (deviceIds, url) => {
      setBusy(true)
      const asked = await link.ask('tab:open', { ...target(deviceIds), url })
      settle(asked, ({ done, total }) =>
        done === total ? t('tabs.openedAll', { count: total }) : t('tabs.opened', { done, count: total }),
      )
    },
    close: async (deviceIds, which) => {
      setBusy(true)
      const asked = await link.ask('tab:close', { ...target(deviceIds), ...which })
      settle(asked, ({ closed }) => t('tabs.closed', { count: closed }))
    },
  }
}
