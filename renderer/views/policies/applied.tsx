import { Stack, Table, Text, Title } from '@mantine/core'
import { IconCircleCheck, IconCircleOff, IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { applicationWords } from '#shared/model/application'
import type { Lease } from '#shared/model/lease'
import type { AppliedPolicy } from '#shared/model/policy-view'
import { ListTable } from '../../components/list-table'
import { exactTime } from '../../state/time-words'
import { useRuleWords as useInternetWords } from '../internet/rule-words'
import { useRuleWords as useSessionWords } from '../timeouts/rule-words'
import view from '../view.module.css'
import { useActText } from './act-text'
import classes from './policies.module.css'
import { useScopeText } from './scope-text'

const icons = { locked: IconLock, on: IconCircleCheck, off: IconCircleOff } as const

interface Point {
  readonly key: string
  readonly words: string
  /** Why it is so; empty where nobody said. */
  readonly why: string
}

const Points = ({ title, points }: { readonly title: string; readonly points: readonly Point[] }) =>
  points.length === 0 ? null : (
    <div>
      <Title order={3} size="h5">
        {title}
      </Title>
      <ul className={classes['points']}>
        {points.map(({ key, words, why }) => (
          <li key={key}>
            {words}
            {why !== '' && (
              <Text size="sm" c="dimmed">
                {why}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </div>
  )

/** What people ordered, and when the session ends by itself. */
const Orders = ({ applied: { leases, places } }: { readonly applied: AppliedPolicy }) => {
  const { t } = useTranslation()
  const internet = useInternetWords()
  const session = useSessionWords()
  const whatOf = ({ kind, internet: web, application }: Lease): string => {
    if (web !== null) {
      const { title, detail } = internet(web)
      return detail === '' ? title : `${title} (${detail})`
    }
    if (application === null) return t(`kind.${kind}`)
    return `${t(`applications.rule.${application.access}`)}: ${application.applications.map(applicationWords).join(', ')}`
  }
  const ordered = leases.map((lease) => ({
    key: lease.leaseId,
    words: whatOf(lease),
    why: [
      t('policies.orderedBy', { who: lease.owner.displayName, until: exactTime(lease.until) }),
      ...(lease.pupil === null ? [t('policies.forThisPc')] : [t('policies.forThePupil')]),
      ...(lease.reason === '' ? [] : [t('panel.reason', { reason: lease.reason })]),
    ].join('. '),
  }))
  const sessions = places.map(({ deviceName, roomName, rule, own }) => ({
    key: deviceName,
    words: session.sentence(rule),
    why: own ? t('policies.sessionOfRoom', { pc: deviceName, room: roomName }) : t('policies.sessionOfSchool', { pc: deviceName }),
  }))
  return (
    <>
      <Points
        title={t('policies.orderedNow')}
        points={ordered.length === 0 ? [{ key: 'none', words: t('policies.nothingOrdered'), why: '' }] : ordered}
      />
      <Points title={t('policies.sessionEnds')} points={sessions} />
    </>
  )
}

/** What limits a pupil, what is looked for, and what the PC does by itself, each with why. */
export const Applied = ({ applied }: { readonly applied: AppliedPolicy }) => {
  const { t } = useTranslation()
  const text = useScopeText()
  const actText = useActText()
  const { pupil, displayName, onRoster, packs, terms, exceptions, acts, typedText, at } = applied
  const titleOf = (target: string): string =>
    packs.find((one) => target === one.target || target.startsWith(`${one.target}/`))?.title ?? target
  const groups = [...(pupil.yearGroup === null ? [] : [text.year(pupil.yearGroup)]), ...pupil.groups].join(', ')
  return (
    <Stack gap="sm" component="section" aria-label={t('policies.appliesTo', { pupil: displayName === '' ? pupil.userName : displayName })}>
      <div>
        <Title order={2} size="h4">
          {displayName === '' ? pupil.userName : displayName}
        </Title>
        <Text size="sm" c="dimmed">
          {onRoster
            ? t('policies.appliesAt', { groups: groups === '' ? t('policies.noGroups') : groups, at: exactTime(at) })
            : t('policies.notOnRoster')}
        </Text>
      </div>
      <Orders applied={applied} />
      <Title order={3} size="h5">
        {t('policies.lookedFor')}
      </Title>
      <ListTable columns={[t('policies.pack'), t('policies.now'), t('policies.whyNow')]} verticalSpacing={6}>
        {packs.map(({ target, title, on, why, limit, setBy }) => {
          const Icon = why === 'locked' ? icons.locked : on ? icons.on : icons.off
          return (
            <Table.Tr key={target}>
              <Table.Td>{title}</Table.Td>
              <Table.Td>
                <span className={view['withIcon']}>
                  <Icon size={16} aria-hidden="true" />
                  {on ? t('policies.isOn') : t('policies.isOff')}
                </span>
              </Table.Td>
              <Table.Td>
                {why === 'limit' ? text.limitAsReason(limit) : t(`policies.whyOf.${why}`)}
                {setBy !== null && (
                  <Text size="sm" c="dimmed">
                    {t('policies.setBy', { who: setBy.displayName, when: exactTime(setBy.at), reason: setBy.reason })}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          )
        })}
      </ListTable>
      <Text size="sm">{typedText ? t('policies.typedOn') : t('policies.typedOff')}</Text>
      <Points
        title={t('policies.terms')}
        points={terms.map(({ termId, phrase, why, scope }) => ({ key: termId, words: `“${phrase}” (${text.scope(scope)})`, why }))}
      />
      <Points
        title={t('policies.exceptions')}
        points={exceptions.map(({ exceptionId, phrase, target, domain }) => ({
          key: exceptionId,
          words: `“${phrase}”: ${domain ?? t('policies.anywhere')}`,
          why: t('policies.notBy', { what: titleOf(target) }),
        }))}
      />
      <Points
        title={t('policies.tab.acts')}
        points={acts.map((act) => ({
          key: act.target,
          words: t('policies.actApplies', { what: titleOf(act.target), does: actText(act) }),
          why: act.message === '' ? '' : `“${act.message}”`,
        }))}
      />
    </Stack>
  )
}
