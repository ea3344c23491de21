import { Button, Group, NumberInput, Switch, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type BackupSettings, backupSettingsSchema, type BackupView, defaultBackupSettings } from '#shared/model/backup'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'

const spans = ['daily', 'weekly', 'monthly'] as const

interface BackupFormProps {
  readonly settings: BackupSettings | null
  readonly onSaved: (view: BackupView) => void
}

/** Where backups go, when, and how many stay. */
export const BackupForm = ({ settings, onSaved }: BackupFormProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('backup:write')
  const [typed, setTyped] = useState<BackupSettings>(settings ?? { ...defaultBackupSettings, folder: '' })
  const [dirty, setDirty] = useState(settings === null)
  const wish = backupSettingsSchema.safeParse({ ...typed, folder: typed.folder.trim() })
  const wrong = (name: string): boolean =>
    dirty && typed.folder !== '' && !wish.success && wish.error.issues.some(({ path }) => path.includes(name))
  const change = (part: Partial<BackupSettings>): void => {
    setTyped((before) => ({ ...before, ...part }))
    setDirty(true)
  }
  const save = async (): Promise<void> => {
    if (!wish.success) return
    const saved = await run(wish.data)
    if (saved === undefined) return
    setDirty(false)
    onSaved(saved.value)
  }
  return (
    <form
      noValidate
      aria-label={t('backup.where')}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Group gap="sm" align="start">
        <TextInput
          flex={1}
          miw={260}
          label={t('backup.folder')}
          description={t('backup.folderHint')}
          error={wrong('folder') ? t('backup.folderWrong') : null}
          value={typed.folder}
          spellCheck={false}
          onChange={({ currentTarget }) => {
            change({ folder: currentTarget.value })
          }}
        />
        <TextInput
          w={150}
          label={t('backup.time')}
          description={t('backup.timeHint', { time: defaultBackupSettings.time })}
          error={wrong('time') ? t('backup.timeWrong') : null}
          value={typed.time}
          onChange={({ currentTarget }) => {
            change({ time: currentTarget.value.trim() })
          }}
        />
      </Group>
      <Group gap="sm" align="start" mt="sm">
        {spans.map((span) => (
          <NumberInput
            key={span}
            w={170}
            label={t(`backup.${span}`)}
            description={t('settings.default', { value: defaultBackupSettings.keep[span] })}
            error={wrong(span) ? t('backup.keepWrong') : null}
            value={typed.keep[span]}
            hideControls
            clampBehavior="none"
            onChange={(value) => {
              change({ keep: { ...typed.keep, [span]: Number(value) } })
            }}
          />
        ))}
      </Group>
      <TagsInput
        mt="sm"
        label={t('backup.mailTo')}
        description={t('backup.mailToHint')}
        error={wrong('mailTo') ? t('backup.mailToWrong') : null}
        value={typed.mailTo}
        comboboxProps={{ transitionProps: { duration: 100 } }}
        onChange={(mailTo) => {
          change({ mailTo })
        }}
      />
      <Switch
        mt="sm"
        label={t('backup.on')}
        description={t('backup.onHint')}
        checked={typed.on}
        onChange={({ currentTarget }) => {
          change({ on: currentTarget.checked })
        }}
      />
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <Group mt="sm">
        <Button type="submit" loading={busy} disabled={!linked || !wish.success || !dirty}>
          {t('backup.save')}
        </Button>
      </Group>
    </form>
  )
}
