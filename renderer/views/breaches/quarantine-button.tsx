import { Button } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { longestRevealReason, revealReasonSchema } from '#shared/model/breach-review'
import { ReasonDialog } from '../../components/reason-dialog'
import { useDeed } from '../../components/use-deed'

/** Seals the pictures of a concern away: one act, which nobody takes back. */
export const QuarantineButton = ({ breachId, onSealed }: { readonly breachId: string; readonly onSealed: () => void }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('breach:quarantine')
  const [asking, setAsking] = useState(false)
  const seal = async (reason: string): Promise<void> => {
    if ((await run({ breachIds: [breachId], reason })) === undefined) return
    setAsking(false)
    onSealed()
  }
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconLock size={16} aria-hidden="true" />}
        onClick={() => {
          setAsking(true)
        }}
      >
        {t('quarantine.act')}
      </Button>
      <ReasonDialog
        opened={asking}
        title={t('quarantine.ask')}
        submit={t('quarantine.yes')}
        danger
        label={t('quarantine.reason')}
        hint={t('quarantine.reasonHint')}
        longest={longestRevealReason}
        isReason={(reason) => revealReasonSchema.safeParse(reason).success}
        busy={busy}
        failure={failure}
        onClose={() => {
          setAsking(false)
        }}
        onSubmit={(reason) => void seal(reason)}
      >
        {t('quarantine.meaning')}
      </ReasonDialog>
    </>
  )
}
