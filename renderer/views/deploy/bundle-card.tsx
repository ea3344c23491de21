import { Alert, Button, CopyButton, FileButton, Group, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconBrandWindows, IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { makeSiteInstaller, type SiteInstallerFailure } from '#shared/model/site-installer'
import type { Outcome } from '#shared/outcome'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import { saveFile } from '../../components/save-file'
import { exactTime } from '../../state/time-words'
import view from '../view.module.css'

const fileName = (room: string, kind: 'json' | 'msi'): string => `classwarden-${room.toLowerCase().replace(/[^a-z0-9]+/gu, '-')}.${kind}`

/** The agent's installer for Windows with the bundle in it. It is made here: neither goes anywhere. */
const WindowsInstaller = ({ bundle }: { readonly bundle: EnrolmentBundle }) => {
  const { t } = useTranslation()
  const [made, setMade] = useState<Outcome<Uint8Array<ArrayBuffer>, SiteInstallerFailure> | null>(null)
  const make = async (file: File | null): Promise<void> => {
    if (file !== null) setMade(makeSiteInstaller(new Uint8Array(await file.arrayBuffer()), bundle))
  }
  const name = fileName(bundle.room, 'msi')
  return (
    <>
      <Text size="sm" c="dimmed" mt={16} mb={8}>
        {t('deploy.windows.how')}
      </Text>
      <Group>
        <FileButton accept=".msi" onChange={(file) => void make(file)} inputProps={{ 'aria-label': t('deploy.windows.file') }}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconBrandWindows size={16} aria-hidden="true" />}>
              {t('deploy.windows.choose')}
            </Button>
          )}
        </FileButton>
        {made?.ok === true && (
          <Button
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            onClick={() => {
              saveFile(made.value, name, 'application/x-msi')
            }}
          >
            {t('deploy.windows.save')}
          </Button>
        )}
      </Group>
      {made?.ok === true && (
        <Text size="sm" mt={8}>
          {t('deploy.windows.made', { room: bundle.room })}
        </Text>
      )}
      {made?.ok === false && (
        <Alert role="alert" variant="light" color="red" icon={<IconAlertTriangle />} mt={8} title={t('deploy.windows.notMade')}>
          {t(`deploy.windows.${made.code}`)}
        </Alert>
      )}
    </>
  )
}

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
            saveFile(text, fileName(bundle.room, 'json'), 'application/json')
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
        {t('deploy.next', { file: fileName(bundle.room, 'json') })}
      </Text>
      <WindowsInstaller bundle={bundle} />
    </section>
  )
}
