import { Button, Group, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlaceOptions } from '../../state/class-orders'
import { clockTime } from '../../state/time-words'
import { useConsole } from '../../console'

export type MessageKind = 'message' | 'lock'

const minuteChoices = [5, 15, 30, 60] as const
const longestText = 500

interface MessageDialogProps {
  /** Null when closed; `lock` puts the words on the lock. */
  readonly kind: MessageKind | null
  readonly count: number
  readonly everyone: boolean
  readonly onClose: () => void
  readonly onSend: (kind: MessageKind, options: PlaceOptions) => void
}

const MessageForm = ({ kind, count, everyone, onClose, onSend }: MessageDialogProps & { readonly kind: MessageKind }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const [text, setText] = useState('')
  const [minutes, setMinutes] = useState(kind === 'lock' ? 60 : 5)
  const ready = text.trim() !== ''
  const send = (): void => {
    if (!ready) return
    onSend(kind, { text: text.trim(), minutes })
    onClose()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Stack gap="sm">
        <Textarea
          label={t('message.text')}
          description={t('message.textHint')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
          }}
          maxLength={longestText}
          minRows={3}
          rows={3}
          data-autofocus
        />
        <div>
          <Text size="sm" fw={500} mb={4} id="message-minutes">
            {kind === 'lock' ? t('message.lockFor') : t('message.showFor')}
          </Text>
          <SegmentedControl
            aria-labelledby="message-minutes"
            transitionDuration={0}
            value={String(minutes)}
            onChange={(value) => {
              setMinutes(Number(value))
            }}
            data={minuteChoices.map((choice) => ({ value: String(choice), label: t('time.minutes', { count: choice }) }))}
          />
          <Text size="sm" c="dimmed" mt={4}>
            {t('message.until', { time: clockTime(hubNow() + minutes * 60_000) })}
          </Text>
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={!ready}>
            {everyone ? t(`message.sendAll.${kind}`, { count }) : t(`message.send.${kind}`, { count })}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Words for pupils' screens, alone or on a lock. */
export const MessageDialog = (props: MessageDialogProps) => {
  const { t } = useTranslation()
  const { kind, onClose } = props
  return (
    <Modal
      opened={kind !== null}
      onClose={onClose}
      title={kind === 'lock' ? t('message.lockTitle') : t('message.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {kind !== null && <MessageForm {...props} kind={kind} />}
    </Modal>
  )
}
