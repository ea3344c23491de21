import { useContext, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../console'
import { BridgeContext } from '../../hub-place'
import { ConcernNews } from '../../state/concern-news'
import { useStore } from '../../state/use-store'
import { chime } from './chime'

/**
 * Tells of a new concern wherever the console stands: to those who listen to the page, by a notice of the system, and by a chime. None of them says
 * more than category and grade; while presenting nothing is said.
 */
export const BreachAnnouncer = () => {
  const { t } = useTranslation()
  const { breaches, presenting, preferences, hubNow } = useConsole()
  const bridge = useContext(BridgeContext)
  const changed = useStore(breaches.changed)
  const hidden = useStore(presenting)
  const [news] = useState(() => new ConcernNews())

  useEffect(
    () =>
      breaches.changed.subscribe(() => {
        const change = breaches.changed.get()
        if (change === null || presenting.get()) return
        const told = news.take(change, hubNow())
        if (told === null) return
        const { category, grade } = change.breach
        const words = { title: t('breaches.noticeTitle'), body: t('breaches.noticeBody', { what: t(`category.${category}`), grade }) }
        void bridge?.ask('notice:show', { ...words, urgent: told.urgent })
        if (told.chimes !== 0 && preferences.get().concernSound) chime(told.chimes)
      }),
    [breaches, presenting, preferences, hubNow, bridge, news, t],
  )

  const spoken = changed !== null && changed.was === null && !changed.breach.test && !hidden ? changed.breach : null
  return (
    <div className="visually-hidden" role="status" data-testid="breach-news">
      {spoken !== null && t('breaches.news', { what: t(`category.${spoken.category}`), grade: spoken.grade })}
    </div>
  )
}
