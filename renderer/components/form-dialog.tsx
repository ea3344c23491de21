import { Button, Group, Modal, Stack } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallFailure } from '#shared/protocol/call'
import { FailureNote } from './failure-note'

export interface FormDialogProps {
  readonly opened: boolean
  readonly title: string
  readonly submit: string
  readonly danger?: boolean
  readonly ready?: boolean
  readonly busy: boolean
  readonly failure: { readonly code: CallFailure; readonly detail: string } | null
  readonly onClose: () => void
  readonly onSubmit: () => void
  readonly children: ReactNode
}

/** Where the keys were before a dialog that is drawn only while it asks, they are again after it: who works by keys goes on. */
const useFocusBack = (): void => {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus({ preventScroll: true })
    },
    [before],
  )
}

/** A question with a few fields: the verb is on the button, a failure stays where the hand is. */
export const FormDialog = ({
  opened,
  title,
  submit,
  danger,
  ready = true,
  busy,
  failure,
  onClose,
  onSubmit,
  children,
}: FormDialogProps) => {
  const { t } = useTranslation()
  useFocusBack()
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && !busy) onSubmit()
        }}
      >
        <Stack gap="sm">
          {children}
          {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" {...(danger === true ? { color: 'red.9' } : {})} loading={busy} disabled={!ready}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
