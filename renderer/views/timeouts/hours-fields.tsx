import { ActionIcon, Button, Chip, Group, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { drawnHours, type HoursDraft, schoolDay, weekDays } from '../../state/timeout-draft'
import { useRuleWords } from './rule-words'
import classes from './timeouts.module.css'
import { Week } from './week'

/** A day of school and out-of-school hours needs few; the schema's bound is never met. */
const mostStretches = 8

interface HoursFieldsProps {
  readonly hours: readonly HoursDraft[]
  readonly fault: boolean
  readonly onChange: (hours: readonly HoursDraft[]) => void
}

/** The allowed hours: drawn as a week, and written as stretches of days and times. */
export const HoursFields = ({ hours, fault, onChange }: HoursFieldsProps) => {
  const { t } = useTranslation()
  const words = useRuleWords()
  const put = (index: number, change: Partial<HoursDraft>): void => {
    onChange(hours.map((one, at) => (at === index ? { ...one, ...change } : one)))
  }
  return (
    <div className={classes['hours']}>
      <Week hours={drawnHours(hours)} />
      {hours.map((stretch, index) => (
        <Group key={index} role="group" aria-label={t('timeouts.stretchLabel', { number: index + 1 })} gap="xs" align="center">
          <Chip.Group
            multiple
            value={stretch.days.map(String)}
            onChange={(days) => {
              put(index, { days: days.map(Number).sort((a, b) => a - b) })
            }}
          >
            {weekDays.map((day) => (
              <Chip key={day} value={String(day)} size="xs" variant="outline">
                {words.day(day)}
              </Chip>
            ))}
          </Chip.Group>
          <Group gap="xs" wrap="nowrap">
            <TextInput
              type="time"
              aria-label={t('timeouts.from')}
              value={stretch.from}
              onChange={(event) => {
                put(index, { from: event.currentTarget.value })
              }}
            />
            <span>{t('timeouts.to')}</span>
            <TextInput
              type="time"
              aria-label={t('timeouts.until')}
              value={stretch.to}
              onChange={(event) => {
                put(index, { to: event.currentTarget.value })
              }}
            />
            {hours.length > 1 && (
              <ActionIcon
                variant="subtle"
                aria-label={t('timeouts.removeHours', { number: index + 1 })}
                onClick={() => {
                  onChange(hours.filter((_one, at) => at !== index))
                }}
              >
                <IconTrash size={16} aria-hidden="true" />
              </ActionIcon>
            )}
          </Group>
        </Group>
      ))}
      {fault && (
        <p role="alert" className={classes['fault']}>
          {t('timeouts.fault.hours')}
        </p>
      )}
      <div>
        <Button
          variant="default"
          size="xs"
          disabled={hours.length >= mostStretches}
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => {
            onChange([...hours, { ...schoolDay, days: [] }])
          }}
        >
          {t('timeouts.addHours')}
        </Button>
      </div>
    </div>
  )
}
