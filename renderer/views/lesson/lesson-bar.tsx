import { Button, Progress } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lesson } from '#shared/model/lesson'
import type { Staff } from '#shared/model/staff'
import { Left } from '../../components/ago'
import { useNow } from '../../components/use-time'
import { useConsole } from '../../console'
import { shareLeft } from '../../state/lesson-time'
import { clockTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import { EndLessonDialog } from './end-lesson-dialog'
import classes from './lesson.module.css'
import { StartLessonDialog } from './start-lesson-dialog'

const extendByMinutes = 5

const TimeLeft = ({ lesson }: { readonly lesson: Lesson }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  useNow()
  const percent = Math.round(shareLeft(lesson, hubNow()) * 100)
  return (
    <Progress
      className={classes['progress'] ?? ''}
      value={percent}
      aria-label={t('lesson.left', { time: clockTime(lesson.endsAt) })}
      size="lg"
      transitionDuration={0}
    />
  )
}

const Running = ({ lesson, staff }: { readonly lesson: Lesson; readonly staff: Staff }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const [ending, setEnding] = useState(false)
  const own = lesson.teacher.staffId === staff.staffId
  const mayEnd = mayCall(staff.role, 'lesson:end') && (own || staff.role !== 'teacher')
  const title = own ? lesson.title || t('lesson.untitled') : t('lesson.of', { who: lesson.teacher.displayName })
  return (
    <div className={classes['bar']} role="group" aria-label={t('lesson.lesson')} data-testid="lesson">
      <span className={classes['title']} title={title}>
        {title}
      </span>
      <span className={classes['left']}>
        <Left until={lesson.endsAt} />
      </span>
      <TimeLeft lesson={lesson} />
      {own && (
        <Button
          variant="default"
          size="xs"
          px="xs"
          flex="none"
          disabled={!linked}
          aria-label={t('lesson.extend', { count: extendByMinutes })}
          title={t('lesson.extend', { count: extendByMinutes })}
          onClick={() => void link.ask('lesson:extend', { roomId: lesson.roomId, lessonId: lesson.lessonId, minutes: extendByMinutes })}
        >
          +{extendByMinutes}
        </Button>
      )}
      {mayEnd && (
        <Button
          variant="default"
          size="xs"
          px="xs"
          flex="none"
          disabled={!linked}
          onClick={() => {
            setEnding(true)
          }}
        >
          {t('lesson.end')}
        </Button>
      )}
      <EndLessonDialog
        lesson={lesson}
        own={own}
        opened={ending}
        onClose={() => {
          setEnding(false)
        }}
      />
    </div>
  )
}

/** The lesson of the room looked at: whose, how long yet, and the way to move its end; without one, the way to start. */
export const LessonBar = ({ staff, roomId }: { readonly staff: Staff; readonly roomId: string }) => {
  const { t } = useTranslation()
  const { feed, link } = useConsole()
  const lesson = useStore(feed.lesson)
  const phase = useStore(feed.phase)
  const linked = useStore(link.state).kind === 'signed-in'
  const [starting, setStarting] = useState(false)
  if (phase.kind !== 'ready') return null
  if (lesson !== null) return <Running lesson={lesson} staff={staff} />
  if (!mayCall(staff.role, 'lesson:start')) return null
  return (
    <>
      <Button
        variant="default"
        size="sm"
        disabled={!linked}
        leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
        onClick={() => {
          setStarting(true)
        }}
      >
        {t('lesson.start')}
      </Button>
      <StartLessonDialog
        opened={starting}
        roomId={roomId}
        onClose={() => {
          setStarting(false)
        }}
      />
    </>
  )
}
