import { Button, Checkbox, Group, Select, Skeleton, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { letterFields, type LetterTemplate, letterTemplatesSchema } from '#shared/model/letter'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'

const nothing = {}

interface EditorProps {
  readonly kept: readonly LetterTemplate[]
  readonly onSaved: () => Promise<void>
}

const Editor = ({ kept, onSaved }: EditorProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('letter:write-templates')
  const [draft, setDraft] = useState(kept)
  const [chosenId, setChosenId] = useState<string | null>(kept[0]?.templateId ?? null)
  const chosen = draft.find(({ templateId }) => templateId === chosenId)
  const change = (part: Partial<LetterTemplate>): void => {
    setDraft((before) => before.map((one) => (one.templateId === chosenId ? { ...one, ...part } : one)))
  }
  const wish = letterTemplatesSchema.safeParse(draft)
  const save = async (): Promise<void> => {
    if (wish.success && (await run({ templates: wish.data })) !== undefined) await onSaved()
  }
  return (
    <>
      <Group align="end" gap="xs">
        <Select
          label={t('letters.template')}
          comboboxProps={{ transitionProps: { duration: 100 } }}
          allowDeselect={false}
          data={draft.map(({ templateId, name }) => ({ value: templateId, label: name === '' ? t('letters.unnamed') : name }))}
          value={chosenId}
          onChange={setChosenId}
        />
        <Button
          variant="default"
          onClick={() => {
            const templateId = crypto.randomUUID()
            setDraft([...draft, { templateId, name: '', title: '', text: '', approval: false }])
            setChosenId(templateId)
          }}
        >
          {t('letters.addTemplate')}
        </Button>
        <Button
          variant="default"
          disabled={draft.length < 2 || chosen === undefined}
          onClick={() => {
            const left = draft.filter(({ templateId }) => templateId !== chosenId)
            setDraft(left)
            setChosenId(left[0]?.templateId ?? null)
          }}
        >
          {t('letters.removeTemplate')}
        </Button>
      </Group>
      {chosen !== undefined && (
        <>
          <TextInput
            label={t('letters.templateName')}
            maxLength={80}
            value={chosen.name}
            onChange={({ currentTarget: { value } }) => {
              change({ name: value })
            }}
          />
          <TextInput
            label={t('letters.subject')}
            maxLength={120}
            value={chosen.title}
            onChange={({ currentTarget: { value } }) => {
              change({ title: value })
            }}
          />
          <Textarea
            label={t('letters.text')}
            description={t('letters.fieldsHint', { fields: letterFields.map((field) => `[${field}]`).join(' ') })}
            autosize
            minRows={8}
            maxRows={20}
            maxLength={6_000}
            value={chosen.text}
            onChange={({ currentTarget: { value } }) => {
              change({ text: value })
            }}
          />
          <Checkbox
            label={t('letters.needsApproval')}
            checked={chosen.approval}
            onChange={({ currentTarget: { checked } }) => {
              change({ approval: checked })
            }}
          />
        </>
      )}
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <div>
        <Button loading={busy} disabled={!linked || draft === kept || !wish.success} onClick={() => void save()}>
          {t('letters.saveTemplates')}
        </Button>
        <span role="status"> {draft === kept ? t('settings.inForce') : ''}</span>
      </div>
    </>
  )
}

/** The school's templates of letters to parents. */
export const LetterTemplates = () => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('letter:templates', nothing)
  return (
    <section className={`${view['card'] ?? ''} ${view['wide'] ?? ''}`} aria-label={t('letters.templates')}>
      <Title order={2} size="h4">
        {t('letters.templates')}
      </Title>
      <Text size="sm">{t('letters.templatesHow')}</Text>
      {loaded.kind === 'loading' && <Skeleton height={160} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && <Editor key={JSON.stringify(loaded.value)} kept={loaded.value} onSaved={reload} />}
    </section>
  )
}
