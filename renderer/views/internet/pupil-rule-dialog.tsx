import { SegmentedControl, Select, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../components/form-dialog'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { typedSites } from '../../state/internet-badge'
import { minutesToEnd } from '../../state/lesson-time'
import { clockTime, exactTime } from '../../state/time-words'

const everything = {}
const dayMinutes = 24 * 60
const dayChoices = [1, 2, 3, 5, 7, 14, 28, 42] as const

interface PupilRuleDialogProps {
  /** The pupil at a PC; null to ask for the name. */
  readonly pupil: { readonly name: string; readonly shownAs: string } | null
  /** The lesson it ends with; null for one that stands alone. */
  readonly lesson: { readonly roomId: string; readonly endsAt: number } | null
  readonly onClose: () => void
  readonly onOrdered: () => void
}

/** Removes or grants one pupil's internet: for how long, but for which sites, and why. */
export const PupilRuleDialog = ({ pupil, lesson, onClose, onOrdered }: PupilRuleDialogProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const { busy, failure, run } = useDeed('internet:order')
  const [name, setName] = useState(pupil?.name ?? '')
  const [access, setAccess] = useState<'removed' | 'granted' | 'scene'>('removed')
  const [sceneId, setSceneId] = useState<string | null>(null)
  const { loaded: scenes } = useAsked('scene:list', everything)
  const [days, setDays] = useState<number>(1)
  const [sites, setSites] = useState('')
  const [reason, setReason] = useState('')
  const [orderId] = useState(() => crypto.randomUUID())
  const known = scenes.kind === 'ready' ? scenes.value : []
  const minutes = lesson === null ? days * dayMinutes : minutesToEnd(lesson.endsAt, hubNow())
  const submit = async (): Promise<void> => {
    const ordered = await run({
      orderId,
      pupil: name.trim(),
      roomId: lesson?.roomId ?? null,
      internet: access === 'scene' ? { access, sceneId: sceneId ?? '' } : { access, exceptions: typedSites(sites) },
      reason: reason.trim(),
      minutes,
    })
    if (ordered !== undefined) onOrdered()
  }
  return (
    <FormDialog
      opened
      title={pupil === null ? t('internet.title') : t('internet.titleFor', { name: pupil.shownAs })}
      submit={t(`internet.yes.${access}`)}
      ready={name.trim() !== '' && reason.trim() !== '' && (access !== 'scene' || sceneId !== null)}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm" c="dimmed">
        {t('internet.follows')} {lesson !== null && t('internet.withLesson', { time: clockTime(lesson.endsAt) })}
      </Text>
      {pupil === null && (
        <TextInput
          label={t('internet.pupil')}
          description={t('internet.pupilHint')}
          value={name}
          maxLength={120}
          onChange={(event) => {
            setName(event.currentTarget.value)
          }}
          data-autofocus
        />
      )}
      <SegmentedControl
        aria-label={t('internet.access')}
        transitionDuration={0}
        value={access}
        onChange={setAccess}
        data={[
          { value: 'removed', label: t('internet.remove') },
          { value: 'granted', label: t('internet.grant') },
          { value: 'scene', label: t('internet.scene') },
        ]}
      />
      {access === 'scene' && (
        <Select
          label={t('internet.sceneWhich')}
          description={t('internet.sceneHint')}
          placeholder={known.length === 0 ? t('scenes.noScenes') : ''}
          data={known.map((scene) => ({ value: scene.sceneId, label: t(`scenes.apply.${scene.access}`, { scene: scene.name }) }))}
          value={sceneId}
          onChange={(value) => {
            setSceneId(value)
            const chosen = known.find((scene) => scene.sceneId === value)
            if (reason === '' && chosen !== undefined) setReason(chosen.reason)
          }}
        />
      )}
      {lesson === null && (
        <Select
          label={t('internet.length')}
          description={t('internet.until', { time: exactTime(hubNow() + minutes * 60_000) })}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={dayChoices.map((count) => ({
            value: String(count),
            label: count % 7 === 0 ? t('internet.weeks', { count: count / 7 }) : t('internet.days', { count }),
          }))}
          value={String(days)}
          allowDeselect={false}
          onChange={(value) => {
            setDays(Number(value))
          }}
        />
      )}
      <TextInput
        label={t('internet.reason')}
        description={t('internet.reasonHint')}
        value={reason}
        maxLength={200}
        onChange={(event) => {
          setReason(event.currentTarget.value)
        }}
      />
      {access !== 'scene' && (
        <Textarea
          label={access === 'removed' ? t('internet.exceptionsRemoved') : t('internet.exceptionsGranted')}
          description={
            access === 'removed' ? `${t('internet.exceptionsHint')} ${t('internet.helplines')}` : t('internet.exceptionsGrantedHint')
          }
          rows={3}
          value={sites}
          onChange={(event) => {
            setSites(event.currentTarget.value)
          }}
        />
      )}
    </FormDialog>
  )
}
