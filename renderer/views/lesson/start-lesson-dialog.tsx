import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { minutesUntil, offeredEnd, timeField } from '../../state/lesson-time'

interface StartLessonDialogProps {
  readonly opened: boolean
  readonly roomId: string
  readonly onClose: () => void
}

const StartLesson = ({ opened, roomId, onClose }: StartLessonDialogProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const { busy, failure, run } = useDeed('lesson:start')
  const [title, setTitle] = useState('')
  const [end, setEnd] = useState(() => timeField(offeredEnd(hubNow())))
  const minutes = minutesUntil(end, hubNow())
  const held = failure?.code === 'held-by-another'
  const submit = async (): Promise<void> => {
    if (minutes === null) return
    const started = await run({ roomId, title: title.trim(), minutes, takeOver: held })
    if (started !== undefined) onClose()
  }
  return (
    <FormDialog
      opened={opened}
      title={t('lesson.start')}
      submit={held ? t('lesson.startTakeOver') : t('lesson.start')}
      ready={minutes !== null}
      busy={busy}
      failure={failure === null || !held ? failure : { ...failure, detail: `${failure.detail} ${t('takeOver.meaning')}` }}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <TextInput
        label={t('lesson.title')}
        description={t('lesson.titleHint')}
        value={title}
        maxLength={80}
        onChange={(event) => {
          setTitle(event.currentTarget.value)
        }}
        data-autofocus
      />
      <TextInput
        type="time"
        label={t('lesson.endsAt')}
        description={t('lesson.endsAtHint')}
        error={minutes === null ? t('lesson.endsAtWrong') : null}
        value={end}
        onChange={(event) => {
          setEnd(event.currentTarget.value)
        }}
      />
    </FormDialog>
  )
}

/** Asks for the class and the end; a colleague's lesson in the way is named, and the button then takes over. */
export const StartLessonDialog = (props: StartLessonDialogProps) => (props.opened ? <StartLesson {...props} /> : null)
