import { Button } from '@mantine/core'
import { IconPlugConnectedX, IconServerBolt } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ConsoleBridge, HubPlace } from '#shared/bridge'
import { NoticePage } from '../components/notice-page'
import { HubChoiceButton } from './hub-choice/hub-choice-button'
import { RestoreButton } from './restore/restore-button'

interface HubWaitProps {
  readonly hub: Extract<HubPlace, { readonly state: 'starting' | 'failed' }>
  readonly bridge: ConsoleBridge | null
}

/** While the Electron console's hub starts, or when it cannot. */
export const HubWait = ({ hub, bridge }: HubWaitProps) => {
  const { t } = useTranslation()
  if (hub.state === 'starting') {
    return (
      <main role="status">
        <NoticePage whole icon={<IconServerBolt size={40} />} title={t('hub.starting')}>
          {t('hub.startingDetail')}
        </NoticePage>
      </main>
    )
  }
  const retry = (
    <>
      <Button onClick={() => void bridge?.ask('hub:retry', {})} data-autofocus>
        {t('common.tryAgain')}
      </Button>
      <HubChoiceButton />
      {hub.why === 'store-unavailable' && <RestoreButton />}
    </>
  )
  return (
    <main role="alert">
      <NoticePage whole icon={<IconPlugConnectedX size={40} />} title={t(`hub.trouble.${hub.why}`)} action={retry}>
        {hub.detail}
      </NoticePage>
    </main>
  )
}
