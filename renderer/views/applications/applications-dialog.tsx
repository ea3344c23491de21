import { Button, Group, Text, Textarea, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ApplicationWish, mostApplications } from '#shared/model/application'
import { FormDialog } from '../../components/form-dialog'
import { useConsole } from '../../console'
import { openApplications, typedApplications } from '../../state/applications'

/** More suggestions would be no help. */
const mostSuggested = 8
const longestReason = 200

interface ApplicationsDialogProps {
  readonly access: ApplicationWish['access']
  readonly submit: string
  readonly onClose: () => void
  readonly onOrder: (applications: string[], reason: string) => void
}

/** Asks which applications: those that are open in the class now are one click away. */
export const ApplicationsDialog = ({ access, submit, onClose, onOrder }: ApplicationsDialogProps) => {
  const { t } = useTranslation()
  const { feed } = useConsole()
  const [open] = useState(() => openApplications(feed.all()))
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const named = typedApplications(text)
  const suggested = open.filter(({ name }) => !named.some((one) => one.toLowerCase() === name)).slice(0, mostSuggested)
  return (
    <FormDialog
      opened
      title={t(`applications.title.${access}`)}
      submit={submit}
      ready={named.length > 0 && named.length <= mostApplications}
      busy={false}
      failure={null}
      onClose={onClose}
      onSubmit={() => {
        onOrder(named, reason.trim())
      }}
    >
      <Text size="sm">{t(`applications.about.${access}`)}</Text>
      {open.length === 0 && <Text size="sm">{t('applications.nothingOpen')}</Text>}
      {suggested.length > 0 && (
        <div role="group" aria-label={t('applications.open')}>
          <Text size="sm" fw={600}>
            {t('applications.open')}
          </Text>
          <Group gap={6} mt={4}>
            {suggested.map(({ name, count }) => (
              <Button
                key={name}
                size="xs"
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden="true" />}
                aria-label={t('applications.add', { name, count })}
                onClick={() => {
                  setText([...named, name, ''].join('\n'))
                }}
              >
                {name} · {count}
              </Button>
            ))}
          </Group>
        </div>
      )}
      <Textarea
        label={t('applications.named')}
        description={t('applications.namedHint')}
        error={named.length > mostApplications ? t('applications.tooMany', { most: mostApplications }) : null}
        rows={4}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
        }}
        data-autofocus
      />
      <TextInput
        label={t('applications.reason')}
        description={t('applications.reasonHint')}
        maxLength={longestReason}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value)
        }}
      />
    </FormDialog>
  )
}
