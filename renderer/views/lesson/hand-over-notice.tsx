import { Alert } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../console'
import { clockTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import classes from './lesson.module.css'

/** Tells the former owner who took over, where and when, until it is closed. */
export const HandOverNotice = () => {
  const { t } = useTranslation()
  const { handOver } = useConsole()
  const notice = useStore(handOver)
  if (notice === null) return null
  const { byName, roomName, what, at } = notice
  return (
    <Alert
      role="alert"
      className={classes['notice'] ?? ''}
      variant="light"
      icon={<IconArrowsExchange />}
      withCloseButton
      closeButtonLabel={t('common.close')}
      title={t('handOver.title', { who: byName, room: roomName, time: clockTime(at) })}
      onClose={() => {
        handOver.set(null)
      }}
    >
      {t(`handOver.${what}`)}
    </Alert>
  )
}
