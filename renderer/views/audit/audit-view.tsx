import { Button, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconClipboardList } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '#shared/model/audit'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { NoticePage } from '../../components/notice-page'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { exactTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'

const pageLength = 50
const newest = { beforeAuditId: null, limit: pageLength }

const withOlder = (page: readonly AuditEntry[], older: readonly AuditEntry[]): readonly AuditEntry[] => {
  const lowest = page.at(-1)?.auditId ?? 0
  return [...page, ...older.filter(({ auditId }) => auditId < lowest)]
}

/** Who did what, when and from where, newest first. */
export const AuditView = () => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('audit:list', newest)
  const { busy, failure, run } = useDeed('audit:list')
  const [older, setOlder] = useState<readonly AuditEntry[]>([])
  const [ended, setEnded] = useState(false)

  const more = async (beforeAuditId: number): Promise<void> => {
    const page = await run({ beforeAuditId, limit: pageLength })
    if (page === undefined) return
    setOlder((before) => [...before, ...page.value])
    setEnded(page.value.length < pageLength)
  }
  // After a reload the newest page may reach into what was loaded below it.
  const entries = loaded.kind === 'ready' ? withOlder(loaded.value, older) : null
  const wholeLog = ended || (loaded.kind === 'ready' && loaded.value.length < pageLength)
  const last = entries?.at(-1)
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.audit')}>
      <Title order={1} size="h3">
        {t('view.audit')}
      </Title>
      {loaded.kind === 'loading' && <Skeleton height={240} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {entries?.length === 0 && (
        <NoticePage icon={<IconClipboardList size={40} />} title={t('audit.none')}>
          {t('audit.noneDetail')}
        </NoticePage>
      )}
      {last !== undefined && (
        <>
          <ListTable
            columns={[t('audit.at'), t('audit.who'), t('audit.action'), t('audit.subject'), t('audit.detail'), t('audit.address')]}
            verticalSpacing={6}
          >
            {entries?.map((entry) => (
              <Table.Tr key={entry.auditId}>
                <Table.Td className={view['nowrap'] ?? ''}>{exactTime(entry.at)}</Table.Td>
                <Table.Td className={view['nowrap'] ?? ''}>{entry.staffName === '' ? t('audit.nobody') : entry.staffName}</Table.Td>
                <Table.Td>{t(`auditAction.${entry.action}`)}</Table.Td>
                <Table.Td>{entry.subject}</Table.Td>
                <Table.Td>{entry.detail}</Table.Td>
                <Table.Td>{entry.address}</Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
          {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
          {wholeLog ? (
            <Text c="dimmed" ta="center">
              {t('audit.end')}
            </Text>
          ) : (
            <Button
              variant="default"
              loading={busy}
              disabled={!linked}
              onClick={() => void more(last.auditId)}
              style={{ alignSelf: 'center' }}
            >
              {t('audit.more')}
            </Button>
          )}
        </>
      )}
    </section>
  )
}
