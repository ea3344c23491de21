import { Button, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { isReason, ReasonField } from './reason-field'
import { useProposalNotice } from './use-proposal'

interface ExceptButtonProps {
  /** `pack/rule`. */
  readonly rule: string
  /** The words that were flagged. */
  readonly phrase: string
  /** The site where they stood; null for a window of no site. */
  readonly domain: string | null
}

/** "Never for this phrase here": one click on a concern, and a reason. */
export const ExceptButton = ({ rule, phrase, domain }: ExceptButtonProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('policy:except')
  const tell = useProposalNotice()
  const [asking, setAsking] = useState(false)
  const [words, setWords] = useState(phrase)
  const [reason, setReason] = useState('')
  const submit = async (): Promise<void> => {
    const made = await run({ target: rule, phrase: words.trim(), domain, reason })
    if (made === undefined) return
    setAsking(false)
    tell(made.value)
  }
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        mt={6}
        onClick={() => {
          setAsking(true)
        }}
      >
        {t('policies.neverHere')}
      </Button>
      {asking && (
        <FormDialog
          opened
          title={t('policies.neverHere')}
          submit={t('policies.putInForce')}
          ready={words.trim().length > 1 && isReason(reason)}
          busy={busy}
          failure={failure}
          onClose={() => {
            setAsking(false)
          }}
          onSubmit={() => void submit()}
        >
          <TextInput
            label={t('policies.phrase')}
            maxLength={200}
            value={words}
            onChange={(event) => {
              setWords(event.currentTarget.value)
            }}
          />
          <Text size="sm" c="dimmed">
            {domain === null ? t('policies.neverAnywhere') : t('policies.neverOnSite', { site: domain })}
          </Text>
          <ReasonField reason={reason} onChange={setReason} />
        </FormDialog>
      )}
    </>
  )
}
