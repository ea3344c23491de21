import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'

/** A call takes no more. */
const mostAsked = 1_000

interface ReadButtonProps {
  readonly deviceIds: readonly string[]
  readonly label: string
}

/** Asks PCs to look at themselves now, and says how many do. */
export const ReadButton = ({ deviceIds, label }: ReadButtonProps) => {
  const { t } = useTranslation()
  const [said, setSaid] = useState<string | null>(null)
  const { busy, failure, run } = useDeed('inventory:read')
  const ask = async (): Promise<void> => {
    const answer = await run({ deviceIds: deviceIds.slice(0, mostAsked) })
    if (answer === undefined) return
    const { results } = answer.value
    const reading = results.filter(({ word }) => word === 'reading').length
    const silent = results.filter(({ word }) => word === 'silent').length
    setSaid(t('inventory.asked', { reading, silent, unable: results.length - reading - silent }))
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden="true" />}
        loading={busy}
        disabled={deviceIds.length === 0}
        onClick={() => void ask()}
      >
        {label}
      </Button>
      <span role="status">{said}</span>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </>
  )
}
