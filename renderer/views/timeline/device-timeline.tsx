import { Button, Title } from '@mantine/core'
import { IconTimeline } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import classes from './timeline.module.css'
import { type TimelineAsked, TimelineScene } from './timeline-scene'

const hourMs = 60 * 60_000

interface DeviceTimelineProps {
  readonly deviceId: string
  readonly roomId: string
}

/** One PC over the lesson, or the last hour where there is none. Asked only when somebody wants it: each look is written down. */
export const DeviceTimeline = ({ deviceId, roomId }: DeviceTimelineProps) => {
  const { t } = useTranslation()
  const { feed, hubNow, link } = useConsole()
  const lesson = useStore(feed.lesson)
  const linked = useStore(link.state).kind === 'signed-in'
  const [asked, setAsked] = useState<TimelineAsked | null>(null)
  return (
    <section aria-label={t('view.timeline')}>
      <Title order={2} size="h5" mb={4}>
        {t('view.timeline')}
      </Title>
      {asked === null ? (
        <Button
          variant="default"
          size="sm"
          disabled={!linked}
          leftSection={<IconTimeline size={16} aria-hidden="true" />}
          onClick={() => {
            const until = Math.round(hubNow())
            setAsked({ roomId, deviceId, from: lesson === null ? until - hourMs : Math.min(lesson.startedAt, until - 1), until })
          }}
        >
          {t(lesson === null ? 'timeline.showHour' : 'timeline.showLesson')}
        </Button>
      ) : (
        <div className={classes['panel']}>
          <TimelineScene asked={asked} fit={false} onChoose={null} />
        </div>
      )}
    </section>
  )
}
