import { Button, CopyButton, Group, Text, Title } from '@mantine/core'
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import { saveFile } from '../../components/save-file'
import { exactTime } from '../../state/time-words'
import view from '../view.module.css'

const fileName = (room: string): string => `classwarden-${room.toLowerCase().replace(/[^a-z0-9]+/gu, '-')}.json`

/** The bundle just made: shown once, for the hub keeps only the token's hash. */
export const BundleCard = ({ bundle }: { readonly bundle: EnrolmentBundle }) => {
  const { t } = useTranslation()
  const text = `${JSON.stringify(bundle, null, 2)}\n`
  return (
    <section className={view['bundle']} aria-live="polite">
      <Title order={2} size="h4">
        {t('deploy.ready', { room: bundle.room })}
      </Title>
      <Text my={8}>{t('deploy.once', { time: exactTime(bundle.expiresAt) })}</Text>
      <Group>
        <Button
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          onClick={() => {
            saveFile(text, fileName(bundle.room), 'application/json')
          }}
        >
          {t('deploy.download')}
        </Button>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />}
              onClick={copy}
            >
              {copied ? t('common.copied') : t('common.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Text size="sm" c="dimmed" mt={12}>
        {t('deploy.next', { file: fileName(bundle.room) })}
      </Text>
    </section>
  )
}
