import { Button } from '@mantine/core'
import { type ReactNode, type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import classes from './breaches.module.css'

interface TriageListProps {
  readonly label: string
  readonly rows: RefObject<HTMLUListElement | null>
  /** Whether there is nothing older. */
  readonly whole: boolean
  readonly onOlder: () => Promise<void>
  readonly children: ReactNode
}

/** What is to be worked off, newest first, with the way to what is older. */
export const TriageList = ({ label, rows, whole, onOlder, children }: TriageListProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const [busy, setBusy] = useState(false)
  return (
    <div className={classes['listPane']}>
      <ul ref={rows} className={classes['rows']} aria-label={label}>
        {children}
      </ul>
      {!whole && (
        <Button
          variant="default"
          loading={busy}
          disabled={!linked}
          onClick={() => {
            setBusy(true)
            void onOlder().finally(() => {
              setBusy(false)
            })
          }}
        >
          {t('audit.more')}
        </Button>
      )}
    </div>
  )
}
