import { Alert, Button, Group } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'

const nothing = {}

/** Letters that wait for the head, each with the way to its incident. */
export const WaitingLetters = ({ onOpen }: { readonly onOpen: (incidentId: string) => void }) => {
  const { t } = useTranslation()
  const { incidents } = useConsole()
  const list = useStore(incidents.list)
  const { loaded, reload } = useAsked('letter:waiting', nothing)
  // Asking and deciding change an incident, which the feed tells.
  useEffect(() => {
    void reload()
  }, [list, reload])
  if (loaded.kind !== 'ready' || loaded.value.length === 0) return null
  return (
    <Alert variant="light" title={t('letters.waiting', { count: loaded.value.length })} aria-label={t('letters.waitingLabel')}>
      <Group gap="xs">
        {loaded.value.map(({ letterId, incidentId, incidentNumber, title }) => (
          <Button
            key={letterId}
            size="compact-sm"
            variant="default"
            onClick={() => {
              onOpen(incidentId)
            }}
          >
            {t('letters.ofIncident', { number: incidentNumber, title })}
          </Button>
        ))}
      </Group>
    </Alert>
  )
}
