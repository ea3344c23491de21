import {
  closestCenter,
  type CollisionDetection,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { Button, Group, Skeleton, Text } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Seat, seatOf, seatWords } from '#shared/model/seat'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { planSize, type SeatChange, seatChanges, type Seated, undoing, withChanges } from '../../state/seating'
import classes from './devices.module.css'

const tray = 'tray'

/** One step of an arrow key: to the nearest seat, or the tray, on that side. */
const step: KeyboardCoordinateGetter = (event, { context: { collisionRect, droppableRects } }) => {
  const ways: Readonly<Record<string, readonly [number, number]>> = {
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowDown: [0, 1],
    ArrowUp: [0, -1],
  }
  const way = ways[event.code]
  if (way === undefined || collisionRect === null) return undefined
  event.preventDefault()
  const [wayX, wayY] = way
  const middle = (rect: { left: number; top: number; width: number; height: number }) =>
    [rect.left + rect.width / 2, rect.top + rect.height / 2] as const
  const [x, y] = middle(collisionRect)
  const reachable = [...droppableRects.values()].flatMap((rect) => {
    const [toX, toY] = middle(rect)
    const [along, aside] = [(toX - x) * wayX + (toY - y) * wayY, Math.abs((toX - x) * wayY) + Math.abs((toY - y) * wayX)]
    return along > 8 ? [{ rect, far: along + aside * 3 }] : []
  })
  const [nearest] = reachable.sort((a, b) => a.far - b.far)
  if (nearest === undefined) return undefined
  const [toX, toY] = middle(nearest.rect)
  return { x: toX - collisionRect.width / 2, y: toY - collisionRect.height / 2 }
}

/** The place under the pointer; moved by keys, the one next to the PC. */
const under: CollisionDetection = (args) => (args.pointerCoordinates === null ? closestCenter(args) : pointerWithin(args))

const Pc = ({ pc }: { readonly pc: Seated }) => {
  const { t } = useTranslation()
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({
    id: pc.deviceId,
    attributes: { roleDescription: t('seating.movable') },
  })
  return (
    <button
      ref={setNodeRef}
      type="button"
      className={classes['pc']}
      data-away={isDragging || undefined}
      data-expected={pc.expected || undefined}
      {...attributes}
      {...listeners}
    >
      {pc.name}
      {pc.expected && <span className={classes['pcNote']}>{t('register.state.expected')}</span>}
    </button>
  )
}

const Place = ({ seat, children }: { readonly seat: Seat; readonly children: ReactNode }) => {
  const { setNodeRef, isOver } = useDroppable({ id: seatWords(seat) })
  return (
    <div ref={setNodeRef} className={classes['place']} data-over={isOver || undefined} data-seat={seatWords(seat)}>
      <span className={classes['placeName']}>{seatWords(seat)}</span>
      {children}
    </div>
  )
}

const Tray = ({ children }: { readonly children: ReactNode }) => {
  const { setNodeRef, isOver } = useDroppable({ id: tray })
  return (
    <div ref={setNodeRef} className={classes['tray']} data-over={isOver || undefined}>
      {children}
    </div>
  )
}

const Plan = ({ roomId, asked }: { readonly roomId: string; readonly asked: readonly Seated[] }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('room:arrange')
  const [seated, setSeated] = useState(asked)
  const [undo, setUndo] = useState<readonly (readonly SeatChange[])[]>([])
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: step }),
  )
  const [moving, setMoving] = useState<string | null>(null)
  const { rows, columns } = planSize(seated)
  const nameOf = (deviceId: unknown): string => seated.find((pc) => pc.deviceId === deviceId)?.name ?? ''
  const placeOf = (id: unknown): string => (id === tray ? t('seating.tray') : t('seating.seat', { seat: String(id) }))

  const write = async (changes: readonly SeatChange[], undone: boolean): Promise<void> => {
    const back = undoing(seated, changes)
    setSeated(withChanges(seated, changes))
    const written = await run({ roomId, seats: changes.map((change) => ({ ...change })) })
    if (written === undefined) setSeated((now) => withChanges(now, back))
    else setUndo((before) => (undone ? before.slice(0, -1) : [...before, back]))
  }
  const drop = ({ active, over }: DragEndEvent): void => {
    setMoving(null)
    if (over === null || busy) return
    const changes = seatChanges(seated, String(active.id), over.id === tray ? null : seatOf(String(over.id)))
    if (changes.length > 0) void write(changes, false)
  }
  const last = undo.at(-1)
  const unseated = seated.filter(({ seat }) => seat === null)
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={under}
      onDragStart={({ active }) => {
        setMoving(String(active.id))
      }}
      onDragEnd={drop}
      onDragCancel={() => {
        setMoving(null)
      }}
      accessibility={{
        screenReaderInstructions: { draggable: t('seating.how') },
        announcements: {
          onDragStart: ({ active }) => t('seating.picked', { name: nameOf(active.id) }),
          onDragOver: ({ active, over }) => (over === null ? '' : t('seating.over', { name: nameOf(active.id), place: placeOf(over.id) })),
          onDragEnd: ({ active, over }) =>
            over === null ? t('seating.cancelled') : t('seating.dropped', { name: nameOf(active.id), place: placeOf(over.id) }),
          onDragCancel: () => t('seating.cancelled'),
        },
      }}
    >
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('seating.how')}
        </Text>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArrowBackUp size={16} aria-hidden="true" />}
          disabled={last === undefined || busy}
          onClick={() => {
            if (last !== undefined) void write(last, true)
          }}
        >
          {t('seating.undo')}
        </Button>
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <Tray>
        <Text size="sm" fw={650}>
          {t('seating.unseated', { count: unseated.length })}
        </Text>
        <div className={classes['trayPcs']}>
          {unseated.map((pc) => (
            <Pc key={pc.deviceId} pc={pc} />
          ))}
        </div>
      </Tray>
      <div className={classes['plan']} role="group" aria-label={t('seating.title')}>
        <div className={classes['frontOfRoom']}>{t('grid.front')}</div>
        <div className={classes['places']} style={{ gridTemplateColumns: `repeat(${columns}, minmax(84px, 1fr))` }}>
          {Array.from({ length: rows * columns }, (_place, index) => {
            const seat = { row: Math.floor(index / columns), column: index % columns }
            const pc = seated.find((one) => one.seat?.row === seat.row && one.seat.column === seat.column)
            return (
              <Place key={index} seat={seat}>
                {pc !== undefined && <Pc pc={pc} />}
              </Place>
            )
          })}
        </div>
      </div>
      <DragOverlay dropAnimation={null}>{moving !== null && <div className={classes['pcMoving']}>{nameOf(moving)}</div>}</DragOverlay>
    </DndContext>
  )
}

/** Where the PCs of a room stand, seen from above: by pointer or by keys. */
export const SeatingPlan = ({ roomId }: { readonly roomId: string }) => {
  const { t } = useTranslation()
  const payload = useMemo(() => ({ roomId }), [roomId])
  const { loaded, reload } = useAsked('room:seats', payload)
  if (loaded.kind === 'loading') return <Skeleton height={320} />
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  if (loaded.value.length === 0) return <Text c="dimmed">{t('seating.none')}</Text>
  return <Plan key={roomId} roomId={roomId} asked={loaded.value} />
}
