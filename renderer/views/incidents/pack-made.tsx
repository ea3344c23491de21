import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Copyable } from '../../components/copyable'
import { FailureNote } from '../../components/failure-note'
import { saveFile } from '../../components/save-file'
import type { Evidence } from './use-evidence'

interface PackMadeProps {
  readonly pack: NonNullable<Evidence['made']>
  readonly evidence: Evidence
}

/** A pack just made, with the one sight of its passphrase: only its own button closes it, so that no slip of the hand loses that. */
export const PackMade = ({ pack, evidence }: PackMadeProps) => {
  const { t } = useTranslation()
  const [saved, setSaved] = useState(false)
  const { archive, lost, fetchAgain, putAway } = evidence
  const { passphrase, fileName, pictures, picturesLeftOut } = pack
  return (
    <Modal opened title={t('evidence.made')} withCloseButton={false} closeOnClickOutside={false} closeOnEscape={false} onClose={putAway}>
      <Stack gap="sm">
        <div>
          <Text size="sm" fw={650}>
            {t('evidence.passphrase')}
          </Text>
          <Copyable shown={passphrase} />
        </div>
        <Text size="sm">{t('evidence.once')}</Text>
        <Text size="sm">
          {t('evidence.pictures', { count: pictures })}
          {picturesLeftOut > 0 && ` ${t('evidence.leftOut', { count: picturesLeftOut })}`}
        </Text>
        {lost !== null && <FailureNote code={lost.code} detail={lost.detail} onRetry={() => void fetchAgain()} />}
        <Group justify="flex-end">
          <Button
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            variant={saved ? 'default' : 'filled'}
            loading={archive === null && lost === null}
            disabled={archive === null}
            onClick={() => {
              if (archive === null) return
              saveFile(archive, fileName, 'application/zip')
              setSaved(true)
            }}
          >
            {t('evidence.save', { file: fileName })}
          </Button>
          <Button variant={saved ? 'filled' : 'default'} onClick={putAway}>
            {t('evidence.noted')}
          </Button>
        </Group>
        <Text size="sm" role="status">
          {saved ? t('evidence.saved') : ''}
        </Text>
      </Stack>
    </Modal>
  )
}
