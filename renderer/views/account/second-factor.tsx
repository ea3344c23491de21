import { Button, PasswordInput, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react'
import { QRCodeSVG } from 'qrcode.react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Staff } from '#shared/model/staff'
import { Copyable } from '../../components/copyable'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import view from '../view.module.css'

/** The secret of an otpauth address, in groups of four for typing it by hand. */
const secretOf = (otpauthUri: string): string => {
  const secret = new URL(otpauthUri).searchParams.get('secret') ?? ''
  return secret.replace(/(.{4})(?=.)/gu, '$1 ')
}

/** Shows the secret and waits for the first code: the factor is in force only after that. */
const Confirm = ({ otpauthUri, onDone }: { readonly otpauthUri: string; readonly onDone: () => void }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('staff:totp-confirm')
  const [typed, setTyped] = useState('')
  const totpCode = typed.replace(/\s/gu, '')
  const submit = async (): Promise<void> => {
    if ((await run({ totpCode })) !== undefined) onDone()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Text mb={8}>{t('factor.scan')}</Text>
      <div className={view['qr']}>
        <QRCodeSVG value={otpauthUri} size={192} title={t('factor.qr')} />
      </div>
      <Text size="sm" mt={8}>
        {t('factor.byHand')}
      </Text>
      <div className={view['spaced']}>
        <Copyable shown={secretOf(otpauthUri)} value={secretOf(otpauthUri).replaceAll(' ', '')} />
      </div>
      <TextInput
        label={t('factor.code')}
        value={typed}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        autoFocus
        onChange={(event) => {
          setTyped(event.currentTarget.value)
        }}
      />
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <Button type="submit" mt={12} loading={busy} disabled={!/^\d{6}$/u.test(totpCode)}>
        {t('factor.confirm')}
      </Button>
    </form>
  )
}

/** Sets the second factor up, or takes it away; either asks for the password again. */
export const SecondFactor = ({ staff }: { readonly staff: Staff }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const begin = useDeed('staff:totp-begin')
  const remove = useDeed('staff:totp-remove')
  const [password, setPassword] = useState('')
  const [otpauthUri, setOtpauthUri] = useState<string | null>(null)
  const deed = staff.secondFactor ? remove : begin

  const submit = async (): Promise<void> => {
    if (staff.secondFactor) {
      if ((await remove.run({ password })) === undefined) return
      link.updateStaff({ secondFactor: false })
      notifications.show({ message: t('factor.removed') })
    } else {
      const begun = await begin.run({ password })
      if (begun === undefined) return
      setOtpauthUri(begun.value.otpauthUri)
    }
    setPassword('')
  }

  return (
    <section className={view['card']}>
      <Title order={2} size="h4">
        {t('factor.title')}
      </Title>
      <span className={view['withIcon']}>
        {staff.secondFactor ? <IconShieldCheck size={18} aria-hidden="true" /> : <IconShieldOff size={18} aria-hidden="true" />}
        <Text>{staff.secondFactor ? t('factor.on') : t('factor.off')}</Text>
      </span>
      {otpauthUri !== null && (
        <Confirm
          otpauthUri={otpauthUri}
          onDone={() => {
            setOtpauthUri(null)
            link.updateStaff({ secondFactor: true })
            notifications.show({ message: t('factor.set') })
          }}
        />
      )}
      {otpauthUri === null && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <PasswordInput
            label={t('password.present')}
            value={password}
            autoComplete="current-password"
            onChange={(event) => {
              setPassword(event.currentTarget.value)
            }}
          />
          {deed.failure !== null && <FailureNote code={deed.failure.code} detail={deed.failure.detail} />}
          <Button type="submit" mt={12} variant={staff.secondFactor ? 'default' : 'filled'} loading={deed.busy} disabled={password === ''}>
            {staff.secondFactor ? t('factor.remove') : t('factor.begin')}
          </Button>
        </form>
      )}
    </section>
  )
}
