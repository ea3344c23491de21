import { Button, Text } from '@mantine/core'
import { IconAppWindow, IconLock, IconMessage, IconSquareFilled, IconWorld, IconWorldCheck, IconWorldOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applicationWords } from '#shared/model/application'
import type { DeviceView, Restriction } from '#shared/model/device'
import { internetOf } from '#shared/model/internet-now'
import type { Staff } from '#shared/model/staff'
import { Left } from '../../components/ago'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { clockTime, exactTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import { PupilRuleDialog } from '../internet/pupil-rule-dialog'
import { useRuleWords } from '../internet/rule-words'
import classes from './panel.module.css'

const icons = { lock: IconLock, blank: IconSquareFilled, message: IconMessage, internet: IconWorldOff, application: IconAppWindow } as const

interface RestrictionsProps {
  readonly device: DeviceView
  readonly roomId: string
  readonly staff: Pick<Staff, 'staffId' | 'role'>
}

/** A rule for one pupil is ended by its own call, and by a teacher only the own one. */
const useLift = (restriction: Restriction, device: DeviceView, roomId: string, staff: RestrictionsProps['staff']) => {
  const { orders } = useConsole()
  const { busy, failure, run } = useDeed('internet:lift')
  const { lease } = restriction
  if (lease.pupil === null) {
    const lift = (): void => {
      orders.lift(roomId, [lease.kind], [device.deviceId])
    }
    return { may: mayCall(staff.role, 'restriction:lift'), busy: false, failure: null, lift }
  }
  const own = staff.role !== 'teacher' || lease.owner.staffId === staff.staffId
  const lift = (): void => void run({ orderId: crypto.randomUUID(), leaseId: lease.leaseId })
  return { may: own && mayCall(staff.role, 'internet:lift'), busy, failure, lift }
}

const RestrictionRow = ({ restriction, device, roomId, staff }: RestrictionsProps & { readonly restriction: Restriction }) => {
  const { t } = useTranslation()
  const { link, hubNow, presenting } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const hidden = useStore(presenting)
  const ruleWords = useRuleWords()
  const { may, busy, failure: refused, lift } = useLift(restriction, device, roomId, staff)
  const { lease, state, failure } = restriction
  const rule =
    lease.internet !== null
      ? ruleWords(lease.internet)
      : lease.application === null
        ? null
        : {
            title: t(`applications.rule.${lease.application.access}`),
            detail: lease.application.applications.map(applicationWords).join(', '),
          }
  const leases = device.restrictions.map((one) => one.lease)
  const { decidedBy, outranked } = internetOf(leases, device.user?.name ?? null)
  const waits = outranked.includes(lease)
  const Icon = lease.internet?.access === 'granted' ? IconWorldCheck : icons[lease.kind]
  if (hidden && lease.pupil !== null) return null
  return (
    <li className={classes['restriction']} data-state={waits ? 'asked' : state}>
      <Icon size={20} aria-hidden="true" />
      <div className={classes['restrictionWords']}>
        <Text fw={650}>
          {rule?.title ?? t(`kind.${lease.kind}`)}:{' '}
          {waits ? t('internet.outranked', { who: decidedBy?.owner.displayName }) : t(`restrictionState.${state}`)}
          {failure !== null && !waits && ` (${t(`leaseFailure.${failure}`)})`}
        </Text>
        <Text size="sm" c="dimmed">
          {t('panel.by', { who: lease.owner.displayName, time: momentOf(lease.from, hubNow()) })},{' '}
          {t('panel.until', { time: momentOf(lease.until, hubNow()) })} (
          <Left until={lease.until} />){lease.lessonId !== null && `. ${t('panel.ofLesson')}`}
          {lease.reason !== '' && `. ${t('panel.reason', { reason: lease.reason })}`}
        </Text>
        {lease.pupil !== null && <Text size="sm">{t('internet.forPupil', { pupil: device.user?.displayName ?? lease.pupil })}</Text>}
        {rule !== null && rule.detail !== '' && <Text size="sm">{rule.detail}</Text>}
        {lease.text !== '' && <Text size="sm">“{lease.text}”</Text>}
        {refused !== null && <FailureNote code={refused.code} detail={refused.detail} />}
      </div>
      {may && (
        <Button variant="default" size="xs" loading={busy} disabled={!linked} onClick={lift}>
          {t('panel.lift')}
        </Button>
      )}
    </li>
  )
}

const dayMs = 86_400_000
/** The clock's time for what is near, else with its day. */
const momentOf = (at: number, now: number): string => (Math.abs(at - now) < dayMs / 2 ? clockTime(at) : exactTime(at))

/** The way to one pupil's own rule: in the teacher's lesson, for the pupil who sits here. */
const PupilRule = ({ device, roomId, staff }: RestrictionsProps) => {
  const { t } = useTranslation()
  const { feed, link, presenting } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const hidden = useStore(presenting)
  const lesson = useStore(feed.lesson)
  const [asking, setAsking] = useState(false)
  const { user } = device
  if (hidden || user === null || user.guest) return null
  const own = lesson !== null && lesson.teacher.staffId === staff.staffId
  const shownAs = user.displayName || user.name
  const done = (): void => {
    setAsking(false)
  }
  return (
    <>
      <Button
        size="sm"
        variant="default"
        disabled={!linked || !own}
        title={own ? undefined : t('internet.needsLesson')}
        leftSection={<IconWorld size={16} aria-hidden="true" />}
        onClick={() => {
          setAsking(true)
        }}
      >
        {t('internet.button', { name: shownAs })}
      </Button>
      {asking && own && (
        <PupilRuleDialog pupil={{ name: user.name, shownAs }} lesson={{ roomId, endsAt: lesson.endsAt }} onClose={done} onOrdered={done} />
      )}
    </>
  )
}

/** What limits this PC: whose it is, why, until when, and the way to end it. */
export const Restrictions = ({ device, roomId, staff }: RestrictionsProps) => {
  const { t } = useTranslation()
  const { orders, link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const has = (kind: 'lock' | 'blank'): boolean => device.restrictions.some(({ lease }) => lease.kind === kind)
  return (
    <section aria-label={t('panel.restrictions')}>
      {mayCall(staff.role, 'restriction:order') && (
        <div className={classes['actions']}>
          {(['lock', 'blank'] as const).map((kind) => {
            const Icon = icons[kind]
            return (
              <Button
                key={kind}
                size="sm"
                variant={kind === 'lock' ? 'filled' : 'default'}
                disabled={!linked || has(kind)}
                leftSection={<Icon size={16} aria-hidden="true" />}
                onClick={() => {
                  orders.place(roomId, kind, [device.deviceId])
                }}
              >
                {t(`panel.${kind}`)}
              </Button>
            )
          })}
          {mayCall(staff.role, 'internet:order') && <PupilRule device={device} roomId={roomId} staff={staff} />}
          {!linked && <Text size="sm">{t('link.actionsWait')}</Text>}
        </div>
      )}
      {device.restrictions.length > 0 && (
        <ul className={classes['restrictions']}>
          {device.restrictions.map((restriction) => (
            <RestrictionRow key={restriction.lease.leaseId} restriction={restriction} device={device} roomId={roomId} staff={staff} />
          ))}
        </ul>
      )}
    </section>
  )
}
