import { Text, Title } from '@mantine/core'
import { use, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HubPlace } from '#shared/bridge'
import { Copyable } from '../../components/copyable'
import { BridgeContext } from '../../hub-place'
import view from '../view.module.css'
import { HubChoice } from './hub-choice'

/** Among the settings: which hub this console uses, and what another console must know of it. */
export const HubChoiceCard = () => {
  const { t } = useTranslation()
  const bridge = use(BridgeContext)
  const [place, setPlace] = useState<HubPlace | null>(null)
  useEffect(() => {
    void bridge?.ask('hub:place', {}).then((asked) => {
      if (asked.ok) setPlace(asked.value)
    })
  }, [bridge])
  if (bridge === null) return null
  return (
    <section className={view['card']}>
      <Title order={2} size="h4">
        {t('hubChoice.title')}
      </Title>
      <HubChoice bridge={bridge} />
      {place?.state === 'ready' && (
        <div>
          <Text size="sm">{t('hubChoice.thisHub')}</Text>
          <Copyable shown={place.authorityFingerprint} />
        </div>
      )}
    </section>
  )
}
