import { Alert, Skeleton, Text, Title } from '@mantine/core'
import { IconShieldLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Staff } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { mayCall } from '../../state/views'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'
import { Authorisations } from './authorisations'
import { StaffSignsCard } from './staff-signs'

const nothing = {}

/** The gate before any monitoring of staff: who counts as staff, and what of them was authorised, by whom and until when. */
export const GateView = ({ staff, rooms }: { readonly staff: Staff; readonly rooms: Rooms }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('gate:devices', nothing)
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.gate')}>
      <Title order={1} size="h3">
        {t('view.gate')}
      </Title>
      <div>
        <Alert variant="light" icon={<IconShieldLock />}>
          <Text size="sm">{t('gate.intro')}</Text>
        </Alert>
      </div>
      {loaded.kind === 'loading' && <Skeleton height={240} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && (
        <>
          {mayCall(staff.role, 'gate:read') && <Authorisations staff={staff} devices={loaded.value} />}
          <StaffSignsCard role={staff.role} rooms={rooms} devices={loaded.value} />
        </>
      )}
    </section>
  )
}
