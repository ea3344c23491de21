import { Badge, Button, Group, PasswordInput, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Staff } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { passwordFault } from '../../components/password-fault'
import { useDeed } from '../../components/use-deed'
import view from '../view.module.css'
import { ConsoleUpdateCard } from '../console-update/console-update-card'
import { SecondFactor } from './second-factor'

const PasswordForm = () => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('staff:password')
  const [present, setPresent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const fault = passwordFault(next, again)
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (fault !== null || present === '') return
    if ((await run({ present, next })) === undefined) return
    setPresent('')
    setNext('')
    setAgain('')
    setTried(false)
    notifications.show({ message: t('password.changed') })
  }
  return (
    <form className={view['card']} onSubmit={(event) => void submit(event)} noValidate>
      <Title order={2} size="h4">
        {t('password.change')}
      </Title>
      <PasswordInput
        label={t('password.present')}
        value={present}
        autoComplete="current-password"
        error={tried && present === '' ? t('common.needed') : null}
        onChange={(event) => {
          setPresent(event.currentTarget.value)
        }}
      />
      <PasswordInput
        label={t('password.next')}
        description={t('password.rule')}
        value={next}
        autoComplete="new-password"
        error={tried && fault === 'short' ? t('password.short') : null}
        onChange={(event) => {
          setNext(event.currentTarget.value)
        }}
      />
      <PasswordInput
        label={t('password.again')}
        value={again}
        autoComplete="new-password"
        error={tried && fault === 'differs' ? t('password.differs') : null}
        onChange={(event) => {
          setAgain(event.currentTarget.value)
        }}
      />
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <Group justify="flex-end">
        <Button type="submit" loading={busy}>
          {t('password.change')}
        </Button>
      </Group>
    </form>
  )
}

/** What a person may change of their own account. */
export const AccountView = ({ staff }: { readonly staff: Staff }) => {
  const { t } = useTranslation()
  return (
    <section className={view['view']}>
      <Group>
        <Title order={1} size="h3">
          {t('view.account')}
        </Title>
        <Badge variant="default" tt="none">
          {t(`role.${staff.role}`)}
        </Badge>
      </Group>
      <Text c="dimmed">{t('account.who', { displayName: staff.displayName, signInName: staff.signInName })}</Text>
      <PasswordForm />
      <SecondFactor staff={staff} />
      <ConsoleUpdateCard />
    </section>
  )
}
