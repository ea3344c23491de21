import { Button, Text, TextInput } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { revealReasonSchema } from '#shared/model/breach-review'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'

/** Seals the pictures of a concern away: one act, which nobody takes back. */
export const QuarantineButton = ({ breachId, onSealed }: { readonly breachId: string; readonly onSealed: () => void }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('breach:quarantine')
  const [opened, setOpened] = useState(false)
  const [reason, setReason] = useState('')
  const seal = async (): Promise<void> => {
    if ((await run({ breachIds: [breachId], reason })) === undefined) return
    setOpened(false)
    onSealed()
  }
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconLock size={16} aria-hidden="true" />}
        onClick={() => {
          setOpened(true)
        }}
      >
        {t('quarantine.act')}
      </Button>
      <FormDialog
        opened={opened}
        title={t('quarantine.ask')}
        submit={t('quarantine.yes')}
        danger
        ready={revealReasonSchema.safeParse(reason).success}
        busy={busy}
        failure={failure}
        onClose={() => {
          setOpened(false)
        }}
        onSubmit={() => void seal()}
      >
        <Text size="sm">{t('quarantine.meaning')}</Text>
        <TextInput
          label={t('quarantine.reason')}
          description={t('quarantine.reasonHint')}
          maxLength={200}
          data-autofocus
          value={reason}
          onChange={({ currentTarget: { value } }) => {
            setReason(value)
          }}
        />
      </FormDialog>
    </>
  )
}
