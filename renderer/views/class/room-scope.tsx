import { Button, Skeleton } from '@mantine/core'
import { IconDoor } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import type { Rooms } from '../frame/use-rooms'
import classes from './class.module.css'

interface RoomScopeProps {
  readonly rooms: Rooms
  /** What to do when there is no room at all. */
  readonly noRooms: ReactNode
  readonly children: ReactNode
}

const GridSkeleton = () => (
  <div className={classes['skeletons']} aria-hidden="true" data-testid="loading">
    {Array.from({ length: 12 }, (_, index) => (
      <div key={index}>
        <Skeleton className={classes['skeletonPicture'] ?? ''} />
        <Skeleton height={12} mt={8} width="50%" />
        <Skeleton height={10} mt={8} width="80%" />
      </div>
    ))}
  </div>
)

/** Looks at the chosen room for as long as its view is open, and anew whenever the link comes back. */
export const RoomScope = ({ rooms, noRooms, children }: RoomScopeProps) => {
  const { t } = useTranslation()
  const { feed, link } = useConsole()
  const phase = useStore(feed.phase)
  const signedIn = useStore(link.state).kind === 'signed-in'
  const { roomId } = rooms
  useEffect(() => {
    if (signedIn && roomId !== null) void feed.watch(roomId)
  }, [feed, roomId, signedIn])
  useEffect(
    () => () => {
      feed.leave()
    },
    [feed],
  )

  if (rooms.loaded.kind === 'failed') {
    return (
      <div className={classes['note']}>
        <FailureNote code={rooms.loaded.code} detail={rooms.loaded.detail} onRetry={() => void rooms.reload()} />
      </div>
    )
  }
  if (rooms.loaded.kind === 'ready' && rooms.loaded.value.length === 0) {
    return (
      <NoticePage
        icon={<IconDoor size={40} />}
        title={t('rooms.none')}
        action={
          <Button variant="default" onClick={() => void rooms.reload()}>
            {t('common.lookAgain')}
          </Button>
        }
      >
        {noRooms}
      </NoticePage>
    )
  }
  if (phase.kind === 'failed') {
    return (
      <div className={classes['note']}>
        <FailureNote code={phase.code} detail={phase.detail} onRetry={() => void feed.watch(phase.roomId)} />
      </div>
    )
  }
  if (phase.kind !== 'ready') return <GridSkeleton />
  return children
}
