import { Button, Group, Select, TextInput } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ChosenPeriod, PeriodKind } from '../../state/timeline-period'
import { periodKinds } from '../../state/timeline-period'

interface PeriodFormProps {
  readonly kind: PeriodKind
  readonly chosen: ChosenPeriod
  /** Whether there is a lesson to look at. */
  readonly lesson: boolean
  /** Whether the times make sense. */
  readonly wrong: boolean
  readonly disabled: boolean
  readonly onKind: (kind: PeriodKind) => void
  readonly onChosen: (chosen: ChosenPeriod) => void
  readonly onLook: () => void
}

const isKind = (value: string | null): value is PeriodKind => periodKinds.some((kind) => kind === value)

/** Which time to look at. */
export const PeriodForm = ({ kind, chosen, lesson, wrong, disabled, onKind, onChosen, onLook }: PeriodFormProps) => {
  const { t } = useTranslation()
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!wrong) onLook()
      }}
    >
      <Group align="flex-start" gap={8}>
        <Select
          aria-label={t('timeline.period')}
          data={periodKinds.map((one) => ({ value: one, label: t(`timeline.periods.${one}`), disabled: one === 'lesson' && !lesson }))}
          value={kind}
          allowDeselect={false}
          w={160}
          comboboxProps={{ transitionProps: { duration: 100 } }}
          onChange={(value) => {
            if (isKind(value)) onKind(value)
          }}
        />
        {kind === 'chosen' && (
          <>
            {(['day', 'from', 'until'] as const).map((field) => (
              <TextInput
                key={field}
                type={field === 'day' ? 'date' : 'time'}
                aria-label={t(`timeline.${field}`)}
                value={chosen[field]}
                error={wrong && field === 'until' ? t('timeline.wrong') : null}
                onChange={(event) => {
                  onChosen({ ...chosen, [field]: event.currentTarget.value })
                }}
              />
            ))}
          </>
        )}
        <Button type="submit" variant="default" disabled={disabled || wrong} leftSection={<IconRefresh size={16} aria-hidden="true" />}>
          {kind === 'chosen' ? t('timeline.look') : t('common.lookAgain')}
        </Button>
      </Group>
    </form>
  )
}
