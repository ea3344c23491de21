import { Alert, Button, CopyButton, FileButton, Group, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconBrandWindows, IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { makeSiteInstaller, type SiteInstallerFailure } from '#shared/model/site-installer'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import { saveFile } from '../../components/save-file'
import { exactTime } from '../../state/time-words'
import view from '../view.module.css'

const fileName = (room: string, kind: 'json' | 'msi'): string => `classwarden-${room.toLowerCase().replace(/[^a-z0-9]+/gu, '-')}.${kind}`

/** The agent's installer for Windows with the bundle in it. It is made here: neither goes anywhere. */
const WindowsInstaller = ({ bundle }: { readonly bundle: EnrolmentBundle }) => {
  const { t } = useTranslation()
  const [made, setMade] = useState<'none' | 'made' | SiteInstallerFailure>('none')
  const make = async (file: File | null): Promise<void> => {
    if (file === null) return
    const installer = makeSiteInstaller(new Uint8Array(await file.arrayBuffer()), bundle)
    setMade(installer.ok ? 'made' : installer.code)
    if (installer.ok) saveFile(installer.value, fileName(bundle.room, 'msi'), 'application/x-msi')
  }
  return (
    <>
      <Group mt={12}>
        <FileButton accept=".msi" onChange={(file) => void make(file)} inputProps={{ 'aria-label': t('deploy.windows.file') }}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconBrandWindows size={16} aria-hidden="true" />}>
              {t('deploy.windows.make')}
            </Button>
          )}
        </FileButton>
        {made === 'made' && <Text size="sm">{t('deploy.windows.made', { file: fileName(bundle.room, 'msi') })}</Text>}
      </Group>
      {made !== 'none' && made !== 'made' && (
        <Alert role="alert" variant="light" color="red" icon={<IconAlertTriangle />} mt={8} title={t('deploy.windows.notMade')}>
          {t(`deploy.windows.${made}`)}
        </Alert>
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {t('deploy.windows.how')}
      </Text>
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
