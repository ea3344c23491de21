import { Autocomplete, Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type SchoolTimeouts, timeZoneSchema } from '#shared/model/timeout'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { draftOf, ruleOf } from '../../state/timeout-draft'
import { Preview } from './preview'
import { RuleFields } from './rule-fields'
import classes from './timeouts.module.css'

const timeZones = Intl.supportedValuesOf('timeZone')

interface SchoolFormProps {
  readonly school: SchoolTimeouts
  readonly writable: boolean
  readonly linked: boolean
  readonly onWritten: () => Promise<void>
}

/** What holds in every room without times of its own. */
export const SchoolForm = ({ school, writable, linked, onWritten }: SchoolFormProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('timeout:write')
  const [draft, setDraft] = useState(() => draftOf(school.rule))
  const [timeZone, setTimeZone] = useState(school.timeZone)
  const [teachersMayChange, setTeachersMayChange] = useState(school.teachersMayChange)
  const wish = ruleOf(draft)
  const zoneKnown = timeZoneSchema.safeParse(timeZone).success
  const whole = 'rule' in wish && zoneKnown ? { rule: wish.rule, timeZone, teachersMayChange } : null
  const inForce = whole !== null && JSON.stringify(whole) === JSON.stringify(school)
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (whole === null) return
        void run(whole).then((written) => (written === undefined ? undefined : onWritten()))
      }}
    >
      <RuleFields draft={draft} fault={'fault' in wish ? wish.fault : null} disabled={!writable} onChange={setDraft} />
      <Autocomplete
        label={t('timeouts.timeZone')}
        description={t('timeouts.timeZoneHint')}
        error={zoneKnown ? null : t('timeouts.fault.timeZone')}
        data={timeZones}
        limit={20}
        value={timeZone}
        onChange={setTimeZone}
        disabled={!writable}
        comboboxProps={{ withinPortal: false }}
      />
      <Checkbox
        label={t('timeouts.teachersMayChange')}
        checked={teachersMayChange}
        disabled={!writable}
        onChange={(event) => {
          setTeachersMayChange(event.currentTarget.checked)
        }}
      />
      <Preview rule={'rule' in wish ? wish.rule : null} />
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      {writable && (
        <div>
          <Button type="submit" loading={busy} disabled={!linked || whole === null || inForce}>
            {t('timeouts.saveSchool')}
          </Button>
          <span role="status"> {inForce ? t('settings.inForce') : ''}</span>
        </div>
      )}
    </form>
  )
}
