import { Button, Group, Skeleton, Text, Title } from '@mantine/core'
import { IconArrowLeft, IconDoor } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lesson } from '#shared/model/lesson'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { type ChosenPeriod, dayField, type PeriodKind, stretchOf } from '../../state/timeline-period'
import { useStore } from '../../state/use-store'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'
import { PeriodForm } from './period-form'
import { type TimelineAsked, TimelineScene } from './timeline-scene'

const everyRoom = {}

const Room = ({ roomId, lesson }: { readonly roomId: string; readonly lesson: Lesson | null }) => {
  const { t } = useTranslation()
  const { link, hubNow } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const [kind, setKind] = useState<PeriodKind>(lesson === null ? 'hour' : 'lesson')
  const [chosen, setChosen] = useState<ChosenPeriod>(() => ({ day: dayField(hubNow()), from: '08:00', until: '16:00' }))
  const ask = (wish: PeriodKind, deviceId: string | null): TimelineAsked | null => {
    const stretch = stretchOf(wish, chosen, lesson, hubNow())
    return stretch === null ? null : { roomId, deviceId, from: Math.round(stretch.from), until: Math.round(stretch.until) }
  }
  const [asked, setAsked] = useState<TimelineAsked | null>(() => ask(kind, null))
  const deviceId = asked?.deviceId ?? null
  const look = (wish: PeriodKind, only: string | null): void => {
    const next = ask(wish, only)
    if (next !== null) setAsked(next)
  }
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <PeriodForm
          kind={kind}
          chosen={chosen}
          lesson={lesson !== null}
          wrong={kind === 'chosen' && stretchOf('chosen', chosen, lesson, 0) === null}
          disabled={!linked}
          onKind={(next) => {
            setKind(next)
            if (next !== 'chosen') look(next, deviceId)
          }}
          onChosen={setChosen}
          onLook={() => {
            look(kind, deviceId)
          }}
        />
        {deviceId !== null && (
          <Button
            variant="default"
            leftSection={<IconArrowLeft size={16} aria-hidden="true" />}
            onClick={() => {
              look(kind, null)
            }}
          >
            {t('timeline.wholeClass')}
          </Button>
        )}
      </Group>
      {asked !== null && (
        <TimelineScene
          key={deviceId}
          asked={asked}
          fit={kind === 'today' || kind === 'chosen'}
          onChoose={
            deviceId === null
              ? (only) => {
                  look(kind, only)
                }
              : null
          }
        />
      )}
    </>
  )
}

/** What was in front on the PCs of a class, over a lesson or any time the school keeps. */
export const TimelineView = ({ rooms }: { readonly rooms: Rooms }) => {
  const { t } = useTranslation()
  // Asked anew when the view opens: what matters here is the lesson of this moment.
  const { loaded, reload } = useAsked('room:list', everyRoom)
  const list = loaded.kind === 'ready' ? loaded.value : null
  const room = list?.find(({ roomId }) => roomId === rooms.roomId)
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.timeline')}>
      <div>
        <Title order={1} size="h3">
          {t('view.timeline')}
        </Title>
        <Text c="dimmed">{t('timeline.how')}</Text>
      </div>
      {loaded.kind === 'loading' && <Skeleton height={280} data-testid="loading" />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {list?.length === 0 && (
        <NoticePage icon={<IconDoor size={40} />} title={t('rooms.none')}>
          {t('rooms.noneTeacher')}
        </NoticePage>
      )}
      {room !== undefined && <Room key={room.roomId} roomId={room.roomId} lesson={room.lesson} />}
    </section>
  )
}
