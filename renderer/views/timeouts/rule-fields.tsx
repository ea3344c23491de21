import { Checkbox, Chip, Group, NumberInput, SegmentedControl, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DraftFault, LimitDraft, TimeoutDraft } from '../../state/timeout-draft'
import { HoursFields } from './hours-fields'
import classes from './timeouts.module.css'

const offeredWarnings = [15, 10, 5, 2, 1] as const

interface RuleFieldsProps {
  readonly draft: TimeoutDraft
  readonly fault: DraftFault | null
  readonly disabled: boolean
  readonly onChange: (draft: TimeoutDraft) => void
}

interface LimitProps {
  readonly name: 'idle' | 'longest'
  readonly limit: LimitDraft
  readonly fault: boolean
  readonly onChange: (limit: LimitDraft) => void
}

const Limit = ({ name, limit, fault, onChange }: LimitProps) => {
  const { t } = useTranslation()
  return (
    <div className={classes['limit']}>
      <Checkbox
        label={t(`timeouts.limit.${name}`)}
        checked={limit.on}
        onChange={(event) => {
          onChange({ ...limit, on: event.currentTarget.checked })
        }}
      />
      {limit.on && (
        <NumberInput
          aria-label={t(`timeouts.limitMinutes.${name}`)}
          suffix={t('timeouts.minutesSuffix')}
          className={classes['minutes'] ?? ''}
          value={limit.minutes}
          error={fault ? t(`timeouts.fault.${name}`) : null}
          onChange={(minutes) => {
            onChange({ ...limit, minutes })
          }}
          min={1}
          clampBehavior="none"
          allowDecimal={false}
          hideControls
        />
      )}
    </div>
  )
}

/** Every part of a rule; a part that is off says nothing more. */
export const RuleFields = ({ draft, fault, disabled, onChange }: RuleFieldsProps) => {
  const { t } = useTranslation()
  const warnings = [...new Set([...offeredWarnings, ...draft.warnMinutes])].sort((a, b) => b - a)
  return (
    <fieldset className={classes['fields']} disabled={disabled}>
      <legend className="visually-hidden">{t('view.timeouts')}</legend>
      <Limit
        name="idle"
        limit={draft.idle}
        fault={fault === 'idle'}
        onChange={(idle) => {
          onChange({ ...draft, idle })
        }}
      />
      <Limit
        name="longest"
        limit={draft.longest}
        fault={fault === 'longest'}
        onChange={(longest) => {
          onChange({ ...draft, longest })
        }}
      />
      <Checkbox
        label={t('timeouts.limit.hours')}
        checked={draft.hoursOn}
        onChange={(event) => {
          onChange({ ...draft, hoursOn: event.currentTarget.checked })
        }}
      />
      {draft.hoursOn && (
        <HoursFields
          hours={draft.hours}
          fault={fault === 'hours'}
          onChange={(hours) => {
            onChange({ ...draft, hours })
          }}
        />
      )}
      <div role="group" aria-labelledby="timeout-warnings">
        <Text id="timeout-warnings" fw={650} size="sm">
          {t('timeouts.warnings')}
        </Text>
        <Group gap="xs" mt={6}>
          <Chip.Group
            multiple
            value={draft.warnMinutes.map(String)}
            onChange={(chosen) => {
              onChange({ ...draft, warnMinutes: chosen.map(Number).sort((a, b) => b - a) })
            }}
          >
            {warnings.map((minutes) => (
              <Chip key={minutes} value={String(minutes)} size="sm" variant="outline">
                {t('timeouts.minutes', { count: minutes })}
              </Chip>
            ))}
          </Chip.Group>
        </Group>
        {fault === 'warn' && (
          <p role="alert" className={classes['fault']}>
            {t('timeouts.fault.warn')}
          </p>
        )}
      </div>
      <div role="group" aria-labelledby="timeout-action">
        <Text id="timeout-action" fw={650} size="sm">
          {t('timeouts.afterwards')}
        </Text>
        <SegmentedControl
          mt={6}
          value={draft.action}
          onChange={(action) => {
            onChange({ ...draft, action: action === 'log-off' ? 'log-off' : 'lock' })
          }}
          data={[
            { value: 'lock', label: t('timeouts.action.lock') },
            { value: 'log-off', label: t('timeouts.action.log-off') },
          ]}
        />
      </div>
    </fieldset>
  )
}
