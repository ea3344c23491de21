import { Skeleton } from '@mantine/core'
import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CallFailure } from '#shared/protocol/call'
import { useFailureWords } from '../components/failure-words'
import { NoticePage } from '../components/notice-page'
import { UpdateNotice } from './console-update/update-notice'
import { HubChoiceButton } from './hub-choice/hub-choice-button'

/** Before the hub has answered for the first time. */
export const ConnectingPage = ({ failedAttempts }: { readonly failedAttempts: number }) => {
  const { t } = useTranslation()
  const failing = failedAttempts > 0
  return (
    <main role="status">
      <NoticePage
        whole
        icon={failing ? <IconPlugConnectedX size={40} /> : <IconPlugConnected size={40} />}
        title={failing ? t('link.unreachable') : t('link.connecting')}
        action={failing ? <HubChoiceButton /> : <Skeleton height={8} width={160} radius="xl" />}
      >
        {failing ? t('link.unreachableDetail') : t('link.connectingDetail')}
      </NoticePage>
    </main>
  )
}

/** The hub answered and does not want to speak with this console. It is asked again by itself. */
export const RefusedPage = ({ code, detail }: { readonly code: CallFailure; readonly detail: string }) => {
  const words = useFailureWords()
  const { t } = useTranslation()
  return (
    <main role="alert">
      <NoticePage
        whole
        icon={<IconPlugConnectedX size={40} />}
        title={words(code)}
        action={
          <>
            <UpdateNotice />
            <HubChoiceButton />
          </>
        }
      >
        {detail} {t('link.retriesItself')}
      </NoticePage>
    </main>
  )
}
