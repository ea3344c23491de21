import { Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Role } from '#shared/model/staff'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import { FlagIcon } from './flag-icon'
import { FlagWhen } from './flag-when'
import classes from './flags.module.css'
import { SeeButton } from './see-button'

/** Newest flags of one PC; the page of all flags has the rest. */
const mostLines = 4

/** What was done to this PC, newest first; nothing where there is nothing to tell. */
export const DeviceFlags = ({ deviceId, role }: { readonly deviceId: string; readonly role: Role }) => {
  const { t } = useTranslation()
  const { flags, presenting } = useConsole()
  const list = useStore(flags.ofDevice.at(deviceId))
  const hidden = useStore(presenting)
  if (list === undefined || hidden) return null
  return (
    <section aria-label={t('view.flags')}>
      <Title order={2} size="h5" mb={4}>
        {t('view.flags')}
      </Title>
      <ul className={classes['lines']}>
        {list.slice(0, mostLines).map((flag) => (
          <li key={flag.flagId} className={classes['line']} data-unseen={flag.seenBy === null || undefined}>
            <FlagIcon kind={flag.tamper} />
            <div className={classes['words']}>
              <span className={classes['what']}>{t(`flagKind.${flag.tamper}`)}</span>
              <Text size="sm" c="dimmed" component="div">
                {flag.user !== null && `${flag.user}, `}
                <FlagWhen flag={flag} />
              </Text>
            </div>
            <SeeButton flag={flag} role={role} />
          </li>
        ))}
      </ul>
      {list.length > mostLines && (
        <Text size="sm" mt={4}>
          <a href="#/flags">{t('flags.more', { count: list.length - mostLines })}</a>
        </Text>
      )}
    </section>
  )
}
