import { Button, FileButton, Group, Progress } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Outcome } from '#shared/outcome'
import type { CallFailure } from '#shared/protocol/call'
import { FailureNote } from '../../components/failure-note'
import view from '../view.module.css'

interface BuildUploadProps {
  readonly label: string
  /** What is to be chosen, for those who do not see the button. */
  readonly filesLabel: string
  /** Endings, with commas between. */
  readonly accept: string
  /** Several files that belong together; else one. */
  readonly multiple?: boolean
  readonly linked: boolean
  /** Brings the files to the hub; tells how much of them is there, 0 to 1. */
  readonly upload: (files: readonly [File, ...File[]], onSent: (part: number) => void) => Promise<Outcome<unknown, CallFailure>>
  readonly onAdded: () => void
  /** Choices beside the button. */
  readonly children?: ReactNode
}

/** Adds a build to the hub from files of this computer. */
export const BuildUpload = ({ label, filesLabel, accept, multiple = false, linked, upload, onAdded, children }: BuildUploadProps) => {
  const { t } = useTranslation()
  const reset = useRef<() => void>(null)
  const [sent, setSent] = useState<number | null>(null)
  const [failure, setFailure] = useState<{ readonly code: CallFailure; readonly detail: string } | null>(null)
  const send = async (chosen: File | File[] | null): Promise<void> => {
    const [file, ...others] = chosen === null ? [] : [chosen].flat()
    if (file === undefined) return
    // The same files may be chosen again.
    reset.current?.()
    setFailure(null)
    setSent(0)
    const added = await upload([file, ...others], setSent)
    setSent(null)
    if (added.ok) onAdded()
    else setFailure({ code: added.code, detail: added.detail })
  }
  return (
    <div className={view['stack']}>
      <Group>
        <FileButton
          multiple={multiple}
          resetRef={reset}
          accept={accept}
          onChange={(chosen) => void send(chosen)}
          inputProps={{ 'aria-label': filesLabel }}
        >
          {(props) => (
            <Button {...props} leftSection={<IconUpload size={16} aria-hidden="true" />} loading={sent !== null} disabled={!linked}>
              {label}
            </Button>
          )}
        </FileButton>
        {children}
        {sent !== null && <Progress w={240} value={sent * 100} aria-label={t('updates.sending', { percent: Math.round(sent * 100) })} />}
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </div>
  )
}
