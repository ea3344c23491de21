import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Lesson } from '#shared/model/lesson'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'

interface EndLessonDialogProps {
  readonly lesson: Lesson
  readonly own: boolean
  readonly opened: boolean
  readonly onClose: () => void
}

/** Ending cannot be undone: every lock of the lesson goes at once, so this asks. */
export const EndLessonDialog = ({ lesson, own, opened, onClose }: EndLessonDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('lesson:end')
  const submit = async (): Promise<void> => {
    const ended = await run({ roomId: lesson.roomId, lessonId: lesson.lessonId })
    if (ended !== undefined) onClose()
  }
  return (
    <FormDialog
      opened={opened}
      title={own ? t('lesson.endAsk') : t('lesson.endAskOf', { who: lesson.teacher.displayName })}
      submit={t('lesson.endYes')}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm">{t('lesson.endMeaning')}</Text>
    </FormDialog>
  )
}
