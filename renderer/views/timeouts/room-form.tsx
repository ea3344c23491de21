import { Button, Radio } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimeoutRule } from '#shared/model/timeout'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { draftOf, ruleOf } from '../../state/timeout-draft'
import { Preview } from './preview'
import { RuleFields } from './rule-fields'
import classes from './timeouts.module.css'

interface RoomFormProps {
  readonly roomId: string
  readonly rule: TimeoutRule | null
  readonly schoolRule: TimeoutRule
  readonly writable: boolean
  readonly linked: boolean
  readonly onWritten: () => Promise<void>
}

/** One room: as the school, or times of its own. */
export const RoomForm = ({ roomId, rule, schoolRule, writable, linked, onWritten }: RoomFormProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('timeout:write-room')
  const [own, setOwn] = useState(rule !== null)
  const [draft, setDraft] = useState(() => draftOf(rule ?? schoolRule))
  const wish = ruleOf(draft)
  const wanted = own ? ('rule' in wish ? wish.rule : undefined) : null
  const inForce = wanted !== undefined && JSON.stringify(wanted) === JSON.stringify(rule)
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (wanted === undefined) return
        void run({ roomId, rule: wanted }).then((written) => (written === undefined ? undefined : onWritten()))
      }}
    >
      <Radio.Group
        label={t('timeouts.roomRule')}
        value={own ? 'own' : 'school'}
        onChange={(value) => {
          setOwn(value === 'own')
        }}
      >
        <div className={classes['choices']}>
          <Radio value="school" label={t('timeouts.asSchool')} disabled={!writable} />
          <Radio value="own" label={t('timeouts.ownRule')} disabled={!writable} />
        </div>
      </Radio.Group>
      {own && <RuleFields draft={draft} fault={'fault' in wish ? wish.fault : null} disabled={!writable} onChange={setDraft} />}
      <Preview rule={own ? ('rule' in wish ? wish.rule : null) : schoolRule} />
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      {writable && (
        <div>
          <Button type="submit" loading={busy} disabled={!linked || wanted === undefined || inForce}>
            {t('timeouts.saveRoom')}
          </Button>
          <span role="status"> {inForce ? t('settings.inForce') : ''}</span>
        </div>
      )}
    </form>
  )
}
