import { IconDeviceDesktopOff, IconFilterOff } from '@tabler/icons-react'
import { Button, Modal } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '#shared/model/staff'
import { NoticePage } from '../../components/notice-page'
import { useConsole } from '../../console'
import { ClassGrid } from '../../state/class-grid'
import { gridKey } from '../../state/keyboard-map'
import { moveInLayout } from '../../state/seat-layout'
import { move, selectAll, selectNone, toggleCursor } from '../../state/selection'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import { SeatingPlan } from '../devices/seating-plan'
import type { Rooms } from '../frame/use-rooms'
import { TakeOverDialog } from '../lesson/take-over-dialog'
import { PupilPanel } from '../panel/pupil-panel'
import classes from './class.module.css'
import { KeysDialog } from './keys-dialog'
import { MessageDialog, type MessageKind } from './message-dialog'
import { OrderToast } from './order-toast'
import { RoomScope } from './room-scope'
import { TileGrid } from './tile-grid'
import { Toolbar } from './toolbar'

interface ClassViewProps {
  readonly role: Role
  readonly staffId: string
  readonly rooms: Rooms
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null

const Room = ({ role, staffId, roomId }: { readonly role: Role; readonly staffId: string; readonly roomId: string }) => {
  const { t } = useTranslation()
  const { feed, orders, preferences, presenting, link } = useConsole()
  const grid = useMemo(() => new ClassGrid(feed, preferences, presenting), [feed, preferences, presenting])
  useEffect(() => grid.follow(), [grid])
  const shown = useStore(grid.shown)
  const filter = useStore(grid.filter)
  const [open, setOpen] = useState<string | null>(null)
  const [writing, setWriting] = useState<MessageKind | null>(null)
  const [keysShown, setKeysShown] = useState(false)
  const [arranging, setArranging] = useState(false)
  const filterField = useRef<HTMLInputElement>(null)
  const columns = useRef(1)
  const live = useStore(link.state).kind === 'signed-in'
  const mayOrder = live && mayCall(role, 'restriction:order')
  const mayLift = live && mayCall(role, 'restriction:lift')

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isTyping(event.target)) return
      const meaning = gridKey(event)
      if (meaning === null) return
      // A focused button keeps its own keys.
      const onControl = event.target instanceof HTMLElement && event.target.closest('button, a, [role="option"]') !== null
      if (onControl && (meaning.kind === 'toggle' || meaning.kind === 'open')) return
      if (onControl && meaning.kind === 'move') return
      event.preventDefault()
      switch (meaning.kind) {
        case 'move':
          grid.select((selection, order) => {
            const layout = grid.layout.get()
            if (layout !== null) return moveInLayout(selection, layout, meaning.step, meaning.extend)
            return move(selection, order, meaning.step, columns.current, meaning.extend)
          })
          break
        case 'toggle':
          grid.select(toggleCursor)
          break
        case 'select-all':
          grid.select(selectAll)
          break
        case 'clear':
          grid.select(selectNone)
          break
        case 'open':
          setOpen(grid.selection.get().cursor)
          break
        case 'lock':
        case 'blank':
          if (mayOrder) orders.place(roomId, meaning.kind, grid.targets())
          break
        case 'unlock':
          if (mayLift) orders.lift(roomId, ['lock', 'blank'], grid.targets())
          break
        case 'message':
          if (mayOrder) setWriting('message')
          break
        case 'filter':
          filterField.current?.focus()
          break
        case 'help':
          setKeysShown(true)
          break
      }
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [grid, orders, roomId, mayOrder, mayLift])

  return (
    <>
      <Toolbar
        grid={grid}
        roomId={roomId}
        role={role}
        filterField={filterField}
        onWrite={setWriting}
        onKeys={() => {
          setKeysShown(true)
        }}
        onArrange={
          mayCall(role, 'room:arrange')
            ? () => {
                setArranging(true)
              }
            : null
        }
      />
      {shown.length === 0 && filter === '' && (
        <NoticePage icon={<IconDeviceDesktopOff size={40} />} title={t('grid.empty')}>
          {t('grid.emptyDetail')}
        </NoticePage>
      )}
      {shown.length === 0 && filter !== '' && (
        <NoticePage
          icon={<IconFilterOff size={40} />}
          title={t('grid.noMatch', { filter })}
          action={
            <Button
              variant="default"
              onClick={() => {
                grid.filterBy('')
              }}
            >
              {t('grid.clearFilter')}
            </Button>
          }
        >
          {t('grid.noMatchDetail')}
        </NoticePage>
      )}
      {shown.length > 0 && <TileGrid grid={grid} staffId={staffId} columnsRef={columns} onOpen={setOpen} />}
      <OrderToast roomId={roomId} />
      <TakeOverDialog />
      <MessageDialog
        kind={writing}
        count={grid.targets().length}
        everyone={grid.selection.get().chosen.size === 0}
        onClose={() => {
          setWriting(null)
        }}
        onSend={(kind, options) => {
          orders.place(roomId, kind, grid.targets(), options)
        }}
      />
      <KeysDialog
        opened={keysShown}
        onClose={() => {
          setKeysShown(false)
        }}
      />
      <Modal
        opened={arranging}
        onClose={() => {
          setArranging(false)
        }}
        title={t('seating.title')}
        size="90%"
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <div className={classes['arranging']}>
          <SeatingPlan roomId={roomId} />
        </div>
      </Modal>
      <PupilPanel
        deviceId={open}
        roomId={roomId}
        staff={{ staffId, role }}
        onClose={() => {
          setOpen(null)
        }}
      />
    </>
  )
}

/** The class, live. */
export const ClassView = ({ role, staffId, rooms }: ClassViewProps) => {
  const { t } = useTranslation()
  return (
    <section className={classes['class']} aria-label={t('view.class')}>
      <h1 className="visually-hidden">{t('view.class')}</h1>
      <RoomScope rooms={rooms} noRooms={t('rooms.noneTeacher')}>
        {rooms.roomId !== null && <Room key={rooms.roomId} role={role} staffId={staffId} roomId={rooms.roomId} />}
      </RoomScope>
    </section>
  )
}
