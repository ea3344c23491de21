import { Button, Group, Stack, Table, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AgreementDraft, keyStages, type KeyStage, longestAgreement } from '#shared/model/agreement'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'
import seeds from '../../../assets/locales/agreement-texts-en.json'
import { FailureNote } from '../../components/failure-note'
import { FormDialog } from '../../components/form-dialog'
import { ListTable } from '../../components/list-table'
import { useDeed } from '../../components/use-deed'
import { exactTime } from '../../state/time-words'

type Version = Reply<ConsoleOrders, 'agreement:read'>['versions'][number]

interface PublishDialogProps {
  readonly draft: AgreementDraft
  readonly onClose: () => void
  readonly onDone: () => void
}

const PublishDialog = ({ draft, onClose, onDone }: PublishDialogProps) => {
  const { t } = useTranslation()
  const [title, setTitle] = useState(draft.title)
  const [text, setText] = useState(draft.text)
  const { busy, failure, run } = useDeed('agreement:publish')
  const submit = async (): Promise<void> => {
    if ((await run({ keyStage: draft.keyStage, title, text })) !== undefined) onDone()
  }
  const ready = title.trim() !== '' && text.trim() !== '' && text.length <= longestAgreement
  return (
    <FormDialog
      opened
      title={t('agreements.publishFor', { who: t(`keyStage.${draft.keyStage}`) })}
      submit={t('agreements.publish')}
      ready={ready}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm">{t('agreements.publishMeaning')}</Text>
      <TextInput
        label={t('agreements.title')}
        maxLength={80}
        value={title}
        onChange={({ currentTarget }) => {
          setTitle(currentTarget.value)
        }}
      />
      <Textarea
        label={t('agreements.text')}
        description={t('agreements.textHint', { left: longestAgreement - text.length })}
        rows={12}
        maxLength={longestAgreement}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
        }}
      />
    </FormDialog>
  )
}

interface StageRowProps {
  readonly keyStage: KeyStage
  readonly present: Version | null
  readonly onEdit: () => void
  readonly onChanged: () => void
}

const StageRow = ({ keyStage, present, onEdit, onChanged }: StageRowProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('agreement:withdraw')
  const who = t(`keyStage.${keyStage}`)
  const withdraw = async (): Promise<void> => {
    if ((await run({ keyStage })) !== undefined) onChanged()
  }
  return (
    <Table.Tr>
      <Table.Th scope="row">{who}</Table.Th>
      <Table.Td>
        {present === null ? (
          <Text size="sm" c="dimmed">
            {t('agreements.nothing')}
          </Text>
        ) : (
          <>
            <Text size="sm">{present.title}</Text>
            <Text size="xs" c="dimmed">
              {t('agreements.version', { version: present.version, time: exactTime(present.publishedAt), who: present.publishedBy })}
            </Text>
          </>
        )}
        {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button
            size="compact-sm"
            variant={present === null ? 'filled' : 'default'}
            aria-label={t(present === null ? 'agreements.writeFor' : 'agreements.changeFor', { who })}
            onClick={onEdit}
          >
            {t(present === null ? 'agreements.write' : 'agreements.change')}
          </Button>
          {present !== null && (
            <Button
              size="compact-sm"
              variant="default"
              loading={busy}
              aria-label={t('agreements.withdrawFor', { who })}
              onClick={() => void withdraw()}
            >
              {t('agreements.withdraw')}
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}

/** What each key stage is asked. A text nobody wrote yet begins from one that ships. */
export const Texts = ({ versions, onChanged }: { readonly versions: readonly Version[]; readonly onChanged: () => void }) => {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<AgreementDraft | null>(null)
  return (
    <Stack gap="md">
      <Text size="sm">{t('agreements.how')}</Text>
      <ListTable columns={[t('agreements.pupils'), t('agreements.asked')]} actions>
        {keyStages.map((keyStage) => {
          const present = versions.find((version) => version.keyStage === keyStage && version.endedAt === null) ?? null
          return (
            <StageRow
              key={keyStage}
              keyStage={keyStage}
              present={present}
              onChanged={onChanged}
              onEdit={() => {
                setDraft({ keyStage, title: present?.title ?? seeds[keyStage].title, text: present?.text ?? seeds[keyStage].text })
              }}
            />
          )
        })}
      </ListTable>
      {draft !== null && (
        <PublishDialog
          draft={draft}
          onClose={() => {
            setDraft(null)
          }}
          onDone={() => {
            setDraft(null)
            onChanged()
          }}
        />
      )}
    </Stack>
  )
}
