import { Skeleton, Text, Title } from '@mantine/core'
import { IconBuilding, IconDoor } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '#shared/model/staff'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'
import { RoomForm } from './room-form'
import { useRuleWords } from './rule-words'
import { SchoolForm } from './school-form'
import classes from './timeouts.module.css'

const nothing = {}

interface TimeoutsProps {
  readonly role: Role
  readonly firstRoomId: string | null
  readonly timeouts: Reply<ConsoleOrders, 'timeout:read'>
  readonly reload: () => Promise<void>
}

const Timeouts = ({ role, firstRoomId, timeouts: { school, rooms }, reload }: TimeoutsProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const words = useRuleWords()
  const linked = useStore(link.state).kind === 'signed-in'
  const mayWriteSchool = mayCall(role, 'timeout:write')
  // A teacher comes for her room, the others for the school.
  const [chosen, setChosen] = useState<string | null>(mayWriteSchool ? null : firstRoomId)
  const room = rooms.find(({ roomId }) => roomId === chosen)
  const mayWriteRoom = mayWriteSchool || school.teachersMayChange
  const scopes = [
    { id: null, name: t('timeouts.school'), detail: words.short(school.rule), Icon: IconBuilding },
    ...rooms.map(({ roomId, name, rule }) => ({
      id: roomId,
      name,
      detail: rule === null ? t('timeouts.inherits') : words.short(rule),
      Icon: IconDoor,
    })),
  ]
  const writable = room === undefined ? mayWriteSchool : mayWriteRoom
  return (
    <div className={classes['columns']}>
      <ul className={classes['scopes']} aria-label={t('timeouts.scopes')}>
        {scopes.map(({ id, name, detail, Icon }) => (
          <li key={id ?? 'school'}>
            <button
              type="button"
              className={classes['scope']}
              aria-current={(room?.roomId ?? null) === id ? 'true' : undefined}
              onClick={() => {
                setChosen(id)
              }}
            >
              <Icon size={18} aria-hidden="true" />
              <span>
                <span className={classes['scopeName']}>{name}</span>
                <span className={classes['scopeDetail']}>{detail}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className={classes['scopePage']}>
        <Title order={2} size="h4">
          {room?.name ?? t('timeouts.school')}
        </Title>
        {!writable && <Text size="sm">{t(room === undefined ? 'timeouts.readOnlySchool' : 'timeouts.readOnlyRoom')}</Text>}
        {room === undefined ? (
          <SchoolForm key={JSON.stringify(school)} school={school} writable={writable} linked={linked} onWritten={reload} />
        ) : (
          <RoomForm
            key={room.roomId + JSON.stringify([room.rule, school.rule])}
            roomId={room.roomId}
            rule={room.rule}
            schoolRule={school.rule}
            writable={writable}
            linked={linked}
            onWritten={reload}
          />
        )}
      </div>
    </div>
  )
}

/** When sessions on pupil PCs end by themselves: for the school, and room by room. */
export const TimeoutsView = ({ role, rooms }: { readonly role: Role; readonly rooms: Rooms }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('timeout:read', nothing)
  return (
    <section className={view['view']}>
      <div>
        <Title order={1} size="h3">
          {t('view.timeouts')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('timeouts.intro')}
        </Text>
      </div>
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'loading' && <Skeleton height={420} width={880} />}
      {loaded.kind === 'ready' && <Timeouts role={role} firstRoomId={rooms.roomId} timeouts={loaded.value} reload={reload} />}
    </section>
  )
}
