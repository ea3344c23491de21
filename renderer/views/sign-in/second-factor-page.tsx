import { Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StaffSession } from '#shared/protocol/staff-calls'
import { useConsole } from '../../console'
import { SecondFactor } from '../account/second-factor'
import { Door } from './door'

/** Between signing in and the console, where the school asks for a second factor that is not set up yet. */
export const SecondFactorPage = ({ session, hubName }: { readonly session: StaffSession; readonly hubName: string }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  return (
    <Door title={t('factor.firstTitle')} hubName={hubName}>
      <Text mb="md">{t('factor.firstDetail')}</Text>
      <SecondFactor staff={session.staff} />
      <Button
        mt="md"
        variant="subtle"
        onClick={() => {
          link.signOut('signed-out')
        }}
      >
        {t('frame.signOut')}
      </Button>
    </Door>
  )
}
