import { Button, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type MouseEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag } from '#shared/model/outbox'
import type { Role } from '#shared/model/staff'
import { useFailureWords } from '../../components/failure-words'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'

interface SeeButtonProps {
  readonly flag: Flag
  readonly role: Role
  readonly onSeen?: () => void
}

/** Hands the focus on to the next flag that waits, so that a list is worked off by one key. */
const focusNext = (button: HTMLElement): void => {
  const waiting = [...document.querySelectorAll<HTMLElement>('[data-see-flag]')]
  const at = waiting.indexOf(button)
  const next = waiting[at + 1] ?? waiting[at - 1]
  next?.focus()
}

/** Marks a flag as seen, or says who did. */
export const SeeButton = ({ flag, role, onSeen }: SeeButtonProps) => {
  const { t } = useTranslation()
  const { flags, link } = useConsole()
  const words = useFailureWords()
  const linked = useStore(link.state).kind === 'signed-in'
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  if (flag.seenBy !== null) {
    return (
      <Text size="sm" c="dimmed">
        {t('flags.seenBy', { who: flag.seenBy })}
      </Text>
    )
  }
  if (!mayCall(role, 'flag:seen')) {
    return (
      <Text size="sm" c="dimmed">
        {t('flags.notSeen')}
      </Text>
    )
  }
  const see = async ({ currentTarget }: MouseEvent<HTMLElement>): Promise<void> => {
    const hadFocus = document.activeElement === currentTarget
    setBusy(true)
    onSeen?.()
    if (hadFocus) focusNext(currentTarget)
    const asked = await flags.see(flag.flagId)
    setBusy(false)
    setFailure(asked.ok ? null : words(asked.code))
  }
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        data-see-flag
        loading={busy}
        disabled={!linked}
        leftSection={<IconCheck size={14} aria-hidden="true" />}
        onClick={(event) => void see(event)}
      >
        {t('flags.see')}
      </Button>
      {failure !== null && (
        <Text size="xs" c="red" role="alert">
          {failure}
        </Text>
      )}
    </>
  )
}
