import { Button, Group, Modal, Skeleton, Text, Title } from '@mantine/core'
import { IconEyeOff, IconPhotoOff } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type BreachDetail, longestRevealReason, revealReasonSchema, type SnapshotEntry } from '#shared/model/breach-review'
import { useFailureWords } from '../../components/failure-words'
import { ReasonDialog } from '../../components/reason-dialog'
import { useConsole } from '../../console'
import { exactTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import classes from './breaches.module.css'
import { type Shown, type Snapshots } from './use-snapshots'

const Picture = ({ bitmap, label }: { readonly bitmap: ImageBitmap; readonly label: string }) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const here = canvas.current
    if (here === null) return
    here.width = bitmap.width
    here.height = bitmap.height
    here.getContext('2d', { alpha: false })?.drawImage(bitmap, 0, 0)
  }, [bitmap])
  return <canvas ref={canvas} className={classes['picture']} role="img" aria-label={label} />
}

interface FrameProps {
  readonly entry: SnapshotEntry
  readonly shown: Shown
  readonly onEnlarge: (shown: ImageBitmap, label: string) => void
}

const Frame = ({ entry, shown, onEnlarge }: FrameProps) => {
  const { t } = useTranslation()
  const words = useFailureWords()
  const label = t(`breaches.part.${entry.part}`)
  return (
    <figure className={classes['frame']} data-shown={shown.kind} data-part={entry.part}>
      {shown.kind === 'covered' && (
        <div className={classes['cover']}>
          <IconEyeOff size={24} aria-hidden="true" />
          {t('breaches.covered')}
        </div>
      )}
      {shown.kind === 'loading' && <Skeleton className={classes['cover'] ?? ''} />}
      {shown.kind === 'failed' && (
        <div className={classes['cover']} role="alert">
          <IconPhotoOff size={24} aria-hidden="true" />
          {words(shown.code)}
        </div>
      )}
      {shown.kind === 'drawn' && (
        <button
          type="button"
          className={classes['enlarge']}
          aria-label={t('breaches.enlarge', { what: label })}
          onClick={() => {
            onEnlarge(shown.bitmap, label)
          }}
        >
          <Picture bitmap={shown.bitmap} label={label} />
        </button>
      )}
      <figcaption>
        {label}, <time dateTime={new Date(entry.takenAt).toISOString()}>{exactTime(entry.takenAt)}</time>
      </figcaption>
    </figure>
  )
}

interface RevealDialogProps {
  readonly opened: boolean
  readonly snapshots: Snapshots
  readonly onClose: () => void
}

/** Asks once for each concern why its pictures are needed. */
const RevealDialog = ({ opened, snapshots, onClose }: RevealDialogProps) => {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Awaited<ReturnType<Snapshots['reveal']>>>(null)
  const submit = async (reason: string): Promise<void> => {
    setBusy(true)
    const failed = await snapshots.reveal(reason)
    setBusy(false)
    setFailure(failed)
    if (failed === null) onClose()
  }
  return (
    <ReasonDialog
      opened={opened}
      title={t('breaches.revealAsk')}
      submit={t('breaches.revealYes')}
      label={t('breaches.reason')}
      hint={t('breaches.reasonHint')}
      longest={longestRevealReason}
      isReason={(reason) => revealReasonSchema.safeParse(reason).success}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={(reason) => void submit(reason)}
    >
      {t('breaches.revealMeaning')}
    </ReasonDialog>
  )
}

interface SnapshotStripProps {
  readonly detail: BreachDetail
  readonly snapshots: Snapshots
  readonly asking: boolean
  readonly onAsk: (asking: boolean) => void
}

/** Before, at the match, after: covered until somebody says why. */
export const SnapshotStrip = ({ detail, snapshots, asking, onAsk }: SnapshotStripProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const [large, setLarge] = useState<{ readonly bitmap: ImageBitmap; readonly label: string } | null>(null)
  const { snapshots: entries, snapshotsTold, maySeePictures, revealReason } = detail
  const none = (): string => {
    if (!maySeePictures) return t('breaches.picturesNotYours')
    if (snapshotsTold === 0) return t('breaches.noPictures')
    return entries.length === 0 ? t('breaches.picturesComing') : ''
  }
  return (
    <section aria-label={t('breaches.pictures')}>
      <Group justify="space-between" mb={8}>
        <Title order={3} size="h5">
          {t('breaches.pictures')}
        </Title>
        {maySeePictures && entries.length > 0 && !snapshots.uncovered && (
          <Button
            size="xs"
            disabled={!linked}
            onClick={() => {
              onAsk(true)
            }}
          >
            {t('breaches.reveal')}
          </Button>
        )}
        {snapshots.uncovered && (
          <Button size="xs" variant="default" onClick={snapshots.cover}>
            {t('breaches.coverAgain')}
          </Button>
        )}
      </Group>
      {none() === '' ? (
        <div className={classes['strip']}>
          {entries.map((entry) => (
            <Frame
              key={entry.part}
              entry={entry}
              shown={snapshots.of(entry.part)}
              onEnlarge={(bitmap, label) => {
                setLarge({ bitmap, label })
              }}
            />
          ))}
        </div>
      ) : (
        <Text size="sm" c="dimmed">
          {none()}
        </Text>
      )}
      {revealReason !== null && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('breaches.yourReason', { reason: revealReason })}
        </Text>
      )}
      <RevealDialog
        key={detail.breachId}
        opened={asking}
        snapshots={snapshots}
        onClose={() => {
          onAsk(false)
        }}
      />
      <Modal
        opened={large !== null}
        size="90%"
        title={large?.label}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        onClose={() => {
          setLarge(null)
        }}
      >
        {large !== null && <Picture bitmap={large.bitmap} label={large.label} />}
      </Modal>
    </section>
  )
}
