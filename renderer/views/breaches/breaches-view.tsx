import { Button, Group, Menu, Skeleton, Text, Title } from '@mantine/core'
import { IconBell, IconBellOff, IconHeartHandshake, IconSettings } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BreachSummary } from '#shared/model/breach-review'
import type { Role } from '#shared/model/staff'
import { IconSwitch } from '../../components/icon-switch'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { useConsole } from '../../console'
import { type BreachList, waitingFilter } from '../../state/breaches'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import type { Rooms } from '../frame/use-rooms'
import { OpenIncidentDialog } from '../incidents/open-incident-dialog'
import { MailDialog } from '../mail/mail-dialog'
import view from '../view.module.css'
import { BreachFilters } from './breach-filters'
import { BreachPage } from './breach-page'
import { BreachRow } from './breach-row'
import classes from './breaches.module.css'
import { LastDecision } from './last-decision'
import { MarkBar } from './mark-bar'
import { onTriageKey } from './on-triage-key'
import { SavedFilters } from './saved-filters'
import { SharingDialog } from './sharing-dialog'
import { TriageList } from './triage-list'
import { useChosen } from './use-chosen'
import { useMarks } from './use-marks'
import { useTriage } from './use-triage'

interface BreachesViewProps {
  readonly role: Role
  readonly rooms: Rooms
}

const SoundSwitch = () => {
  const { t } = useTranslation()
  const { preferences } = useConsole()
  const { concernSound } = useStore(preferences)
  return (
    <IconSwitch
      icon={concernSound ? IconBell : IconBellOff}
      label={concernSound ? t('breaches.mute') : t('breaches.unmute')}
      onSwitch={() => {
        preferences.change({ concernSound: !concernSound })
      }}
    />
  )
}

/** What the officer sets around concerns. */
const SetUpMenu = () => {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'sharing' | 'mail' | null>(null)
  const close = (): void => {
    setOpen(null)
  }
  return (
    <>
      <Menu position="bottom-end" transitionProps={{ duration: 100 }}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconSettings size={16} aria-hidden="true" />}>
            {t('breaches.setUp')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() => {
              setOpen('sharing')
            }}
          >
            {t('breaches.sharing')}
          </Menu.Item>
          <Menu.Item
            onClick={() => {
              setOpen('mail')
            }}
          >
            {t('mail.title')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'sharing' && <SharingDialog onClose={close} />}
      {open === 'mail' && <MailDialog onClose={close} />}
    </>
  )
}

const NoBreaches = ({
  list,
  narrowed,
  onShowAll,
}: {
  readonly list: BreachList
  readonly narrowed: boolean
  readonly onShowAll: () => void
}) => {
  const { t } = useTranslation()
  if (list.kind !== 'ready' || list.breaches.length > 0) return null
  return (
    <NoticePage
      icon={<IconHeartHandshake size={40} />}
      title={narrowed ? t('breaches.noneSo') : t('breaches.none')}
      {...(narrowed
        ? {}
        : {
            action: (
              <Button variant="default" onClick={onShowAll}>
                {t('breaches.showAll')}
              </Button>
            ),
          })}
    >
      {narrowed ? t('breaches.noneSoDetail') : t('breaches.noneDetail')}
    </NoticePage>
  )
}

/** Concerns, newest first, with the one at hand beside them: looked at, understood, decided on, by mouse or by keys alone. */
export const BreachesView = ({ role, rooms }: BreachesViewProps) => {
  const { t } = useTranslation()
  const { breaches, link, hubNow } = useConsole()
  const list = useStore(breaches.list)
  const filter = useStore(breaches.filter)
  const linked = useStore(link.state).kind === 'signed-in'
  const [asking, setAsking] = useState(false)
  const [making, setMaking] = useState<readonly BreachSummary[]>([])
  const marks = useMarks()
  const noteField = useRef<HTMLTextAreaElement>(null)
  const mayDecide = mayCall(role, 'breach:decide')
  const shown: readonly BreachSummary[] = list.kind === 'ready' ? list.breaches : []
  const { rows, id: chosenId, at, one: chosen, setId, choose, move } = useChosen(shown, ({ breachId }) => breachId, 'data-breach-id')
  const marked = shown.filter(({ breachId }) => marks.marked.has(breachId))

  useEffect(() => {
    if (linked) void breaches.load()
  }, [breaches, linked])

  const triage = useTriage({
    chosen: chosen === null ? null : { id: chosen.breachId, number: chosen.breachNumber, state: chosen.state },
    // The answer comes by the feed too, as it does to every other console.
    decide: (breachId, state, note) => link.ask('breach:decide', { breachId, state, note }),
    onDecided: () => {
      choose(
        shown.slice(at + 1).find(({ state }) => state === 'new') ??
          shown.find(({ state, breachId }) => state === 'new' && breachId !== chosenId),
      )
    },
    onUndone: (breachId) => {
      choose(shown.find((breach) => breach.breachId === breachId))
    },
  })
  const roomName = (roomId: string): string =>
    (rooms.loaded.kind === 'ready' ? rooms.loaded.value : []).find((room) => room.roomId === roomId)?.name ?? ''

  const onKeyDown = (event: KeyboardEvent): void => {
    onTriageKey(event, {
      mayDecide,
      noteField,
      move,
      back: () => {
        choose(chosen ?? undefined)
      },
      decide: (state) => void (marked.length > 0 ? marks.decide(marked, state) : triage.decide(state)),
      undo: () => void (marks.undoable > 0 ? marks.undo() : triage.undo()),
      further: (kind) => {
        if (kind === 'reveal') {
          // Enter on anything but the row of the concern at hand is that thing's own.
          const button = event.target instanceof Element ? event.target.closest<HTMLElement>('button, a') : null
          if (button !== null && (chosenId === null || button.dataset['breachId'] !== chosenId)) return false
          if (chosen === null) choose(shown[0])
          else setAsking(true)
        } else if (kind === 'mark') {
          if (mayDecide && chosen !== null) marks.toggle(chosen.breachId)
        } else if (mayDecide) setMaking(marked.length > 0 ? marked : chosen === null ? [] : [chosen])
        return true
      },
    })
  }

  return (
    <section className={view['view']} aria-label={t('view.breaches')} onKeyDown={onKeyDown}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('view.breaches')}
        </Title>
        <Group gap="xs">
          <LastDecision triage={triage} />
          {mayCall(role, 'filter:list') && (
            <SavedFilters
              saved={{ of: 'breaches', filter }}
              onTake={(saved) => {
                if (saved.of === 'breaches') void breaches.load(saved.filter)
              }}
            />
          )}
          <SoundSwitch />
          {mayCall(role, 'breach:share') && <SetUpMenu />}
        </Group>
      </Group>
      <Text c="dimmed">{role === 'teacher' ? t('breaches.howTeacher') : t('breaches.how')}</Text>
      <BreachFilters filter={filter} rooms={rooms} now={hubNow} onChange={(next) => void breaches.load(next)} />
      {mayDecide && (
        <MarkBar
          marks={marks}
          marked={marked}
          onIncident={() => {
            setMaking(marked)
          }}
        />
      )}
      {list.kind === 'loading' && <Skeleton height={240} data-testid="loading" />}
      {list.kind === 'failed' && <FailureNote code={list.code} detail={list.detail} onRetry={() => void breaches.load()} />}
      <NoBreaches list={list} narrowed={filter !== waitingFilter} onShowAll={() => void breaches.load({ ...waitingFilter, states: [] })} />
      {shown.length > 0 && (
        <div className={classes['panes']}>
          <TriageList
            label={t('breaches.list')}
            rows={rows}
            whole={list.kind !== 'ready' || list.wholeList}
            onOlder={() => breaches.older()}
          >
            {shown.map((breach) => (
              <BreachRow
                key={breach.breachId}
                breach={breach}
                roomName={roomName(breach.roomId)}
                chosen={breach.breachId === chosenId}
                {...(mayDecide ? { marked: marks.marked.has(breach.breachId), onMark: marks.toggle } : {})}
                onChoose={() => {
                  setId(breach.breachId)
                }}
              />
            ))}
          </TriageList>
          {chosen === null ? (
            <Text c="dimmed" className={classes['detailPane'] ?? ''}>
              {mayDecide ? t('breaches.chooseDecide') : t('breaches.choose')}
            </Text>
          ) : (
            <BreachPage
              key={chosen.breachId}
              breachId={chosen.breachId}
              roomName={roomName(chosen.roomId)}
              triage={triage}
              mayDecide={mayDecide}
              mayInvestigate={mayCall(role, 'breach:around')}
              onIncident={() => {
                setMaking([chosen])
              }}
              mayExcept={mayCall(role, 'policy:except')}
              noteField={noteField}
              asking={asking}
              onAsk={setAsking}
            />
          )}
        </div>
      )}
      {making.length > 0 && (
        <OpenIncidentDialog
          breaches={making}
          onClose={() => {
            setMaking([])
          }}
          onOpened={() => {
            setMaking([])
            marks.clear()
          }}
        />
      )}
    </section>
  )
}
