import { Button, Group, Modal, Skeleton, Table, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { parentNoticesCsv } from '#shared/model/parent-notice-csv'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { saveFile } from '../../components/save-file'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { exactTime } from '../../state/time-words'
import { useNoticeWords } from './notice-words'

const nothing = {}
const shownRows = 200

/** The school's register of what parents were told, or why not. */
export const ParentsRegister = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation()
  const noticeWords = useNoticeWords()
  const { loaded, reload } = useAsked('parents:register', nothing)
  const { busy, failure, run } = useDeed('parents:register')
  const save = async (): Promise<void> => {
    const asked = await run({ export: true })
    if (asked !== undefined) saveFile(parentNoticesCsv(asked.value.notices), 'parents-register.csv', 'text/csv')
  }
  return (
    <Modal opened size="80rem" onClose={onClose} title={t('parents.register')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      {loaded.kind === 'loading' && <Skeleton height={160} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && loaded.value.notices.length === 0 && <Text>{t('parents.registerNone')}</Text>}
      {loaded.kind === 'ready' && loaded.value.notices.length > 0 && (
        <>
          <Group justify="space-between" mb="sm">
            <Text size="sm">{t('parents.registerHow')}</Text>
            <Button
              size="xs"
              variant="default"
              loading={busy}
              leftSection={<IconDownload size={16} aria-hidden="true" />}
              onClick={() => void save()}
            >
              {t('parents.registerSave')}
            </Button>
          </Group>
          <ListTable columns={[t('parents.incident'), t('parents.pupil'), t('parents.what'), t('parents.writtenBy')]}>
            {loaded.value.notices.slice(0, shownRows).map((notice) => (
              <Table.Tr key={notice.noticeId}>
                <Table.Td>{notice.incidentNumber}</Table.Td>
                <Table.Td>{notice.displayName ?? notice.person}</Table.Td>
                <Table.Td>
                  <Text size="sm" td={notice.takenBack === null ? '' : 'line-through'}>
                    {noticeWords(notice)}
                  </Text>
                  {notice.takenBack !== null && (
                    <Text size="sm">{t('parents.takenBack', { who: notice.takenBack.by, reason: notice.takenBack.reason })}</Text>
                  )}
                </Table.Td>
                <Table.Td>{t('breaches.byAt', { who: notice.by, time: exactTime(notice.at) })}</Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
        </>
      )}
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </Modal>
  )
}
